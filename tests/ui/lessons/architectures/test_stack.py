"""Recurrent layers as they are drawn: when each value is known, and which numbers stand where."""

import numpy as np
import pytest

import engine
from engine.networks import wiring
from engine.networks.wiring import Node
from ui.lessons.architectures.stack import Answer, known_at, stack


def test_what_reads_forwards_is_known_step_by_step() -> None:
    known = known_at(wiring.recurrent(5, layers=3))
    assert all(at == node.step for node, at in known.items())


def test_nothing_is_known_before_what_it_is_computed_from() -> None:
    graph = wiring.recurrent(5, reading="max")
    known = known_at(graph)
    assert all(known[read] <= known[reader] for read, reader in graph.arrows)
    assert known[Node("answer")] == 4


@pytest.mark.parametrize("layers", [1, 2])
def test_the_states_of_every_layer_stand_in_their_row(layers: int) -> None:
    network = engine.network("gru", 3, 4, num_layers=layers, seed=1)
    inputs = np.random.default_rng(0).normal(size=(5, 1, 3))
    trace = engine.record(network, inputs)
    graph = wiring.recurrent(5, layers=layers)
    picture = stack(graph, trace, "abcde", {node: Answer("yes") for node in graph.of("answer")})
    assert {(picture.boxes[one].node, picture.boxes[other].node) for one, other in picture.arrows} == graph.arrows
    assert picture.steps == 5
    for box in picture.boxes:
        if box.node.kind == "state":
            assert box.values is not None
            np.testing.assert_array_equal(box.values, trace["hidden"][box.node.layer, 0, box.node.step, 0])
            assert box.row == f"state{box.node.layer}0"
