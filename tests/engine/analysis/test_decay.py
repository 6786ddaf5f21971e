"""Norms in log space, the gap at which a gradient is lost, and the rate at which it fades."""

import numpy as np
import pytest

import engine
from engine import Network, losses
from engine.analysis import decay
from engine.analysis.decay import influence_grid, log10_gradient_norms, slope, steps_until
from engine.analysis.jacobians import influence, step_jacobians
from engine.analysis.spectral import spectral_radius
from engine.networks.initialisation import Init


def inputs(steps: int, features: int = 8, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    return scale * np.random.default_rng(seed).normal(size=(steps, 1, features))


@pytest.mark.parametrize("radius", [0.5, 0.9, 1.1, 1.5])
@pytest.mark.parametrize("kind", ["orthogonal", "gaussian"])
def test_a_linear_rnn_fades_by_its_spectral_radius(kind: str, radius: float) -> None:
    network = engine.network("elman_linear", 8, 32, init=Init(kind=kind, spectral_radius=radius), seed=3)
    trace = engine.record(network, inputs(300), losses.last_step())
    logs = influence(network, trace)[-1] / np.log(10)
    assert spectral_radius(network.weights["weight_hh_l0"]) == pytest.approx(radius, rel=1e-9)
    assert slope(logs, first=100) == pytest.approx(np.log10(radius), rel=0.01)


@pytest.mark.parametrize("cell", ["elman", "elman_relu", "elman_skip", "lstm", "gru"])
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
    ("cell", "state"), [("elman", "hidden"), ("gru", "hidden"), ("lstm", "hidden"), ("lstm", "cell")]
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
