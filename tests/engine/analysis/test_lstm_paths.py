"""The paths from c_{t-1} to c_t in the LSTM and its relatives, each against the derivative along it alone, in float64.

An oracle's step is told which of its sums may depend on c_{t-1}: the others are cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.func import jacrev

from engine import Network, Trace, cells
from engine.analysis.jacobians import cell_gradient_terms, direct_path
from engine.cells.base import Array
from tests.engine import torch_steps as oracle
from tests.engine.steps import STEPS
from tests.engine.torch_steps import ANY_SIZE, FEW, TOLERANCE, recorded

FAMILY = tuple(name for name in oracle.CELLS if cells.get(name).state == ("hidden", "cell"))
BLOCKS = ("input_gate", "forget_gate", "candidate", "output_gate")
Shown = Callable[[Tensor], Tensor]


class Before:
    """What there was before step t, in the order of computation: c_{t-1}, and h_{t-1} as a function of it."""

    def __init__(self, network: Network, trace: Trace, t: int, layer: int, direction: int, batch: int) -> None:
        self.cell = network.cell
        self.weights = oracle.layer_weights(network, layer, direction)
        self.x = oracle.layer_inputs(trace, layer, direction, batch)[t]
        self.h, self.c = oracle.states(trace, layer, direction, batch)[t]
        index = trace.steps - t if direction else t - 1
        self.given = t == 0  # then h_{t-1} depends on nothing
        has_gate = "output_gate" in cells.get(network.cell).blocks
        place = (layer, direction, index, batch)
        self.a_o = torch.tensor(trace["output_gate_preactivation"][place]) if has_gate and t else None

    def shown(self, c: Tensor, gate_sees: Tensor) -> Tensor:
        """h_{t-1} = o_{t-1} ∘ tanh(c), with the output gate's peephole on another c, if it has one."""
        if self.given:
            return self.h
        h = torch.tanh(c)
        if self.a_o is not None:
            p = self.weights.get("peephole_output_gate", torch.zeros(()))
            h = torch.sigmoid(self.a_o + p * (gate_sees - self.c)) * h
        return self.weights["weight_hr"] @ h if "weight_hr" in self.weights else h

    def derivative(self, h: Shown | None, c: Shown | None, blocks: Collection[str]) -> Array:
        """∂c_t/∂c_{t-1} with what h_{t-1} and c_{t-1} are made of it (None: they are given), through some sums only."""

        def keep(name: str, value: Tensor) -> Tensor:
            cut = name.endswith("_preactivation") and name.removesuffix("_preactivation") not in blocks
            return value.detach() if cut else value

        def step(m: Tensor) -> Tensor:
            state = (self.h if h is None else h(m), self.c if c is None else c(m))
            return STEPS[self.cell](self.weights, self.x, state, keep)[1]

        found: Array = jacrev(step)(self.c).detach().numpy()
        return found

    def total(self) -> Array:
        return self.derivative(lambda m: self.shown(m, m), lambda m: m, BLOCKS)


def paths(at: Before) -> dict[str, Array]:
    """Every path there may be, alone."""
    direct = at.derivative(None, lambda m: m, ())
    found = {"direct": direct}
    for block in ("input_gate", "forget_gate", "candidate"):
        found[f"through_{block}"] = at.derivative(lambda m: at.shown(m, at.c), None, (block,))
        found[f"through_peephole_{block}"] = at.derivative(None, lambda m: m, (block,)) - direct
    found["through_peephole_output_gate"] = at.derivative(lambda m: at.shown(at.c, m), None, BLOCKS)
    return found


@pytest.mark.parametrize("cell", FAMILY)
@pytest.mark.parametrize("direction", [0, 1])
def test_each_path_is_the_derivative_along_it_alone(cell: str, direction: int) -> None:
    network, trace = recorded(cell)
    at = {"layer": 1, "direction": direction, "batch": 1}
    terms = cell_gradient_terms(network, trace, **at)
    for t in range(trace.steps):
        index = trace.steps - 1 - t if direction else t
        for path, alone in paths(Before(network, trace, t, **at)).items():
            ours = terms.get(path, np.zeros(()))
            np.testing.assert_allclose(ours[index] if path in terms else ours, alone, atol=TOLERANCE, err_msg=path)
    assert all(np.abs(term).max() > 1e-6 for term in terms.values()), "a path that is never used"


@FEW
@given(**ANY_SIZE | {"cell": st.sampled_from(FAMILY)})
def test_any_size(cell: str, steps: int, size: int, inputs: int, batch: int, seed: int) -> None:
    network, trace = recorded(cell, steps=steps, size=size, inputs=inputs, batch=batch, seed=seed)
    check_total(network, trace, direction=1, batch=batch - 1)


@pytest.mark.parametrize("direction", [0, 1])
def test_a_projected_lstm(direction: int) -> None:
    check_total(*recorded("lstm", proj_size=2), direction=direction, batch=1)


def check_total(network: Network, trace: Trace, direction: int, batch: int) -> None:
    at = {"layer": 1, "direction": direction, "batch": batch}
    terms = np.sum(list(cell_gradient_terms(network, trace, **at).values()), axis=0)[:: -1 if direction else 1]
    truth = [Before(network, trace, t, **at).total() for t in range(trace.steps)]
    np.testing.assert_allclose(terms, truth, atol=TOLERANCE)


@pytest.mark.parametrize("cell", FAMILY)
def test_the_direct_path_is_the_running_product_of_the_forget_gate_or_one(cell: str) -> None:
    network, trace = recorded(cell)
    keeps = trace["forget_gate"][0, 0, :, 1] if "forget_gate" in trace.signals else np.ones((6, 4))
    units = direct_path(network, trace, per_unit=True, batch=1)
    for k in range(6):
        for t in range(6):
            expected = keeps[k + 1 : t + 1].prod(axis=0) if t >= k else np.zeros(4)
            np.testing.assert_allclose(np.exp(units[t, k]), expected, atol=TOLERANCE)
