"""The drawing of recurrent layers over a sequence: tokens, and above them a row for every layer and direction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.networks.wiring import Node, Wiring
from engine.recording.trace import Trace
from ui.lessons.architectures.unrolled.drawing import LEAST, Array, Box, Drawing, Row, Shape, drawn
from ui.words import t


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written at an answer: its word, how sure ("97 %"), whether it is right (None: nobody asks), what it is in
    words, and what is said while it is chosen (as `Box.lit`).
    """

    label: str
    note: str = ""
    right: bool | None = None
    told: str = ""
    lit: str = ""


def known_at(wiring: Wiring) -> dict[Node, int]:
    """The step of the transport, from 0, at which each value is known.

    A value waits for what it is computed from, and a step of its own layer takes a step. Inputs come one by one; where
    something reads backwards, all of them are there at the beginning.
    """
    backwards = any(node.direction for node in wiring.nodes)
    sources: dict[Node, list[Node]] = {node: [] for node in wiring.nodes}
    for read, reader in wiring.arrows:
        sources[reader].append(read)
    found: dict[Node, int] = {}
    for node in wiring.nodes:  # in the order in which they can be computed
        first = 0 if backwards or node.kind != "input" else node.step
        found[node] = max([first, *(found[read] + (_row(read) == _row(node)) for read in sources[node])])
    return found


def stack(
    wiring: Wiring,
    trace: Trace,
    tokens: Sequence[str],
    answers: Mapping[Node, Answer],
    *,
    gradients: Mapping[Node, Callable[[Node], float]] | None = None,
    says: Sequence[str] = (),
    answers_title: str = "",
    marked: Collection[Node] = (),
    least: int = LEAST,
    whole: Array | None = None,
    thin: bool = False,
) -> Drawing:
    """Draw recurrent layers as they were recorded.

    Args:
        wiring: `engine.networks.wiring.recurrent` of the network that the trace holds.
        trace: of one sequence (batch item 0 is shown).
        tokens: what stands at each step.
        answers: what is written at each of the wiring's answers.
        gradients, says, least: as `drawn` takes them.
        answers_title: of the row of answers.
        marked: inputs and states that are framed.
        whole: (units,), what is read of all states, where there is such a thing and its values are to be seen.
        thin: without frames, for very many steps.
    """
    known = known_at(wiring)
    read = [before.step for before, after in wiring.arrows if after.kind == "whole"]
    middle = sum(read) / len(read) if read else 0.0  # above what is read

    def box(node: Node) -> Box:
        at, step = known[node], node.step
        if node.kind == "input":
            told = t("input {step}", step=step + 1)
            return Box(node, "input", step, at, tokens[step], told=told, marked=node in marked)
        if node.kind == "state":
            values = trace.parts[node.layer, node.direction].signals["hidden"][step, 0]
            told = t("state {step} of layer {layer}", step=step + 1, layer=node.layer + 1)
            return Box(node, _row(node), step, at, values=values, told=told, marked=node in marked)
        if node.kind == "whole":
            return Box(node, "whole", middle, at, values=whole, told=t("what is read of all states"))
        said = answers[node]
        x = middle if wiring.of("whole") else step
        told = said.told or t("answer: {answer}", answer=said.label)
        return Box(node, "answer", x, at, said.label, said.note, right=said.right, told=told, lit=said.lit)

    parts = sorted({(node.layer, node.direction) for node in wiring.of("state")}, reverse=True)
    several = len({layer for layer, _ in parts}) > 1
    state: Shape = "strip" if thin else "vector"
    rows = [Row("answer", answers_title or t("answers"), "answer", "token")] if wiring.of("answer") else []
    if wiring.of("whole"):
        rows.append(Row("whole", t("what is read"), "whole", "point" if whole is None else "vector"))
    # Of a layer's two directions the forward one is drawn above, nearer to what reads it last.
    for layer, direction in sorted(parts, key=lambda part: (-part[0], part[1])):
        arrow = "←" if direction else "→"
        title = (
            t("layer {layer} {arrow}", layer=layer + 1, arrow=arrow) if several else t("states {arrow}", arrow=arrow)
        )
        rows.append(Row(f"state{layer}{direction}", title, "backward" if direction else "forward", state))
    rows.append(Row("input", t("inputs"), "input", "letter" if thin else "token"))
    return drawn(wiring, rows, box, max(known.values()) + 1, gradients=gradients, says=says, least=least)


def _row(node: Node) -> str:
    """Where a node stands: states by layer and direction."""
    return f"state{node.layer}{node.direction}" if node.kind == "state" else node.kind
