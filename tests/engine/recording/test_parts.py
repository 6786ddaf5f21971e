"""A run is made of parts, each with a cell of its own; stacks of one cell are seen through five axes."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import engine
from engine import Network, Trace, losses
from engine.analysis.decay import influence_grid
from tests.engine.examples import numbers
from tests.engine.unrolled import Unrolled, unroll

MIXED = ("lstm", "gru", "elman")
KINDS: tuple[dict[str, Any], ...] = ({}, {"bidirectional": True}, {"bias": False})


def recorded(**options: Any) -> Trace:
    network = engine.network(MIXED, 3, 4, seed=2, **options)
    start = {
        key: {name: numbers(2, size, seed=sum(key) + 5).numpy() for name, size in network.state_sizes(key[0]).items()}
        for key in network.keys
    }
    return engine.record(network, numbers(6, 2, 3).numpy(), losses.every_step(), start)


def unrolled_layers(trace: Trace) -> list[Unrolled]:
    """The same run in torch, one oracle per layer on top of the one below, after backpropagation of the same loss."""
    network, below, found = trace.network, torch.tensor(trace.inputs), []
    for layer, cell in enumerate(network.layer_cells):
        ends = {f"_l{layer}{'_reverse' * side}": f"_l0{'_reverse' * side}" for side in range(network.directions)}
        weights = {
            name.removesuffix(end) + new: torch.tensor(weight, requires_grad=True)
            for name, weight in network.weights.items()
            for end, new in ends.items()
            if name.endswith(end)
        }
        starts = [list(trace.start[layer, side].values()) for side in range(network.directions)]
        state: tuple[Tensor, ...] = tuple(torch.tensor(np.array(part))[None] for part in zip(*starts, strict=True))
        found.append(unroll(cell, weights, below, state))
        below = found[-1].outputs
    torch.autograd.backward(losses.every_step()(below))
    return found


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_every_layer_may_have_a_cell_of_its_own(options: dict[str, Any]) -> None:
    trace = recorded(**options)
    for layer, truth in enumerate(unrolled_layers(trace)):
        for direction in range(trace.directions):
            part = trace.parts[layer, direction]
            assert part.cell == MIXED[layer]
            compared = (
                (part.signals, truth.values()),
                (part.gradients, truth.gradients()),
                (part.direct_gradients, truth.direct_gradients()),
            )
            for ours, theirs in compared:
                assert set(ours) == set(theirs)
                for name, values in theirs.items():
                    np.testing.assert_allclose(ours[name], values[0, direction], atol=1e-12, err_msg=name)


def test_what_looks_through_time_asks_each_part_for_its_own_cell() -> None:
    trace = recorded(bidirectional=True)
    sizes = {0: 8, 1: 4, 2: 4}  # an LSTM's state is h and c
    for layer, size in sizes.items():
        assert engine.step_jacobians(trace, layer=layer, direction=1).shape == (6, size, size)
        grid, norms = influence_grid(trace, layer=layer, direction=1)
        expected = engine.influence(trace, layer=layer, direction=1) / np.log(10)
        np.testing.assert_allclose(norms, expected[np.ix_(grid, grid)], rtol=1e-8)
        names = set(engine.weight_contributions(trace, layer=layer, direction=1))
        assert names == {name for name in trace.network.weights if name.endswith(f"_l{layer}_reverse")}
    assert "through_forget_gate" in engine.cell_gradient_terms(trace, layer=0)
    assert "through_reset_gate" in engine.cell_gradient_terms(trace, layer=1)


def test_five_axes_show_what_all_parts_have() -> None:
    trace = recorded(bidirectional=True)
    assert list(trace.signals) == ["hidden"]
    assert trace["hidden"].shape == (3, 2, 6, 2, 4)
    np.testing.assert_array_equal(trace["hidden"][1, 1], trace.parts[1, 1].signals["hidden"])
    with pytest.raises(KeyError, match="no 'forget_gate' here; the names are hidden"):
        trace["forget_gate"]
    with pytest.raises(ValueError, match="different cells in its layers: lstm, gru, elman"):
        _ = trace.cell
    assert trace.describe("candidate", layer=0).symbol == "g_t"
    assert trace.describe("candidate", layer=1).symbol == "n_t"
    assert "lstm, gru, elman" in repr(trace)
    assert trace.to_xarray().attrs["cell"] == "lstm, gru, elman"


def test_one_name_for_all_layers_is_the_same_network() -> None:
    one, many = engine.network("gru", 3, 4, num_layers=2), engine.network(("gru", "gru"), 3, 4)
    assert one == many
    assert (one.cell, one.layer_cells) == ("gru", ("gru", "gru"))
    assert engine.network(MIXED, 3, 4) != engine.network(("lstm", "gru", "elman_relu"), 3, 4)


def test_a_mixed_run_survives_pickling() -> None:
    trace = recorded()
    copy: Trace = pickle.loads(pickle.dumps(trace))
    assert copy.network == trace.network
    for key, part in trace.parts.items():
        assert copy.parts[key].cell == part.cell
        for name, values in part.gradients.items():
            np.testing.assert_array_equal(copy.parts[key].gradients[name], values)


def test_a_pickle_holds_weights_and_inputs_once() -> None:
    network = engine.network("lstm", 40, 64)
    trace = engine.record(network, np.zeros((2, 1, 40)))
    size = len(pickle.dumps(trace))
    assert size < 1.2 * (len(pickle.dumps(network)) + sum(values.nbytes for values in trace.signals.values()))
    copy: Trace = pickle.loads(pickle.dumps(trace))
    assert copy.part().weights.weight_hh is copy.network.weights["weight_hh_l0"]


def test_what_does_not_fit_is_refused() -> None:
    inputs, mixed = numbers(4, 2, 3).numpy(), engine.network(("lstm", "gru"), 3, 4)
    with pytest.raises(ValueError, match="2 are named for 3 layers"):
        engine.network(("lstm", "gru"), 3, 4, num_layers=3)
    with pytest.raises(ValueError, match="no cell called 'vanilla'"):
        engine.network(("lstm", "vanilla"), 3, 4)
    with pytest.raises(TypeError, match="give the initial state as a mapping"):
        engine.record(mixed, inputs, initial_state=np.zeros((2, 2, 4)))
    with pytest.raises(ValueError, match=r"no part \(2, 0\); its parts are \(0, 0\), \(1, 0\)"):
        engine.record(mixed, inputs, initial_state={(2, 0): {}})
    with pytest.raises(ValueError, match="no state 'cell'; its state is hidden"):
        engine.record(mixed, inputs, initial_state={(1, 0): {"cell": np.zeros((2, 4))}})
    with pytest.raises(ValueError, match=r"should have the shape \(2, 4\), but has \(4,\)"):
        engine.record(mixed, inputs, initial_state={(1, 0): {"hidden": np.zeros(4)}})
    with pytest.raises(ValueError, match="different cells"):
        mixed.to_torch()


def test_part_says_which_parts_there_are() -> None:
    trace = recorded()
    for at in ({"layer": 3}, {"direction": 1}, {"batch": 2}, {"layer": -1}):
        with pytest.raises(IndexError, match=f"{next(iter(at))} should be between 0 and"):
            trace.part(**at)


def test_zero_is_the_state_of_a_part_that_is_not_named() -> None:
    network: Network = engine.network("lstm", 3, 4, num_layers=2)
    inputs, hidden = numbers(4, 2, 3).numpy(), numbers(2, 4).numpy()
    some = engine.record(network, inputs, initial_state={(1, 0): {"hidden": hidden}})
    both = engine.record(network, inputs, initial_state=(np.stack((0 * hidden, hidden)), np.zeros((2, 2, 4))))
    np.testing.assert_array_equal(some.outputs, both.outputs)
