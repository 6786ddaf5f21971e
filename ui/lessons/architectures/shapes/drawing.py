"""The unrolled graph of a shape: inputs, states, answers, and above them the losses of the training."""

from collections.abc import Callable, Mapping
from functools import partial
from math import nan

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.numbers import percent, short
from ui.lessons.architectures.shapes.sentences import comes_back, says
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.unrolled import Box, Drawing, Row, drawn
from ui.words import t

COVERED = "?"
LEAST = {False: 56, True: 30}  # pixels of a column: an arrow between two states is seen; of a decoder, more is at once
ROOM_FOR_TWO = 1.9  # columns of a decoder's step: what it is fed stands beside what it reads


def drawing(run: ShapeRun, covered: bool) -> Drawing:
    """All that there is to see; while it is covered, no answer and no loss of one."""
    place = _decoding(run) if run.reading else _recurrent(run, covered)
    last = max(answer.step for answer in run.graph.of("answer"))
    middle = place(Node("answer", last)).x / 2

    def box(node: Node) -> Box:
        if node.kind == "total":
            return _total(run, node, middle, covered)
        if node.kind == "loss":
            return _loss(run, node, place(Node("answer", node.step)).x, covered)
        return _answer(run, node, place(node).x, covered) if node.kind == "answer" else place(node)

    gradients = {} if covered else {loss: partial(_norm, norms) for loss, norms in run.norms.items()}
    return drawn(
        run.graph,
        _rows(run),
        box,
        run.steps,
        gradients=gradients,
        says=() if covered else says(run),
        least=LEAST[bool(run.reading)],
    )


def _norm(norms: Mapping[Node, float], node: Node) -> float:
    """NaN where none is shown: of inputs and losses; 0 where a loss has no way to a value."""
    return norms.get(node, nan)


def _rows(run: ShapeRun) -> tuple[Row, ...]:
    total = (Row("sum", t("their sum"), "answer", "token"),) if run.graph.of("total") else ()
    losses = (*total, Row("losses", t("losses"), "answer", "token"))
    if run.shape == "encoder_decoder":
        return (
            *losses,
            Row("answers", t("writes"), "answer", "token"),
            Row("decoder", t("decoder"), "decoder", "vector"),
            Row("reads", t("reads"), "input", "token"),
            Row("forward", t("encoder →"), "forward", "vector"),
            Row("backward", t("encoder ←"), "backward", "vector"),
            Row("inputs", t("letters"), "input", "token"),
        )
    inputs = Row("inputs", t("words"), "input", "token")
    if run.pixels:
        inputs = Row("inputs", t("picture"), "input", "picture")
    return (
        *losses,
        Row("answers", t("answers"), "answer", "token"),
        Row("forward", t("states"), "forward", "vector"),
        inputs,
    )


def _recurrent(run: ShapeRun, covered: bool) -> Callable[[Node], Box]:
    """Where inputs, states and answers of a recurrent network stand: each in the column of its step."""

    def place(node: Node) -> Box:
        step, at = node.step, run.at(node)
        if node.kind == "input" and run.pixels:
            pixels = np.array([float(pixel) for pixel in run.pixels])
            return Box(node, "inputs", step, at, values=pixels, told=t("the picture"))
        if node.kind == "input":
            return Box(node, "inputs", step, at, run.read[step], told=t("word {k}", k=step + 1))
        if node.kind == "state":
            told = t("state {k}", k=step + 1)
            # with a question mark: the readout would say so of this state, but nobody asks it
            note = "" if covered or step in run.answers else f"{run.so_far[step][0]}?"
            return Box(node, "forward", step, at, note=note, values=run.values[node], told=told)
        return Box(node, "answers", step, at)

    return place


def _decoding(run: ShapeRun) -> Callable[[Node], Box]:
    """Where they stand of an encoder and a decoder, one as wide as the other."""
    letters, written = len(run.read) - 1, len(run.answers) - 1
    across = max(letters, written * ROOM_FOR_TWO)
    apart, wide = across / max(letters, 1), across / max(written, 1)

    def place(node: Node) -> Box:
        step, at = node.step, run.at(node)
        match node.kind:
            case "input":
                return Box(node, "inputs", step * apart, at, run.read[step], told=t("letter {k}", k=step + 1))
            case "state":
                row = "backward" if node.direction else "forward"
                return Box(
                    node, row, step * apart, at, values=run.values[node], told=t("encoder state {k}", k=step + 1)
                )
            case "context":
                return Box(node, "reads", step * wide, at, "e", told=t("the end states, read at step {t}", t=step + 1))
            case "written":
                told = t("decoder state {t}", t=step + 1)
                return Box(node, "decoder", step * wide, at, values=run.values[node], told=told)
            case "fed":
                told = t("fed at step {t}", t=step + 1)
                return Box(node, "reads", (step - 0.5) * wide, at, run.fed[step], told=told)
            case _:
                return Box(node, "answers", step * wide, at)

    return place


def _answer(run: ShapeRun, node: Node, x: float, covered: bool) -> Box:
    answer, told = run.answers[node.step], t("answer {k}", k=node.step + 1)
    if covered:
        return Box(node, "answers", x, run.at(node), COVERED, told=told)
    instead = answer.wanted if answer.right is False else ""
    note = percent(answer.sure)
    return Box(node, "answers", x, run.at(node), answer.label, note, right=answer.right, instead=instead, told=told)


def _loss(run: ShapeRun, node: Node, x: float, covered: bool) -> Box:
    told = t("The loss on answer {k}", k=node.step + 1)
    if covered:
        return Box(node, "losses", x, run.at(node), COVERED, told=told)
    label = short(run.answers[node.step].loss)
    return Box(node, "losses", x, run.at(node), label, told=told, lit=comes_back(run, node))


def _total(run: ShapeRun, node: Node, x: float, covered: bool) -> Box:
    told = t("All losses together")
    if covered:
        return Box(node, "sum", x, run.at(node), COVERED, told=told)
    total = sum(run.answers[loss.step].loss for loss in run.graph.of("loss"))
    return Box(node, "sum", x, run.at(node), f"Σ {short(total)}", told=told, lit=comes_back(run, node))
