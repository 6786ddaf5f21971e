"""Where gates and candidates are saturated to the last digit, slopes are tiny and true, not zero."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest

import engine
from engine import Network, Trace, cells, losses
from engine.analysis.decay import log10_gradient_norms
from engine.cells.arithmetic import sigmoid_slope, tanh_slope
from engine.cells.base import Array
from engine.cells.elman import ElmanCell
from engine.recording.trace import Part

POINTS = [0.0, 1e-9, 0.3, 2.0, 18.0, 19.5, 36.0, 40.0, 200.0, 340.0]
SMOOTH = [name for name in cells.names() if name not in ("elman_relu", "elman_leaky_relu", "elman_linear")]


def exact_sigmoid_slope(a: float) -> float:
    """e^-|a| / (1 + e^-|a|)², in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        tail = (-abs(Decimal(float(a)))).exp()
        return float(tail / (1 + tail) ** 2)


def slopes(part: Part, block: str) -> Array:
    """f' of a block's nonlinearity at its sums."""
    kind, sums = part.kind, part.signals[f"{block}_preactivation"]
    of_block = next(signal for signal in kind.signals if signal.name == block)
    if of_block.kind == "candidate" and of_block.high == np.inf:
        return np.ones_like(sums)
    if kind.name == "slstm" and block == "input_gate":  # e^(a - m)
        return part.signals[block]
    if kind.name == "slstm" and block == "forget_gate":  # e^(log σ(a) + …)
        return np.asarray(part.signals[block] * np.vectorize(lambda a: np.exp(-np.logaddexp(0, a)))(sums))
    is_sigmoid = of_block.kind == "gate" or (isinstance(kind, ElmanCell) and kind.activation.torch == "sigmoid")
    scale = 1.0 if is_sigmoid else 2.0
    found: Array = np.vectorize(lambda a: scale**2 * exact_sigmoid_slope(scale * a))(sums)
    return found


def saturated(cell: str) -> tuple[Network, Trace]:
    """Sums of 20 to 200 in both directions, and states that change."""
    network = engine.network(cell, 2, 3, seed=1)
    weights = {name: weight * (60.0 if "ih" in name else 1.0) for name, weight in network.weights.items()}
    kind = cells.get(cell)
    for index, block in enumerate(kind.recurrent_blocks):
        if block not in kind.input_blocks:
            weights["bias_hh_l0"][3 * index : 3 * index + 3] *= 90.0
    own = Network(cell, weights, 2, 3)
    inputs = np.random.default_rng(0).choice([-3.0, 3.0], size=(6, 1, 2))
    return own, engine.record(own, inputs, losses.every_step())


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_slopes_are_true_to_the_last_digits(sign: int) -> None:
    points = sign * np.array(POINTS)
    np.testing.assert_allclose(sigmoid_slope(points), [exact_sigmoid_slope(a) for a in points], rtol=1e-13)
    np.testing.assert_allclose(tanh_slope(points), [4 * exact_sigmoid_slope(2 * a) for a in points], rtol=1e-13)
    assert sigmoid_slope(points).max() <= 0.25
    assert tanh_slope(points).max() <= 1.0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("slope", [sigmoid_slope, tanh_slope])
def test_far_beyond_they_are_zero_without_a_warning(slope: np.ufunc) -> None:
    assert slope(np.array([1e4, -1e4, np.inf, -np.inf])).tolist() == [0.0] * 4
    assert np.isnan(slope(np.array([np.nan]))).all()


@pytest.mark.parametrize("cell", SMOOTH)
def test_gradients_of_saturated_sums_are_true_numbers(cell: str) -> None:
    _, trace = saturated(cell)
    part, kind = trace.part(), cells.get(cell)
    lost = 0
    for block in kind.blocks:
        sums = part.signals[f"{block}_preactivation"]
        assert np.abs(sums).max() > 20
        expected = part.gradients[block] * slopes(part, block)
        np.testing.assert_allclose(part.gradients[f"{block}_preactivation"], expected, rtol=1e-11, err_msg=block)
        lost += int((np.abs(part.signals[block]) == 1.0).sum())
    assert lost > 0, "nothing was saturated to the last digit"


