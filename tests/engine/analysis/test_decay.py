"""Norms in log space, the gap at which a gradient is lost, and the rate at which it fades."""

import numpy as np
import pytest

import engine
from engine import Network, cells, losses
from engine.analysis import decay
from engine.analysis.decay import influence_grid, log10_gradient_norms, slope, steps_until
from engine.analysis.jacobians import influence, step_jacobians
from engine.analysis.spectral import spectral_radius
from engine.networks.initialisation import Init
from tests.engine.torch_steps import recorded


def inputs(steps: int, features: int = 8, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    return scale * np.random.default_rng(seed).normal(size=(steps, 1, features))


@pytest.mark.parametrize("radius", [0.5, 0.9, 1.1, 1.5])
@pytest.mark.parametrize("kind", ["orthogonal", "gaussian"])
def test_a_linear_rnn_fades_by_its_spectral_radius(kind: str, radius: float) -> None:
    network = engine.network("elman_linear", 8, 32, init=Init(kind=kind, spectral_radius=radius), seed=3)
    trace = engine.record(network, inputs(150), losses.last_step())
    logs = influence(network, trace)[-1] / np.log(10)
    assert spectral_radius(network.weights["weight_hh_l0"]) == pytest.approx(radius, rel=1e-9)
    assert slope(logs, first=50) == pytest.approx(np.log10(radius), rel=0.01)


@pytest.mark.parametrize("cell", cells.names())
@pytest.mark.parametrize("loss", [losses.last_step(), losses.every_step()])
def test_log_space_agrees_with_the_recorded_norms(cell: str, loss: losses.Loss) -> None:
    network = engine.network(cell, 4, 9, init=Init(input_scale=0.1), seed=1)
    trace = engine.record(network, inputs(25, 4), loss)
    carried = decay._carried(step_jacobians(network, trace), trace.direct_gradients["hidden"][0, 0, :, 0])
    with np.errstate(divide="ignore"):
        recorded = np.log10(trace.gradient_norms()[0, 0, :, 0])
    np.testing.assert_allclose(carried, recorded, rtol=1e-9, atol=1e-9)


def test_a_gradient_far_below_the_smallest_float_stays_a_number() -> None:
    network = Network(
        "elman_linear",
        {"weight_ih_l0": np.ones((1, 1)), "weight_hh_l0": np.full((1, 1), 0.01), "bias_ih_l0": np.zeros(1),
         "bias_hh_l0": np.zeros(1)},
        1, 1,
    )  # fmt: skip
    trace = engine.record(network, np.ones((300, 1, 1)), losses.last_step())
    logs = log10_gradient_norms(network, trace)
    assert trace.gradients["hidden"][0, 0, 0, 0, 0] == 0.0
    assert logs[0] == pytest.approx(-2 * 299 + np.log10(1 / 0.99), abs=1e-6)


def test_a_gradient_far_above_the_largest_float_stays_a_number() -> None:
    network = Network(
        "elman_linear",
        {"weight_ih_l0": np.full((1, 1), 1e-300), "weight_hh_l0": np.full((1, 1), 10.0), "bias_ih_l0": np.zeros(1),
         "bias_hh_l0": np.zeros(1)},
        1, 1,
    )  # fmt: skip
    trace = engine.record(network, np.eye(1, 300)[0][:, None, None], losses.last_step())
    logs = log10_gradient_norms(network, trace)
    np.testing.assert_allclose(np.diff(logs), -1, atol=1e-9)
    assert logs[0] == pytest.approx(-300 + 299 + 299, abs=1e-6)


def test_a_run_with_infinities_says_nan_not_a_number() -> None:
    network = engine.network("elman_linear", 1, 2, init=Init(kind="identity", input_scale=10.0), seed=0)
    trace = engine.record(network, np.full((5, 1, 1), 1.7e308), losses.last_step())
    assert not np.isfinite(log10_gradient_norms(network, trace)).any()


def test_steps_until_counts_back_from_the_loss() -> None:
    logs = np.linspace(-4.5, 0.0, 10)
    assert steps_until(logs) == 7  # 10⁻³·⁵ is the first below a thousandth
    assert steps_until(logs, 1e-9) is None
    assert steps_until(np.array([-np.inf, 0.0, 0.0])) == 2


def test_slope_leaves_out_what_is_not_finite() -> None:
    logs = np.array([-np.inf, np.nan, -4.0, -3.0, -2.0, -1.0, 5.0])
    assert slope(logs, first=1) == pytest.approx(-1.0)
    assert np.isnan(slope(np.array([np.nan, 1.0])))


@pytest.mark.parametrize(
    ("cell", "state"),
    [("elman", "hidden"), ("gru", "hidden"), ("lstm", "hidden"), ("lstm", "cell"), ("lstm_peephole", "cell")],
)
def test_the_influence_on_a_grid_is_that_of_every_step_on_it(cell: str, state: str) -> None:
    network = engine.network(cell, 4, 6, seed=1)
    trace = engine.record(network, inputs(25, 4))
    whole = influence(network, trace, state=state) / np.log(10)
    grid, norms = influence_grid(network, trace, most=10, state=state)
    assert grid.tolist() == [0, 3, 6, 9, 12, 15, 18, 21, 24]
    np.testing.assert_allclose(norms, whole[np.ix_(grid, grid)], rtol=1e-8, atol=1e-8)
    grid, norms = influence_grid(network, trace, most=25, state=state)
    np.testing.assert_allclose(norms, whole, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(("cell", "state"), [("elman", "hidden"), ("gru", "hidden"), ("lstm", "cell")])
@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize(("most", "every", "last"), [(5, 2, 20), (9, 1, 11), (3, 7, None), (4, None, 10), (50, 3, 17)])
def test_a_grid_may_be_a_window_of_the_run(
    cell: str, state: str, direction: int, most: int, every: int | None, last: int | None
) -> None:
    trace = engine.record(engine.network(cell, 4, 6, bidirectional=True, seed=1), inputs(25, 4))
    whole = influence(trace, state=state, direction=direction) / np.log(10)
    grid, norms = influence_grid(trace, most=most, every=every, last=last, state=state, direction=direction)
    assert len(grid) <= most
    assert grid[0 if direction else -1] == (last if last is not None else 0 if direction else 24)
    assert every is None or set(np.diff(grid)) <= {every}
    np.testing.assert_allclose(norms, whole[np.ix_(grid, grid)], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("factor", [1e-90, 1e90])
@pytest.mark.parametrize("most", [1, 7, 30])
def test_the_grid_loses_nothing_where_norms_leave_the_range_of_floats(factor: float, most: int) -> None:
    weights = {"weight_ih_l0": np.zeros((2, 1)), "weight_hh_l0": factor * np.eye(2)}
    trace = engine.record(Network("elman_linear", weights, 1, 2, bias=False), np.zeros((30, 1, 1)))
    grid, norms = influence_grid(trace, most=most)
    gaps = np.subtract.outer(grid, grid)
    assert len(grid) <= most
    assert grid[-1] == 29
    np.testing.assert_allclose(norms[gaps >= 0], np.log10(factor) * gaps[gaps >= 0], rtol=1e-12)
    assert (norms[gaps < 0] == -np.inf).all()


def test_a_grid_over_nan_says_nan() -> None:
    values = inputs(20, 4)
    values[10] = np.nan
    trace = engine.record(engine.network("elman", 4, 3), values)
    grid, norms = influence_grid(trace, most=7)
    whole = influence(trace)[np.ix_(grid, grid)]
    np.testing.assert_array_equal(np.isnan(norms), np.isnan(whole))
    assert np.isnan(norms).any()
    assert np.isfinite(norms[1, 0])


@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("layer", [0, 1])
def test_the_grid_and_the_norms_are_of_the_layer_direction_and_sequence_asked_for(layer: int, direction: int) -> None:
    _, trace = recorded("lstm", steps=9)
    at = {"layer": layer, "direction": direction, "batch": 1}
    grid, norms = influence_grid(trace, most=3, state="cell", **at)
    assert grid.tolist() == ([0, 3, 6] if direction else [2, 5, 8])  # the last step that is computed is among them
    whole = influence(trace, state="cell", **at) / np.log(10)
    np.testing.assert_allclose(norms, whole[np.ix_(grid, grid)], rtol=1e-8, atol=1e-8)
    if layer == 0:
        with pytest.raises(ValueError, match="last layer"):
            log10_gradient_norms(trace, **at)
        return
    expected = np.log10(trace.gradient_norms()[layer, direction, :, 1])
    np.testing.assert_allclose(log10_gradient_norms(trace, **at), expected, rtol=1e-12)


@pytest.mark.parametrize("direction", [0, 1])
def test_log_space_carries_back_in_the_direction_of_computation(direction: int) -> None:
    weights = {
        f"{name}_l0{end}": np.full((1, 1), 1e-20) for name in ("weight_ih", "weight_hh") for end in ("", "_reverse")
    }
    network = Network("elman_linear", weights, 1, 1, bidirectional=True, bias=False)
    loss = losses.unit_at_step(direction, 0 if direction else 29)
    logs = log10_gradient_norms(engine.record(network, np.ones((30, 1, 1)), loss), direction=direction)
    np.testing.assert_allclose(logs, -20 * (np.arange(30) if direction else np.arange(29, -1, -1)), atol=1e-9)


def test_questions_without_an_answer_are_refused() -> None:
    trace = engine.record(engine.network("gru", 4, 3), inputs(9, 4))
    with pytest.raises(ValueError, match="no state 'cell'; its state is hidden"):
        influence_grid(trace, state="cell")
    with pytest.raises(ValueError, match="no state 'forget_gate'"):
        influence_grid(engine.record(engine.network("lstm", 4, 3), inputs(9, 4)), state="forget_gate")
    for most in (0, -3):
        with pytest.raises(ValueError, match="`most` should be 1 or more"):
            influence_grid(trace, most=most)
    with pytest.raises(ValueError, match="`every` should be 1 or more"):
        influence_grid(trace, every=0)
    with pytest.raises(IndexError, match="last should be between 0 and 8, but is 9"):
        influence_grid(trace, last=9)
    with pytest.raises(IndexError, match="layer should be between 0 and 0"):
        influence_grid(trace, layer=1)
    with pytest.raises(ValueError, match="record it with a loss"):
        log10_gradient_norms(trace)
