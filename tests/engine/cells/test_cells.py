"""The registry, what cells say of themselves, and each cell's Jacobian beside torch.func.jacrev."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.func import jacrev

import engine
from engine import cells
from engine.cells.arithmetic import sigmoid
from engine.cells.base import LayerWeights
from engine.recording.trace import Part
from tests.engine.examples import hidden_by_memory, numbers, small_network, states
from tests.engine.unrolled import CELLS, unroll


def recorded(cell: str, steps: int, units: int, seed: int) -> Part:
    """One layer from an initial state of its own, the second of two sequences differing from the first."""
    projected = cell == "lstm" and units > 2 and seed % 2
    network = engine.network(cell, 3, units, seed=seed, proj_size=2 if projected else 0)
    initial = states(network, 2, seed=seed + 1)
    state = initial if len(initial) > 1 else initial[0]
    return engine.record(network, numbers(steps, 2, 3, seed=seed).numpy(), initial_state=state).part()


def torch_weights(weights: LayerWeights) -> dict[str, Tensor]:
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
    known = {name: value for name in names if (value := getattr(weights, name)) is not None}
    return {f"{name}_l0": torch.tensor(value) for name, value in {**known, **weights.own}.items()}


def test_every_cell_is_found_by_name() -> None:
    assert set(CELLS) == set(cells.names()), "every cell is written out once more in tests/engine/steps"
    for name in cells.names():
        assert cells.get(name).name == name
    with pytest.raises(ValueError, match=r"'vanilla'.*elman.*gru.*lstm"):
        cells.get("vanilla")


@pytest.mark.parametrize("name", cells.names())
def test_cells_describe_what_they_compute(name: str) -> None:
    cell = cells.get(name)
    network, inputs = small_network(name), 3 * numbers(20, 2, 3)
    trace = engine.record(network, inputs.numpy(), engine.losses.every_step())
    described = [signal.name for signal in cell.signals]
    assert list(trace.signals) == described
    assert set(trace.gradients) == set(described)
    assert set(cell.state) <= set(described)
    assert {f"{block}_preactivation" for block in cell.blocks} <= set(described)
    assert cell.memory_gate is None or cell.memory_gate in cell.blocks
    assert cell.title
    assert cell.paper
    for signal in cell.signals:
        values = trace[signal.name]
        assert signal.low <= values.min() <= values.max() <= signal.high
        assert signal.equation.startswith(f"{signal.symbol} = ")
        assert signal.kind == "preactivation" or not signal.name.endswith("_preactivation")
        assert signal.gradient_symbol == f"∂L/∂{signal.symbol}"
        assert signal.symbol in signal.gradient_latex


@pytest.mark.parametrize("name", cells.names())
def test_an_equation_speaks_of_what_there_is(name: str) -> None:
    cell = cells.get(name)
    symbols = {"x_t", *(signal.symbol for signal in cell.signals)}
    for signal in cell.signals:
        said = re.findall(r"(?<![A-Za-z\\])[A-Za-z](?:\^[a-z]|')?_(?:t\b|\{t-1\})", signal.equation)
        assert len(said) > 1
        assert {symbol.replace("{t-1}", "t") for symbol in said} <= symbols, signal.equation


@given(
    cell=st.sampled_from(CELLS), steps=st.sampled_from([1, 3]), units=st.sampled_from([1, 3]), seed=st.integers(0, 9)
)
def test_jacobians_are_what_jacrev_finds(cell: str, steps: int, units: int, seed: int) -> None:
    part = recorded(cell, steps, units, seed)
    weights, (signals, start) = part.weights, part.run()
    jacobian = cells.get(cell).jacobian(weights, signals, start, batch=1)
    inputs = numbers(steps, 2, 3, seed=seed)
    names = cells.get(cell).state
    widths = [part.shape[-1] for part in start]
    before = [np.concatenate((part[None], signals[name][:-1])) for name, part in zip(names, start, strict=True)]
    for t in range(steps):

        def step(stacked: Tensor, t: int = t) -> Tensor:
            state = tuple(part.reshape(1, 1, 1, -1) for part in torch.split(stacked, widths))
            run = unroll(cell, torch_weights(weights), inputs[t : t + 1, 1:], state, retain=False)
            return torch.cat([run.signals[name, 0, 0, 0][0] for name in names])

        at = torch.cat([torch.tensor(part[t, 1]) for part in before])
        truth = jacrev(step)(at)
        np.testing.assert_allclose(jacobian[t], truth.numpy(), atol=1e-12)


@given(cell=st.sampled_from(CELLS), seed=st.integers(0, 9))
def test_gradient_terms_sum_to_the_memorys_derivative(cell: str, seed: int) -> None:
    part = recorded(cell, 4, 3, seed)
    weights, (signals, start) = part.weights, part.run()
    kind = cells.get(cell)
    total = np.sum(list(kind.gradient_terms(weights, signals, start, batch=1).values()), axis=0)
    jacobian = kind.jacobian(weights, signals, start, batch=1)
    if "cell" not in kind.state:
        np.testing.assert_allclose(total, jacobian, atol=1e-12)
        return
    hidden, memory = signals["hidden"].shape[-1], signals["cell"].shape[-1]
    dc_dc, dc_dh = jacobian[:, hidden:, hidden:][:, :memory, :memory], jacobian[:, hidden:, :hidden][:, :memory]
    np.testing.assert_allclose(total[0], dc_dc[0], atol=1e-12)  # h_0 is given: only what needs no h
    dh_dc = torch.diag_embed(hidden_by_memory(part, 1)).numpy()
    if weights.weight_hr is not None:
        dh_dc = weights.weight_hr @ dh_dc
    np.testing.assert_allclose(total[1:], dc_dc[1:] + dc_dh[1:] @ dh_dc[:-1], atol=1e-12)


def test_sigmoid_is_exact_at_both_ends_and_silent() -> None:
    a = np.array([-800.0, -40.0, 0.0, 40.0, 800.0, np.nan])
    with np.errstate(over="ignore"):
        values = sigmoid(a)
    truth = torch.sigmoid(torch.tensor(a)).numpy()
    np.testing.assert_allclose(values, truth, rtol=1e-15)
    assert values[0] == 0.0
    assert values[1] == pytest.approx(4.248354255291589e-18, rel=1e-14)
