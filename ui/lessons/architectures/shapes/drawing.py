"""The unrolled graph of a shape: inputs, states, answers, and above them the losses of the training."""

from collections.abc import Callable
from functools import partial
from math import nan

from engine.networks.wiring import Node
from ui.lessons.architectures.shapes.sentences import comes_back, percent, says, short
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.unrolled import Box, Drawing, Row, drawn
from ui.words import t

COVERED = "?"
LEAST = {False: 56, True: 30}  # pixels of a column: an arrow between two states is seen; of a decoder, more is at once
ROOM_FOR_TWO = 1.9  # columns of a decoder's step: what it is fed stands beside what it reads


def drawing(run: ShapeRun, covered: bool) -> Drawing:
    """All that there is to see; while it is covered, no answer and no loss of one."""
    place = _decoding(run) if run.shape == "encoder_decoder" else _recurrent(run)
    last = max(answer.step for answer in run.graph.of("answer"))
    middle = place(Node("answer", last)).x / 2

    def box(node: Node) -> Box:
        if node.kind in ("total", "loss"):
            lit = "" if covered else comes_back(run, node)
            if node.kind == "total":
                told = t("All losses together")
                return Box(node, "sum", middle, run.at(node), _total(run, covered), told=told, lit=lit)
            label, told = (
                COVERED if covered else short(run.answers[node.step].loss),
                t("The loss on answer {k}", k=node.step + 1),
            )
            x = place(Node("answer", node.step)).x
            return Box(node, "losses", x, run.at(node), label, told=told, lit=lit)
        if node.kind == "answer":
            answer, where = run.answers[node.step], place(node)
            told = t("answer {k}", k=node.step + 1)
            if covered:
                return Box(node, "answers", where.x, run.at(node), COVERED, told=told)
            sure = percent(answer.sure)
            return Box(node, "answers", where.x, run.at(node), answer.label, sure, right=answer.right, told=told)
        return place(node)

    gradients = {} if covered else {loss: partial(_norm, run, loss) for loss in run.norms}
    return drawn(
        run.graph,
        _rows(run),
        box,
        run.steps,
        gradients=gradients,
        says=() if covered else says(run),
        least=LEAST[bool(run.reading)],
    )


def _norm(run: ShapeRun, loss: Node, node: Node) -> float:
    """NaN where a loss has no way to a value, or where none is shown."""
    return run.norms[loss].get(node, nan) if node in run.reached[loss] else nan


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
    read = t("picture") if run.pixels else t("words")
    return (
        *losses,
        Row("answers", t("answers"), "answer", "token"),
        Row("forward", t("states"), "forward", "vector"),
        Row("inputs", read, "input", "token"),
    )


def _recurrent(run: ShapeRun) -> Callable[[Node], Box]:
    """Where inputs, states and answers of a recurrent network stand: each in the column of its step."""

    def place(node: Node) -> Box:
        step, at = node.step, run.at(node)
        if node.kind == "input":
            label = t("5×5") if run.pixels else run.read[step]
            told = t("the picture") if run.pixels else t("word {k}", k=step + 1)
            return Box(node, "inputs", step, at, label, told=told)
        if node.kind == "state":
            return Box(node, "forward", step, at, values=run.values[node], told=t("state {k}", k=step + 1))
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


def _total(run: ShapeRun, covered: bool) -> str:
    return COVERED if covered else "Σ " + short(sum(run.answers[loss.step].loss for loss in run.graph.of("loss")))
