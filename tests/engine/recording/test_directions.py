"""Layers that each read forward, backward or in both directions, against autograd through one loop for every part."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import Hold, Network, losses
from engine.networks.network import SIDES, suffix
from tests.engine.examples import numbers
from tests.engine.unrolled import Unrolled, unroll

WORDS = tuple(SIDES)
MIXED = ("backward", "both", "forward")


def unrolled(network: Network, inputs: torch.Tensor) -> tuple[dict[tuple[int, int], Unrolled], torch.Tensor]:
    """Each part by itself, a single layer that reads forward what stands in its own order; and the outputs."""
    parts, below = {}, inputs
    for layer, word in enumerate(network.layer_directions):
        outputs = []
        for side in ("forward", "backward") if word == "both" else (word,):
            end = suffix(layer, int(side == "backward"))
            own = {
                name.removesuffix(end) + "_l0": torch.tensor(weight, requires_grad=True)
                for name, weight in network.weights.items()
                if name.endswith(end)
            }
            state = tuple(
                torch.zeros(1, 1, inputs.shape[1], width, dtype=torch.float64)
                for width in network.state_sizes(layer).values()
            )
            turned = below.flip(0) if side == "backward" else below
            run = unroll(network.layer_cells[layer], own, turned, state)
            parts[layer, int(side == "backward")] = run
            outputs.append(run.outputs.flip(0) if side == "backward" else run.outputs)
        below = torch.cat(outputs, -1)
    return parts, below


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(st.sampled_from(["gru", "lstm", "elman", "min_lstm"]), min_size=1, max_size=3),
    words=st.lists(st.sampled_from(WORDS), min_size=3, max_size=3),
    steps=st.integers(1, 5),
    units=st.integers(1, 4),
    batch=st.sampled_from([1, 3]),
)
def test_every_signal_and_gradient(cells: list[str], words: list[str], steps: int, units: int, batch: int) -> None:
    words = words[: len(cells)]
    network = engine.network(cells, 2, units, directions=words, seed=steps)
    assert network.keys == tuple((layer, side) for layer, word in enumerate(words) for side in SIDES[word])
    inputs = numbers(steps, batch, 2)
    trace = engine.record(network, inputs, losses.at_step(steps // 2))
    parts, outputs = unrolled(network, inputs)
    torch.autograd.backward(0.5 * outputs[steps // 2].square().sum())
    np.testing.assert_allclose(trace.outputs, outputs.detach().numpy(), rtol=1e-12, atol=1e-12)
    assert set(trace.parts) == set(parts)
    for key, truth in parts.items():
        part = trace.part(*key)
        for ours, theirs in (
            (part.signals, truth.values()),
            (part.gradients, truth.gradients()),
            (part.direct_gradients, truth.direct_gradients()),
        ):
            assert set(ours) == set(theirs)
            for name, values in theirs.items():
                found = part.in_order(ours[name])
                np.testing.assert_allclose(found, values[0, 0], rtol=1e-12, atol=1e-12, err_msg=f"{key} {name}")
    assert engine.verify(trace).largest < 1e-12


def test_the_view_of_all_parts_says_where_there_is_none() -> None:
    trace = engine.record(engine.network("gru", 2, 3, directions=MIXED, seed=1), numbers(4, 2, 2), losses.last_step())
    for values in (trace["hidden"], trace.gradients["update_gate"], trace.direct_gradients["hidden"]):
        assert values.shape == (3, 2, 4, 2, 3)
        assert np.isnan(values[[0, 2], [0, 1]]).all()
        assert not np.isnan(values[[0, 1, 1, 2], [1, 0, 1, 0]]).any()
    np.testing.assert_array_equal(trace["hidden"][0, 1], trace.part(0, 1).signals["hidden"])
    assert trace.first_nonfinite is None
    assert (trace.directions, trace.network.output_size) == (2, 3)
    with pytest.raises(IndexError, match="layer 0 reads backward only"):
        trace.part(0, 0)
    backward = engine.record(engine.network("lstm", 2, 3, directions="backward"), numbers(4, 2, 2))
    assert backward["hidden"].shape == (1, 2, 4, 2, 3)
    assert backward.only_part("it") is backward.part(0, 1)


def test_a_layer_that_reads_backward_is_one_that_is_given_its_sequence_backwards() -> None:
    backward, forward = (engine.network("gru", 2, 3, directions=word, seed=4) for word in ("backward", "forward"))
    assert {name.removesuffix("_reverse") for name in backward.weights} == set(forward.weights)
    inputs = numbers(5, 2, 2).numpy()
    found = engine.record(backward, inputs).outputs[::-1]
    np.testing.assert_array_equal(found, engine.record(forward, inputs[::-1]).outputs)


def test_what_is_held_and_where_it_begins() -> None:
    network, inputs = engine.network("gru", 2, 3, directions=MIXED, seed=1), numbers(4, 2, 2)
    start = numbers(4, 2, 3, seed=2)
    trace = engine.record(network, inputs, losses.last_step(), start, [Hold("hidden", 0.25, steps=[1], direction=1)])
    assert (trace.part(0, 1).signals["hidden"][1] == 0.25).all()
    assert engine.verify(trace).largest < 1e-12
    np.testing.assert_array_equal(trace.part(2, 0).initial_state["hidden"], start[3])
    with pytest.raises(ValueError, match="in direction 0, but layer 0 reads backward only"):
        engine.record(network, inputs, interventions=[Hold("hidden", 0.0)])


def test_both_everywhere_is_what_bidirectional_says() -> None:
    named = engine.network("gru", 2, 3, 2, directions="both", seed=1)
    assert named == engine.network("gru", 2, 3, 2, bidirectional=True, seed=1)
    assert named.bidirectional
    assert named != engine.network("gru", 2, 3, directions=("both", "forward"), seed=1)
    mixed = engine.network("gru", 2, 3, directions=MIXED, seed=1)
    assert pickle.loads(pickle.dumps(mixed)) == copy.deepcopy(mixed) == mixed
    assert not mixed.bidirectional


@pytest.mark.parametrize("words", ["backward", ("both", "forward")])
def test_torch_has_no_such_stack(words: str | tuple[str, ...]) -> None:
    network = engine.network("gru", 2, 3, directions=words)
    with pytest.raises(ValueError, match="all read forward, or all in both directions"):
        network.to_torch()
    assert engine.verify(network, numbers(4, 2, 2)).largest < 1e-12


def test_directions_that_cannot_be() -> None:
    for options, message in (
        ({"directions": "sideways"}, "forward, backward, both, not 'sideways'"),
        ({"directions": ("both", "both"), "num_layers": 3}, "2 for 3 layers"),
        ({"directions": "forward", "bidirectional": True}, "directions='forward'"),
    ):
        with pytest.raises(ValueError, match=message):
            engine.network("gru", 2, 3, **options)
