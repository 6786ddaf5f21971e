"""A trace holds its network: everything is asked of the trace alone, and another network is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import Network, Trace, losses
from engine.analysis.conventions import reset_before, z_writes
from engine.analysis.decay import influence_grid, log10_gradient_norms
from engine.analysis.jacobians import direct_factors, direct_path, product_factors
from engine.analysis.perturbation import input_shares, perturb
from engine.analysis.remedies import truncated_gradient, truncated_hidden_gradients

INPUTS = np.random.default_rng(0).normal(size=(5, 2, 3))
Ask = Callable[..., Any]
GRADIENT: Ask = truncated_gradient
HIDDEN: Ask = truncated_hidden_gradients
GRID: Ask = influence_grid
FACTORS: Ask = product_factors
ASKED: dict[str, Ask] = {
    "step_jacobians": engine.step_jacobians,
    "influence": engine.influence,
    "influence_grid": lambda *trace: GRID(*trace, most=3)[1],
    "product_factors": lambda *trace: FACTORS(*trace, 1, 4).log_norms,
    "cell_gradient_terms": lambda *trace: engine.cell_gradient_terms(*trace)["direct"],
    "direct_factors": direct_factors,
    "direct_path": direct_path,
    "weight_contributions": lambda *trace: engine.weight_contributions(*trace)["weight_hh_l0"],
    "log10_gradient_norms": log10_gradient_norms,
    "truncated_gradient": lambda *trace: GRADIENT(*trace, 2)["weight_hh_l0"],
    "truncated_hidden_gradients": lambda *trace: HIDDEN(*trace, 2),
    "input_shares": lambda *trace: input_shares(*trace).log_norms,
}


def recorded(network: Any, dtype: torch.dtype = torch.float64) -> Trace:
    return engine.record(network, torch.tensor(INPUTS, dtype=dtype), losses.every_step())


@pytest.mark.parametrize("name", ASKED)
def test_the_trace_alone_is_enough_and_its_own_network_may_stand_before_it(name: str) -> None:
    ask, network = ASKED[name], engine.network("gru", 3, 4, seed=1)
    trace = recorded(network)
    expected = ask(trace)
    np.testing.assert_array_equal(ask(network, trace), expected)
    np.testing.assert_array_equal(ask(network.to_torch(), trace), expected)
    np.testing.assert_array_equal(ask(engine.network("gru", 3, 4, seed=1), trace), expected)


@pytest.mark.parametrize("name", ASKED)
def test_another_network_is_refused_though_all_sizes_are_equal(name: str) -> None:
    trace = recorded(engine.network("gru", 3, 4, seed=1))
    module = engine.network("gru", 3, 4, seed=1).to_torch()
    with torch.no_grad():
        module.get_parameter("weight_hh_l0")[0, 0] += 1e-12
    for other in (
        engine.network("gru", 3, 4, seed=2),
        engine.network("gru_reset_before", 3, 4, seed=1),
        engine.network("gru", 3, 5, seed=1),
        module,
    ):
        with pytest.raises(ValueError, match=r"not of this network: .* give the trace alone"):
            ASKED[name](other, trace)


def test_a_projection_of_the_same_width_is_another_network() -> None:
    trace = recorded(engine.network("lstm", 3, 5, proj_size=2))
    with pytest.raises(ValueError, match="not of this network"):
        engine.influence(engine.network("lstm", 3, 6, proj_size=2), trace)


def test_a_float32_module_is_known_again_and_after_training_is_not() -> None:
    module = torch.nn.LSTM(3, 4)
    trace = recorded(module, torch.float32)
    engine.influence(module, trace)
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").add_(1e-6)
    with pytest.raises(ValueError, match="not of this network"):
        engine.influence(module, trace)


def test_what_is_no_trace_is_refused() -> None:
    network = engine.network("gru", 3, 4)
    for wrong in ((network,), (network, INPUTS), (None,)):
        with pytest.raises(TypeError, match="step_jacobians is asked of a trace"):
            ASKED["step_jacobians"](*wrong)


def test_a_perturbation_of_a_trace_is_that_of_its_run() -> None:
    network = engine.network("lstm", 3, 4, num_layers=2, bidirectional=True)
    trace = recorded(network)
    for layer, direction in ((0, 0), (1, 1)):
        at = {"layer": layer, "direction": direction}
        found = perturb(trace, 2, 0.5, **at)
        assert set(found.distances) == {"hidden", "cell"}
        for name, distances in perturb(network, INPUTS, 2, 0.5, **at).distances.items():
            np.testing.assert_array_equal(found.distances[name], distances)
            np.testing.assert_array_equal(
                perturb(network.to_torch(), torch.tensor(INPUTS), 2, 0.5, **at).distances[name], distances
            )
    assert (perturb(trace, 2, 0.5, direction=1).distances["hidden"][3:] == 0).all()


def test_a_perturbed_run_begins_in_the_same_state() -> None:
    network, start = engine.network("gru", 3, 4), np.ones((1, 2, 4))
    trace = engine.record(network, INPUTS, initial_state=start)
    assert (perturb(trace, 2, 0.5).distances["hidden"][:2] == 0).all()


@pytest.mark.parametrize("check", [z_writes, reset_before])
def test_conventions_are_asked_of_a_trace(check: Callable[..., Any]) -> None:
    network: Network = engine.network("gru", 3, 4)
    trace = recorded(network)
    np.testing.assert_array_equal(check(trace, batch=1).states, check(network, INPUTS[:, 1:]).states)
    started = engine.record(network, INPUTS, initial_state=np.ones((1, 2, 4)))
    assert check(started).states[0] != pytest.approx(check(trace).states[0])
    np.testing.assert_allclose(z_writes(started).largest, 0, atol=1e-14)
    with pytest.raises(ValueError, match="one GRU layer"):
        check(recorded(engine.network("lstm", 3, 4)))
