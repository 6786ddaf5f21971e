"""Networks are values: they go to torch and back unchanged, can be compared, pickled, and not be altered."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import cells
from tests.engine.examples import TORCH_CELLS, module, numbers, small_network

KINDS: tuple[dict[str, Any], ...] = ({}, {"bias": False}, {"num_layers": 2, "bidirectional": True})


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_weights_move_to_torch_and_back_unchanged(cell: str, kind: dict[str, Any]) -> None:
    network = small_network(cell, seed=5, **kind)
    there = network.to_torch()
    assert {name: tuple(parameter.shape) for name, parameter in there.named_parameters()} == network.shapes()
    for name, parameter in there.named_parameters():
        np.testing.assert_array_equal(parameter.detach().numpy(), network.weights[name])
    assert engine.from_torch(there) == network
    assert network.parameter_count == sum(parameter.numel() for parameter in there.parameters())
    assert there(numbers(4, 1, 3))[0].shape == (4, 1, network.output_size)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_a_module_comes_in_with_all_its_weights(cell: str, dtype: torch.dtype) -> None:
    given = module(cell, num_layers=2, bidirectional=True, dtype=dtype)
    network = engine.from_torch(given)
    assert network.cell == cell
    assert list(network.weights) == [name for name, _ in given.named_parameters()]
    for name, parameter in given.named_parameters():
        np.testing.assert_array_equal(network.weights[name], parameter.detach().double().numpy())
    next(given.parameters()).data.zero_()
    assert network.weights["weight_ih_l0"].any(), "the network has a copy of its own"


def test_a_projected_lstm_goes_both_ways() -> None:
    given = module("lstm", proj_size=2, num_layers=2)
    network = engine.from_torch(given)
    assert (network.proj_size, network.output_size) == (2, 2)
    assert engine.from_torch(network.to_torch()) == network


def test_torch_has_no_module_for_some_cells() -> None:
    with pytest.raises(ValueError, match=r"no module.*elman_sigmoid"):
        small_network("elman_sigmoid").to_torch()


def test_to_torch_draws_no_random_numbers() -> None:
    before = torch.get_rng_state()
    small_network("lstm").to_torch()
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("cell", cells.names())
def test_networks_are_compared_by_content_and_survive_pickling(cell: str) -> None:
    network = small_network(cell, seed=1)
    copy: engine.Network = pickle.loads(pickle.dumps(network))
    assert copy == network
    assert hash(copy) == hash(network)
    assert network != small_network(cell, seed=2)
    assert network != small_network(cell, seed=1, num_layers=2)
    assert network != "a network"
    for one in (network, copy):
        with pytest.raises(ValueError, match="read-only"):
            one.weights["weight_hh_l0"][0, 0] = 1.0
        with pytest.raises(TypeError):
            one.weights["weight_hh_l0"] = np.zeros((4, 4))  # type: ignore[index]
        with pytest.raises(AttributeError):
            one.hidden_size = 5  # type: ignore[misc]


def test_a_network_keeps_a_copy_of_the_weights_it_is_given() -> None:
    weights = {name: np.array(weight) for name, weight in small_network("gru").weights.items()}
    network = engine.Network("gru", weights, 3, 4)
    weights["weight_ih_l0"][:] = 0.0
    assert network.weights["weight_ih_l0"].any()


def test_weights_of_the_wrong_shape_or_name_are_refused() -> None:
    weights = dict(small_network("gru").weights)
    with pytest.raises(ValueError, match=r"weight_ih_l0 should have the shape \(12, 3\), but is \(2, 2\)"):
        engine.Network("gru", weights | {"weight_ih_l0": np.zeros((2, 2))}, 3, 4)
    with pytest.raises(ValueError, match=r"bias_hh_l0 .* missing"):
        engine.Network("gru", {name: weights[name] for name in weights if name != "bias_hh_l0"}, 3, 4)
    with pytest.raises(ValueError, match="extra"):
        engine.Network("gru", weights | {"extra": np.zeros(2)}, 3, 4)
    with pytest.raises(ValueError, match="no cell called"):
        engine.Network("gruu", weights, 3, 4)


@pytest.mark.parametrize("sizes", [(0, 4, 1), (3, 0, 1), (3, 4, 0), (-1, 4, 1)])
def test_sizes_below_one_are_refused(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        engine.network("lstm", *sizes)


@pytest.mark.parametrize(("cell", "proj_size"), [("gru", 2), ("lstm_1997", 2), ("lstm", 4), ("lstm", -1)])
def test_impossible_projections_are_refused(cell: str, proj_size: int) -> None:
    with pytest.raises(ValueError, match="proj_size"):
        engine.network(cell, 3, 4, proj_size=proj_size)
