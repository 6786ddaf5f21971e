"""The paths through a cell, each against the derivative along it alone, in float64.

Those of the LSTM and its relatives are in `test_lstm_paths.py`.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.func import jacrev

from engine import Network, Trace
from engine.analysis.jacobians import cell_gradient_terms, direct_path
from engine.cells.base import Array
from tests.engine import torch_steps as oracle
from tests.engine.steps.plain import ACTIVATIONS
from tests.engine.torch_steps import ANY_SIZE, FEW, TOLERANCE, recorded

CELLS = (*ACTIVATIONS, "gru")


def memory_step(  # type: ignore[no-untyped-def]
    network: Network, trace: Trace, t: int, layer: int, direction: int, batch: int
):
    """The memory after step t (in the order of computation) as a function of the memory before, one copy per path.

    The paths are (direct, reset gate, update gate, candidate).
    """
    weights = oracle.layer_weights(network, layer, direction)
    x = oracle.layer_inputs(trace, layer, direction, batch)[t]
    (before,) = oracle.states(trace, layer, direction, batch)[t]
    a_x = weights["weight_ih"] @ x + weights["bias_ih"]

    def memory(direct: torch.Tensor, first: torch.Tensor, second: torch.Tensor, candidate: torch.Tensor):  # type: ignore[no-untyped-def]
        if network.cell == "gru":
            r, z, n = (
                weights["weight_hh"].chunk(3)[n] @ h + weights["bias_hh"].chunk(3)[n]
                for n, h in enumerate((first, second, candidate))
            )
            r, z = torch.sigmoid(a_x.chunk(3)[0] + r), torch.sigmoid(a_x.chunk(3)[1] + z)
            return (1 - z) * torch.tanh(a_x.chunk(3)[2] + r * n) + z * direct
        return ACTIVATIONS[network.cell](a_x + weights["weight_hh"] @ candidate + weights["bias_hh"])

    return memory, before


def memory_derivative(network: Network, trace: Trace, layer: int, direction: int, batch: int) -> Array:
    """The total derivative of the memory with respect to the memory one step before, in the order of computation."""
    found = []
    for t in range(trace.steps):
        memory, before = memory_step(network, trace, t, layer, direction, batch)
        found.append(jacrev(lambda m, f=memory: f(m, m, m, m))(before).detach().numpy())
    return np.array(found)


def total(terms: dict[str, Array]) -> Array:
    return np.sum(list(terms.values()), axis=0)  # type: ignore[no-any-return]


PATHS = {
    "gru": ("direct", "through_reset_gate", "through_update_gate", "through_candidate"),
}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("direction", [0, 1])
def test_each_path_is_the_derivative_along_it_alone(cell: str, direction: int) -> None:
    network, trace = recorded(cell)
    at = {"layer": 1, "direction": direction, "batch": 1}
    terms = cell_gradient_terms(network, trace, **at)
    paths = PATHS.get(cell, ("direct", "", "", "through_candidate"))
    assert set(terms) == set(paths) - {""}
    for t in range(trace.steps):
        memory, before = memory_step(network, trace, t, **at)
        index = trace.steps - 1 - t if direction else t
        for argument, path in enumerate(paths):
            if path:
                alone = jacrev(memory, argnums=argument)(before, before, before, before).detach().numpy()
                np.testing.assert_allclose(terms[path][index], alone, atol=TOLERANCE, err_msg=path)


@pytest.mark.parametrize("direction", [0, 1])
def test_the_direct_path_is_the_running_product_of_the_gate(direction: int) -> None:
    network, trace = recorded("gru")
    order = slice(None, None, -1 if direction else 1)
    values = trace["update_gate"][0, direction, order, 1]
    units = direct_path(network, trace, per_unit=True, direction=direction, batch=1)[order, order]
    norms = direct_path(network, trace, direction=direction, batch=1)[order, order]
    for k in range(6):
        for t in range(6):
            expected = values[k + 1 : t + 1].prod(axis=0) if t >= k else np.zeros(4)
            np.testing.assert_allclose(np.exp(units[t, k]), expected, atol=TOLERANCE)
            np.testing.assert_allclose(np.exp(norms[t, k]), expected.max(), atol=TOLERANCE)


def test_a_plain_layer_carries_nothing_directly() -> None:
    path = direct_path(*recorded("elman"))
    assert (np.diag(path) == 0).all()
    assert (path[~np.eye(6, dtype=bool)] == -np.inf).all()


@FEW
@given(**ANY_SIZE | {"cell": st.sampled_from(CELLS)})
def test_any_size(cell: str, steps: int, size: int, inputs: int, batch: int, seed: int) -> None:
    network, trace = recorded(cell, steps=steps, size=size, inputs=inputs, batch=batch, seed=seed)
    at = {"layer": 1, "direction": 1, "batch": batch - 1}
    terms = cell_gradient_terms(network, trace, **at)
    np.testing.assert_allclose(total(terms)[::-1], memory_derivative(network, trace, **at), atol=TOLERANCE)
