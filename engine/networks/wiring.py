"""Which value is computed from which: the graph of a network unrolled over a sequence, to be drawn and to be trusted.

A node is a value at a step, an arrow goes from what is read to what reads it. Nothing is drawn that is not computed:
`sources` and `reached` follow the arrows, and are what a changed input, or a loss, reaches in the network itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from engine.networks.convolutional import ConvolutionalNetwork
from engine.networks.network import SIDES, directions_of
from engine.networks.reading import Reading

Kind = Literal["input", "state", "whole", "fed", "context", "written", "found", "pooled", "answer", "loss", "total"]


class Node(NamedTuple):
    """One value: a vector of numbers at one step.

    Attributes:
        kind: `input`; `state` of a recurrent layer; `whole`, read from all states; `context` and `written`, a decoder's
            attention and its states; `fed`, the symbol that it is given; `found`, what filters find at a place, and
            `pooled`, the largest of several places; `answer`; in training `loss`, what an answer costs, and
            `total`, the sum of all losses.
        step: counted from 0, of its own row.
        layer, direction: 0 unless there are several; direction 1 reads backwards.
        bank: of filters, 0 unless several stand beside each other.
    """

    kind: Kind
    step: int = 0
    layer: int = 0
    direction: int = 0
    bank: int = 0


Arrow = tuple[Node, Node]


@dataclass(frozen=True)
class Wiring:
    """An unrolled network as a graph.

    Attributes:
        nodes: in the order in which they can be computed.
        arrows: (what is read, what reads it).
    """

    nodes: tuple[Node, ...]
    arrows: frozenset[Arrow] = field(repr=False)

    def of(self, kind: Kind) -> tuple[Node, ...]:
        """The nodes of one kind."""
        return tuple(node for node in self.nodes if node.kind == kind)

    def sources(self, node: Node) -> frozenset[Node]:
        """Everything that a value is computed from, however far back; the way that a loss on it takes."""
        return self._follow(node, self._before)

    def reached(self, node: Node) -> frozenset[Node]:
        """Everything that a change of a value changes."""
        return self._follow(node, self._after)

    @cached_property
    def _before(self) -> dict[Node, list[Node]]:
        return self._sides(0)

    @cached_property
    def _after(self) -> dict[Node, list[Node]]:
        return self._sides(1)

    def _sides(self, side: int) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {node: [] for node in self.nodes}
        for arrow in self.arrows:
            found[arrow[1 - side]].append(arrow[side])
        return found

    @staticmethod
    def _follow(start: Node, ways: dict[Node, list[Node]]) -> frozenset[Node]:
        found: set[Node] = set()
        ahead = list(ways[start])
        while ahead:
            node = ahead.pop()
            if node not in found:
                found.add(node)
                ahead += ways[node]
        return frozenset(found)


def recurrent(
    steps: int,
    *,
    layers: int = 1,
    directions: int | str | Sequence[str] = 1,
    answers: Sequence[int] | Literal["every"] = "every",
    reading: Reading | None = None,
    inputs: Iterable[int] | None = None,
) -> Wiring:
    """A recurrent network over some steps.

    Args:
        layers: how many; as many as `directions`, if those are given one by one.
        directions: how they read, as in `engine.network`, or 1 or 2 for all of them; every layer reads all directions
            of the one below.
        answers: the steps that are asked for an answer.
        reading: one answer from all states instead, `last`, `mean` or `max`; `answers` then counts for nothing.
        inputs: the steps that bring an input; all of them unless given.

    Raises:
        ValueError: no step, an answer or an input at one that is not there, or directions that do not fit.
    """
    if steps < 1:
        raise ValueError(f"a network is unrolled over at least one step, not {steps}")
    given = range(steps) if inputs is None else sorted(set(inputs))
    asked = range(steps) if answers == "every" else sorted(set(answers))
    for step in (*given, *asked):
        if not 0 <= step < steps:
            raise ValueError(f"there is no step {step}; the steps are 0 to {steps - 1}")
    if isinstance(directions, int):
        directions = "both" if directions == 2 else "forward"
    if not isinstance(directions, str) and layers == 1:
        layers = len(directions)
    sides = [SIDES[word] for word in directions_of(directions, layers)]
    nodes = [Node("input", step) for step in given]
    arrows: set[Arrow] = set()
    for layer in range(layers):
        for direction in sides[layer]:
            order = range(steps - 1, -1, -1) if direction else range(steps)
            before: Node | None = None
            for step in order:
                node = Node("state", step, layer, direction)
                nodes.append(node)
                below = [Node("state", step, layer - 1, side) for side in sides[layer - 1]] if layer else []
                if not layer and step in given:
                    below = [Node("input", step)]
                arrows |= {(each, node) for each in (*below, *([before] if before else []))}
                before = node
    if reading is None:
        for step in asked:
            nodes.append(Node("answer", step))
            arrows |= {(Node("state", step, layers - 1, side), Node("answer", step)) for side in sides[-1]}
        return Wiring(tuple(nodes), frozenset(arrows))
    whole, answer = Node("whole"), Node("answer")
    read = [steps - 1] if reading == "last" else range(steps)
    arrows |= {(Node("state", step, layers - 1, side), whole) for step in read for side in sides[-1]}
    return Wiring((*nodes, whole, answer), frozenset(arrows | {(whole, answer)}))


def encoder_decoder(read: int, written: int, *, directions: int = 2, attention: bool = True) -> Wiring:
    """An encoder over `read` steps and a decoder over `written`, as `engine.networks.encoder_decoder` computes them."""
    encoder = recurrent(read, directions=directions, answers=())
    nodes, arrows = list(encoder.nodes), set(encoder.arrows)
    ends = [Node("state", 0 if side else read - 1, 0, side) for side in range(directions)]
    states = [Node("state", step, 0, side) for step in range(read) for side in range(directions)]
    before: Node | None = None
    for step in range(written):
        context, state, answer = Node("context", step), Node("written", step), Node("answer", step)
        nodes += [Node("fed", step)] if step else []  # the first step is given no symbol
        nodes += [context, state, answer]
        arrows |= {(each, context) for each in (states if attention else ends)}
        if attention:  # the query: the state before, which at first is made of the end states
            arrows |= {(before, context)} if before else {(end, context) for end in ends}
        arrows |= {(context, state), (state, answer)}
        arrows |= {(before, state), (Node("fed", step), state)} if before else {(end, state) for end in ends}
        before = state
    return Wiring(tuple(nodes), frozenset(arrows))


def with_losses(graph: Wiring, asked: Iterable[int] | None = None) -> Wiring:
    """The same network in training: every answer has its loss, and where there are several, they are added up.

    `asked`: the steps of the answers that have one; all unless given.
    """
    steps = None if asked is None else set(asked)
    answers = [node for node in graph.of("answer") if steps is None or node.step in steps]
    arrows = {(answer, Node("loss", answer.step)) for answer in answers}
    nodes = [*graph.nodes, *(loss for _, loss in sorted(arrows))]
    if len(answers) > 1:
        total = Node("total")
        nodes.append(total)
        arrows |= {(Node("loss", answer.step), total) for answer in answers}
    return Wiring(tuple(nodes), graph.arrows | arrows)


def convolution(steps: int, network: ConvolutionalNetwork) -> Wiring:
    """Banks of filters over a sequence, and one answer read from all places of all banks.

    Raises:
        ValueError: a window longer than what it is to read.
    """
    nodes, arrows = [Node("input", step) for step in range(steps)], set[Arrow]()
    whole, answer = Node("whole"), Node("answer")
    for bank, stages in enumerate(network.banks):
        below = list(nodes[:steps])
        for layer, stage in enumerate(stages):
            found = []
            for step, seen in enumerate(stage.filters.reads(len(below))):
                found.append(node := Node("found", step, layer, bank=bank))
                arrows |= {(below[place], node) for place in seen if 0 <= place < len(below)}  # beyond: padding
            nodes += found
            below = found
            if stage.pool > 1:
                below = [Node("pooled", step, layer, bank=bank) for step in range(stage.pooled(len(found)))]
                nodes += below
                arrows |= {(found[node.step * stage.pool + k], node) for node in below for k in range(stage.pool)}
        read = below[-1:] if network.reading == "last" else below
        arrows |= {(node, whole) for node in read}
    return Wiring((*nodes, whole, answer), frozenset(arrows | {(whole, answer)}))
