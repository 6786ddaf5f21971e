"""The arrows of a drawing are those of the computation: what moves a number has a way to it, and nothing else has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import Readout, losses
from engine.networks import wiring
from engine.networks.convolution import Convolution
from engine.networks.convolutional import ConvolutionalNetwork, Stage
from engine.networks.encoder_decoder import encoder_decoder
from engine.networks.reading import Reading, read
from engine.networks.wiring import Node, Wiring
from engine.recording.convolving import record_convolving
from engine.recording.decoding import record_decoding

DRAW = np.random.default_rng(0)
STEPS = 5


@pytest.mark.parametrize(
    ("layers", "directions"),
    [
        (1, "forward"),
        (3, 1),
        (1, 2),
        (2, "both"),
        (1, ["backward"]),
        (2, ("both", "forward")),
        (3, ("backward", "both", "backward")),
    ],
)
def test_a_recurrent_network(layers: int, directions: int | str | tuple[str, ...]) -> None:
    graph = wiring.recurrent(STEPS, layers=layers, directions=directions)
    words = ("forward", "both")[directions - 1] if isinstance(directions, int) else directions
    network = engine.network("gru", 2, 3, layers, directions=words, seed=1)
    inputs = DRAW.normal(size=(STEPS, 1, 2))
    readout = Readout.fresh(network.output_size, 2, 0)
    free = engine.record(network, inputs)
    for step in range(STEPS):
        changed = inputs.copy()
        changed[step] += 1
        moved = engine.record(network, changed)
        found: set[Node] = set()
        for layer, side in network.keys:
            one, other = (run.part(layer, side).signals["hidden"] for run in (moved, free))
            found |= {Node("state", t, layer, side) for t in range(STEPS) if (one[t] != other[t]).any()}
        answers = readout.logits(moved.outputs) != readout.logits(free.outputs)
        found |= {Node("answer", t) for t in range(STEPS) if answers[t].any()}
        assert graph.reached(Node("input", step)) == found
        # and back: a loss on one answer reaches the states that it was computed from
        targets = np.full(STEPS, -1)
        targets[step] = 1
        trace = engine.record(network, inputs, losses.cross_entropy(targets, readout))
        reached = {Node("state", t, layer, side) for t in range(STEPS) for layer, side in network.keys
                   if trace.part(layer, side).gradients["hidden"][t].any()}  # fmt: skip
        assert {node for node in graph.sources(Node("answer", step)) if node.kind == "state"} == reached


@pytest.mark.parametrize("reading", ["last", "mean", "max"])
def test_one_answer_from_a_whole_sequence(reading: Reading) -> None:
    graph = wiring.recurrent(STEPS, reading=reading)
    states = DRAW.normal(size=(STEPS, 1, 40))  # of so many units, every step has the largest of some
    direct = {arrow[0].step for arrow in graph.arrows if arrow[1].kind == "whole"}
    for step in range(STEPS):
        changed = states.copy()
        changed[step] += 9.0
        assert (step in direct) == bool((read(changed, reading) != read(states, reading)).any())
    assert graph.sources(Node("answer")) == set(graph.nodes) - {Node("answer")}


@pytest.mark.parametrize("attention", [True, False])
@pytest.mark.parametrize("directions", [1, 2])
def test_an_encoder_and_a_decoder(attention: bool, directions: int) -> None:
    graph = wiring.encoder_decoder(STEPS, 3, directions=directions, attention=attention)
    model = encoder_decoder(2, 4, 3, attention=attention, bidirectional=directions == 2, seed=1)
    inputs, fed = DRAW.normal(size=(STEPS, 1, 2)), np.zeros((3, 1, 4))
    fed[1:] = np.eye(4)[[1, 2]][:, None]
    free = record_decoding(model, inputs, fed)

    def moved(inputs: Any, fed: Any) -> set[Node]:
        run = record_decoding(model, inputs, fed)
        differ = {"answer": run.logits != free.logits, "context": run.contexts != free.contexts}
        differ["written"] = run.decoder.signals["hidden"] != free.decoder.signals["hidden"]
        found = {Node(kind, t) for kind, values in differ.items() for t in range(3) if values[t].any()}  # type: ignore[arg-type]
        for side in range(directions):
            states = run.encoder.part(0, side).signals["hidden"] != free.encoder.part(0, side).signals["hidden"]
            found |= {Node("state", t, 0, side) for t in range(STEPS) if states[t].any()}
        return found

    for step in range(STEPS):
        changed = inputs.copy()
        changed[step] += 1
        assert graph.reached(Node("input", step)) == moved(changed, fed)
    for step in (1, 2):
        other = fed.copy()
        other[step] = np.eye(4)[3]
        assert graph.reached(Node("fed", step)) == moved(inputs, other)
    assert Node("fed", 0) not in graph.nodes
    direct = {arrow[0] for arrow in graph.arrows if arrow[1] == Node("context", 1)}
    assert (Node("state", 2) in direct) == attention


BANKS = [
    ((Stage(Convolution.fresh(2, 30, 3)),),),
    ((Stage(Convolution.fresh(2, 30, 3, padding=2, stride=2)),),),
    ((Stage(Convolution.fresh(2, 30, 3)), Stage(Convolution.fresh(30, 30, 2, dilation=2, seed=1))),),
    ((Stage(Convolution.fresh(2, 30, 1)),), (Stage(Convolution.fresh(2, 30, 4, seed=1), pool=2),)),
    ((Stage(Convolution.fresh(2, 30, 2), pool=3), Stage(Convolution.fresh(30, 30, 2, padding=1, seed=1))),),
]


@pytest.mark.parametrize("banks", BANKS)
def test_a_convolution(banks: tuple[tuple[Stage, ...], ...]) -> None:
    network = ConvolutionalNetwork(banks, Readout.fresh(30 * len(banks), 2, 0))
    graph = wiring.convolution(9, network)
    inputs = DRAW.normal(size=(9, 1, 2))
    free = record_convolving(network, inputs)
    for step in range(9):
        changed = inputs.copy()
        changed[step] += 1
        run = record_convolving(network, changed)
        found: set[Node] = set()
        for bank, (runs, others) in enumerate(zip(run.banks, free.banks, strict=True)):
            for layer, (one, other) in enumerate(zip(runs, others, strict=True)):
                differ = (one.sums != other.sums).any(axis=(1, 2))
                found |= {Node("found", int(t), layer, bank=bank) for t in np.flatnonzero(differ)}
        assert {node for node in graph.reached(Node("input", step)) if node.kind == "found"} == found


def test_what_is_pooled_is_read_from_its_own_window() -> None:
    (bank, other) = BANKS[3]
    graph = wiring.convolution(9, ConvolutionalNetwork((bank, other), Readout.fresh(60, 2, 0)))
    pooled = graph.of("pooled")  # 9 - 4 + 1 = 6 places, two by two
    assert [node.step for node in pooled] == [0, 1, 2]
    read = {node: {one for one, reader in graph.arrows if reader == node} for node in (*pooled, Node("whole"))}
    assert read[pooled[1]] == {Node("found", 2, bank=1), Node("found", 3, bank=1)}
    assert read[Node("whole")] == {*pooled, *(Node("found", step) for step in range(9))}


def test_shapes_ask_and_answer_where_they_say() -> None:
    def shape(graph: Wiring) -> tuple[int, int]:
        return len(graph.of("input")), len(graph.of("answer"))

    assert shape(wiring.recurrent(1)) == (1, 1)
    assert shape(wiring.recurrent(4, inputs=[0])) == (1, 4)
    assert shape(wiring.recurrent(4, answers=[3])) == (4, 1)
    assert shape(wiring.recurrent(4)) == (4, 4)
    later = wiring.recurrent(4, inputs=[0])
    assert later.sources(Node("answer", 3)) >= {Node("input", 0), Node("state", 2)}
    for wrong in ({"steps": 0}, {"steps": 2, "answers": [2]}, {"steps": 2, "inputs": [-1]}):
        with pytest.raises(ValueError, match="step"):
            wiring.recurrent(**wrong)


def test_every_answer_has_its_loss_and_the_losses_their_sum() -> None:
    graph = wiring.with_losses(wiring.recurrent(4, answers=[1, 3]))
    assert [node.step for node in graph.of("loss")] == [1, 3]
    assert graph.sources(Node("loss", 1)) == graph.sources(Node("answer", 1)) | {Node("answer", 1)}
    assert graph.sources(Node("total")) == {*graph.nodes} - {Node("total")}
    assert not wiring.with_losses(wiring.recurrent(4, answers=[3])).of("total")  # one loss is no sum
