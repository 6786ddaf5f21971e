"""How open gates stand and how far a gradient reaches, beside the network unrolled in torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import engine
from engine import losses
from engine.analysis.portrait import Reach, portrait
from engine.networks.initialisation import Init
from tests.engine.examples import TORCH_CELLS, module, numbers, oracle, states


@pytest.mark.parametrize("place", [(0, 0), (1, 0), (0, 1), (1, 1)])
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_gates_and_reach_are_those_of_the_unrolled_network(cell: str, place: tuple[int, int]) -> None:
    given, inputs = module(cell, 3, 4, seed=1, num_layers=2, bidirectional=True), 3 * numbers(40, 1, 3)
    trace = engine.record(given, inputs, losses.every_step())
    found = portrait(trace, layer=place[0], direction=place[1])
    truth = oracle(trace.network, inputs, states(trace.network, 1))
    torch.autograd.backward(0.5 * truth.outputs[0 if place[1] else -1].square().sum())
    sizes = np.linalg.norm(truth.gradients()["hidden"][*place, :, 0], axis=-1)
    sizes = sizes if place[1] else sizes[::-1]  # from the loss backwards
    lost = [gap for gap, size in enumerate(sizes) if size < sizes[0] / 1000]
    assert found.reach == (Reach(lost[0], cut=False) if lost else Reach(39, cut=True))
    for step in (0, 20, -1):  # whatever the loss of the run is
        of_step = portrait(engine.record(given, inputs, losses.at_step(step)), layer=place[0], direction=place[1])
        assert of_step.reach == found.reach

    for gate in found.gates:
        values = truth.values()[gate.name][*place, :, 0]
        saturated = [sum(value < 0.1 or value > 0.9 for value in unit) > 20 for unit in values.T]
        assert gate.mean == pytest.approx(values.mean(), rel=1e-12)
        assert (gate.saturated, gate.units) == (sum(saturated), 4)
    assert len(found.gates) == {"lstm": 3, "gru": 2}.get(cell, 0)
    recorded = trace.gradients["hidden"][*place, :, 0]
    np.testing.assert_allclose(10.0**found.log10_norms, np.linalg.norm(recorded, axis=-1), rtol=1e-12)


def test_an_open_forget_gate_carries_a_gradient_to_the_end() -> None:
    inputs = np.zeros((40, 1, 1))
    open_, usual = (
        portrait(engine.record(engine.network("lstm", 1, 8, init=Init(forget_bias=bias)), inputs, losses.last_step()))
        for bias in (12.0, None)
    )
    assert open_.reach == Reach(39, cut=True)
    assert usual.reach is not None
    assert not usual.reach.cut
    saturated = [{gate.name: gate.saturated for gate in one.gates}["forget_gate"] for one in (open_, usual)]
    assert saturated == [8, 0]


@pytest.mark.parametrize(("beyond", "saturated"), [(6, 3), (5, 0)])
def test_a_unit_is_saturated_that_is_beyond_the_limits_at_more_than_half_of_the_steps(
    beyond: int, saturated: int
) -> None:
    given = module("lstm", 1, 3)
    with torch.no_grad():
        for name, weight in given.named_parameters():
            weight.fill_(1.0 if name == "weight_ih_l0" else 0.0)
    inputs = np.zeros((10, 1, 1))
    inputs[:beyond] = 9.0  # σ(9) is above 0.9, σ(0) half
    found = portrait(engine.record(given, inputs, losses.last_step()))
    assert [gate.saturated for gate in found.gates] == [saturated] * 3


def test_where_nothing_comes_back_there_is_no_reach() -> None:
    silent = torch.nn.RNN(1, 3, nonlinearity="relu", dtype=torch.float64)
    weights = dict(silent.named_parameters())
    with torch.no_grad():
        weights["bias_ih_l0"].fill_(-9.0)
    trace = engine.record(silent, np.zeros((5, 1, 1)), losses.last_step())
    assert portrait(trace).reach is None, "its outputs are zero, and so is the gradient of their squares"
    with torch.no_grad():
        weights["weight_hh_l0"][0, 0] = torch.nan
    assert portrait(engine.record(silent, np.zeros((5, 1, 1)), losses.last_step())).reach is None
    with pytest.raises(ValueError, match="record it with a loss"):
        portrait(engine.record(silent, np.zeros((5, 1, 1))))