@pytest.mark.parametrize("cell", ["gru", "gru_reset_before", "lstm_coupled"])
def test_what_a_keeping_gate_at_one_lets_in_is_tiny_and_true(cell: str) -> None:
    _, trace = saturated(cell)
    part = trace.part()
    gate, memory = str(part.kind.memory_gate), part.kind.state[-1]
    opening = np.vectorize(lambda a: 1 / (1 + np.exp(a)))(part.signals[f"{gate}_preactivation"])
    assert (part.signals[gate] == 1.0).any()
    np.testing.assert_allclose(part.gradients["candidate"], part.gradients[memory] * opening, rtol=1e-12)


@pytest.mark.parametrize("cell", SMOOTH)
def test_jacobians_and_terms_have_the_same_slopes_as_the_way_back(cell: str) -> None:
    """Row u of ∂h_t/∂h_{t-1} is what comes back to h_{t-1} from ∂L/∂h_t = e_u; tiny entries too, relative to each."""
    _, trace = saturated(cell)
    part, kind = trace.part(), cells.get(cell)
    jacobians = engine.step_jacobians(trace)
    signals, state = part.run()
    for t in range(1, trace.steps):
        for unit in range(3):
            direct = np.zeros((t + 1, 1, 3))
            direct[t, 0, unit] = 1.0
            upto = {name: values[: t + 1] for name, values in signals.items()}
            back = kind.backward(part.weights, upto, state, direct)["hidden"][t - 1, 0]
            np.testing.assert_allclose(jacobians[t, unit, :3], back, rtol=1e-10)
            assert back.any()
    if kind.state == ("hidden",):
        terms = np.sum(list(kind.gradient_terms(part.weights, signals, state).values()), axis=0)
        np.testing.assert_allclose(terms, jacobians, rtol=1e-12)


def one_unit(cell: str, bias: float, recurrent: float = 1.0) -> Network:
    blocks = len(cells.get(cell).blocks)
    weights = {
        "weight_ih_l0": np.zeros((blocks, 1)),
        "weight_hh_l0": np.full((blocks, 1), recurrent),
        "bias_ih_l0": np.full(blocks, bias),
        "bias_hh_l0": np.zeros(blocks),
    }
    return Network(cell, weights, 1, 1)


def test_a_saturated_tanh_passes_on_what_it_should() -> None:
    trace = engine.record(one_unit("elman", 24.0), np.zeros((5, 1)), losses.last_step())
    slope = [4 * exact_sigmoid_slope(2 * a) for a in trace["hidden_preactivation"].ravel()]
    assert (trace["hidden"] == 1.0).all()
    np.testing.assert_allclose(engine.step_jacobians(trace).ravel(), slope, rtol=1e-12)
    expected = np.cumsum(np.log10(slope[:0:-1]))[::-1]
    np.testing.assert_allclose(log10_gradient_norms(trace), [*expected, 0.0], rtol=1e-12)


def test_terms_of_a_saturated_lstm_are_true_and_not_zero() -> None:
    trace = engine.record(one_unit("lstm", 38.0), np.zeros((4, 1)))
    signals, c = trace.signals, trace["cell"].ravel()
    terms = engine.cell_gradient_terms(trace)
    passed = trace["output_gate"].ravel() * [4 * exact_sigmoid_slope(2 * x) for x in c]  # ∂h/∂c
    for name, gate, factor in (
        ("through_forget_gate", "forget_gate", np.r_[0.0, c[:-1]]),
        ("through_input_gate", "input_gate", signals["candidate"].ravel()),
    ):
        slope = np.array([exact_sigmoid_slope(a) for a in signals[f"{gate}_preactivation"].ravel()])
        expected = (factor * slope)[1:] * passed[:-1]
        assert (signals[gate] == 1.0).all()
        np.testing.assert_allclose(terms[name].ravel()[1:], expected, rtol=1e-12)
        assert (terms[name].ravel()[1:] > 0).all()
