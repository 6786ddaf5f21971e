"""A cell may learn more than V, W and b: what it declares has a place everywhere. Tried with a made-up cell."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import Network, cells, losses
from engine.analysis.remedies import truncated_gradient
from engine.cells.arithmetic import previous
from engine.cells.base import Array, LayerWeights, Parameter, See, State
from engine.cells.elman import TANH, ElmanCell
from engine.cells.factors import Factors
from engine.cells.holding import Held
from engine.networks.cost import parameter_count

INPUTS = np.random.default_rng(0).normal(size=(6, 2, 3))


class LoopedCell(ElmanCell):
    """h_t = tanh(V x_t + W h_{t-1} + w ∘ h_{t-1} + b): every unit has a loop of its own, as a peephole would be."""

    def own_parameters(self, input_size: int, hidden_size: int) -> tuple[Parameter, ...]:
        return (Parameter("weight_loop", (hidden_size,), "own"),)

    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        return super().forward(self._folded(weights), inputs, state, held)

    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        return super().backward(self._folded(weights), signals, state, direct)

    def weight_factors(
        self, weights: LayerWeights, inputs: Array, signals: Any, state: State, gradients: Any
    ) -> dict[str, Factors]:
        before = previous(signals["hidden"], state[0])
        own = {"weight_loop": Factors(gradients["hidden_preactivation"], before, elementwise=True)}
        return super().weight_factors(weights, inputs, signals, state, gradients) | own

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        looped = weights["weight_hh"] + torch.diag(weights["weight_loop"])
        return super().torch_step({**weights, "weight_hh": looped}, x, state, see)

    @staticmethod
    def _folded(weights: LayerWeights) -> LayerWeights:
        return replace(weights, weight_hh=weights.weight_hh + np.diag(weights.own["weight_loop"]))


@pytest.fixture(autouse=True)
def looped(monkeypatch: pytest.MonkeyPatch) -> None:
    known = MappingProxyType({**cells.registry(), "looped": LoopedCell("looped", "Looped", TANH)})
    monkeypatch.setattr(cells, "registry", lambda: known)


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}, {"bias": False}], ids=str)
def test_it_is_drawn_stored_recorded_and_checked_like_the_others(options: dict[str, Any]) -> None:
    network = engine.network("looped", 3, 4, seed=1, **options)
    for layer, direction in network.keys:
        end = f"_l{layer}{'_reverse' * direction}"
        assert network.shapes()[f"weight_loop{end}"] == (4,)
        drawn = network.layer(layer, direction).own["weight_loop"]
        assert drawn.any()
        assert np.abs(drawn).max() <= 0.5
        np.testing.assert_array_equal(drawn, network.weights[f"weight_loop{end}"])
    trace = engine.record(network, INPUTS, losses.every_step())
    differences = engine.verify(trace)
    assert differences.largest < 1e-13
    assert "gradient:weight_loop_l0" in differences.absolute
    copy: engine.Trace = pickle.loads(pickle.dumps(trace))
    assert copy.network == network
    np.testing.assert_array_equal(copy.part().weights.own["weight_loop"], network.weights["weight_loop_l0"])
    with pytest.raises(ValueError, match="read-only"):
        copy.part().weights.own["weight_loop"][0] = 1.0


def test_its_gradient_has_terms_and_norms_and_can_be_truncated() -> None:
    network = engine.network("looped", 3, 4, seed=1)
    trace = engine.record(network, INPUTS, losses.last_step())
    terms = engine.weight_contributions(trace, terms=True)["weight_loop_l0"]
    assert terms.shape == (6, 4)
    norms = engine.weight_contributions(trace)["weight_loop_l0"]
    np.testing.assert_allclose(norms, np.linalg.norm(terms, axis=1), rtol=1e-12)
    np.testing.assert_allclose(truncated_gradient(trace, 2)["weight_loop_l0"], terms[-2:].sum(axis=0), atol=1e-14)
    tiny = engine.record(network, INPUTS, lambda outputs: 1e-200 * outputs[-1].sum())
    assert (engine.weight_contributions(tiny)["weight_loop_l0"][1:] > 1e-210).all()


def test_it_counts_as_a_parameter_and_is_missed() -> None:
    assert parameter_count("looped", 3, 4) == parameter_count("elman", 3, 4) + 4
    weights = dict(engine.network("looped", 3, 4).weights)
    assert engine.network("looped", 3, 4).parameter_count == sum(weight.size for weight in weights.values())
    del weights["weight_loop_l0"]
    with pytest.raises(ValueError, match=r"weight_loop_l0 should have the shape \(4,\), but is missing"):
        Network("looped", weights, 3, 4)


def test_an_initialisation_leaves_it_as_drawn() -> None:
    default, orthogonal = (engine.network("looped", 3, 4, init=kind) for kind in ("default", "orthogonal"))
    np.testing.assert_array_equal(default.weights["weight_loop_l0"], orthogonal.weights["weight_loop_l0"])


def test_every_shipped_cell_says_how_many_products_it_takes() -> None:
    for name in cells.names():
        assert cells.get(name).products >= 0
