"""Jacobians and paths of runs in which signals are held, against each step by jacrev with the same holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.func import jacrev

import engine
from engine import Hold, Trace, cells, losses
from engine.cells.base import Array
from tests.engine.examples import hidden_by_memory, small_network
from tests.engine.recording.held import (
    BATCH,
    STACKED,
    as_the_oracle_takes_it,
    check,
    holdable,
    random_holds,
    recorded,
)
from tests.engine.unrolled import CELLS, Place, unroll


def jacobians_by_torch(trace: Trace, holds: Sequence[Hold], item: int) -> Array:
    """∂s_t/∂s_{t-1} of the first layer, (T, S, S), each step by jacrev with the same holds."""
    network, part = trace.network, trace.part()
    weights = {name: torch.tensor(weight) for name, weight in network.weights.items() if name.endswith("_l0")}
    held = as_the_oracle_takes_it(network, holds)
    names, found = list(part.initial_state), []
    widths = [part.initial_state[name].shape[-1] for name in names]
    for t in range(trace.steps):
        now = {
            (name, 0, 0, 0): values[item : item + 1]
            for (name, layer, direction, time), values in held.items()
            if (layer, direction, time) == (0, 0, t)
        }
        before = [part.signals[name][t - 1, item] if t else part.initial_state[name][item] for name in names]

        def step(stacked: Tensor, t: int = t, now: dict[Place, Tensor] = now) -> Tensor:
            state = tuple(values.reshape(1, 1, 1, -1) for values in torch.split(stacked, widths))
            x = torch.tensor(trace.inputs[t : t + 1, item : item + 1])
            run = unroll(network.cell, weights, x, state, retain=False, held=now)
            return torch.cat([run.signals[name, 0, 0, 0][0] for name in names])

        found.append(jacrev(step)(torch.tensor(np.concatenate(before))).numpy())
    return np.array(found)


def check_jacobians(trace: Trace, holds: Sequence[Hold]) -> None:
    for item in range(BATCH):
        ours = engine.step_jacobians(trace, batch=item)
        np.testing.assert_allclose(ours, jacobians_by_torch(trace, holds, item), atol=1e-12)


def check_memory_terms(trace: Trace) -> None:
    """The paths sum to ∂(memory)_t/∂(memory)_{t-1}; an LSTM's gates see c_{t-1} through h_{t-1} unless that is held."""
    part, jacobians = trace.part(), engine.step_jacobians(trace, batch=1)
    total = np.sum(list(engine.cell_gradient_terms(trace, batch=1).values()), axis=0)
    if "cell" not in part.kind.state:
        np.testing.assert_allclose(total, jacobians, atol=1e-12)
        return
    width, memory = part.signals["hidden"].shape[-1], part.signals["cell"].shape[-1]
    dh_dc = torch.diag_embed(hidden_by_memory(part, 1)).numpy()
    if part.weights.weight_hr is not None:
        dh_dc = part.weights.weight_hr @ dh_dc
    if "hidden" in part.held:
        dh_dc = np.where(np.isnan(part.held["hidden"][:, 1])[:, :, None], dh_dc, 0.0)
    of_memory = jacobians[:, width : width + memory]
    expected = of_memory[:, :, width : width + memory].copy()
    expected[1:] += of_memory[1:, :, :width] @ dh_dc[:-1]
    np.testing.assert_allclose(total, expected, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_jacobians_and_their_paths_know_what_is_held(cell: str) -> None:
    for seed in range(6):
        holds = random_holds(small_network(cell), seed)
        trace = recorded(cell, holds)
        check_jacobians(trace, holds)
        check_memory_terms(trace)


@pytest.mark.parametrize("cell", CELLS)
def test_each_held_signal_in_the_jacobian(cell: str) -> None:
    for name in holdable(cell):
        holds = [Hold(name, 0.5, steps=[1, 2, 5], units=[0, 3])]
        trace = recorded(cell, holds)
        check_jacobians(trace, holds)
        check_memory_terms(trace)


@pytest.mark.parametrize("cell", CELLS)
def test_nothing_reaches_back_beyond_a_held_state(cell: str) -> None:
    kind = cells.get(cell)
    trace = recorded(cell, [Hold(name, 0.1, steps=[3]) for name in kind.state], losses.last_step())
    for name in kind.state:
        assert trace.gradients[name][0, 0, 3].any() or name == "stabiliser", "dragging what is held does something"
        assert not trace.gradients[name][0, 0, :3].any()
    norms = engine.influence(trace)
    assert (norms[3:, :3] == -np.inf).all()
    assert np.isfinite(norms[3:, 3]).all()
    grid, on_grid = engine.influence_grid(trace, most=3)
    np.testing.assert_allclose(on_grid, norms[np.ix_(grid, grid)] / np.log(10))
    logs = engine.log10_gradient_norms(trace)
    assert np.isneginf(logs[:3]).all()
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(logs, np.log10(trace.gradient_norms()[0, 0, :, 0]), rtol=1e-12)


@pytest.mark.parametrize("held", ["hidden", "cell", "output_gate", "input_gate"])
@pytest.mark.parametrize("options", [{}, STACKED], ids=str)
def test_a_projected_lstm(held: str, options: dict[str, Any]) -> None:
    holds = [Hold(held, 0.25, steps=[1, 3], units=[1]), Hold("hidden", -0.5, steps=[4], units=[0], batch=[0])]
    trace = recorded("lstm", holds, proj_size=2, **options)
    check(trace, holds)
    assert engine.verify(trace).largest < 1e-12
    check_jacobians(trace, holds)
    check_memory_terms(trace)
