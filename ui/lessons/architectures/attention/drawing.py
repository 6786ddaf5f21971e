"""The unrolled graph of a run: letters, encoder, what is looked at, decoder, letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.networks.wiring import Arrow, Node
from ui.lessons.architectures.attention.run import DateRun
from ui.lessons.architectures.attention.telling import seen, sentence
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.unrolled import Box, Drawing, Row, drawn
from ui.words import t

HIDDEN = "?"  # a letter that is still to be guessed
LEAST = 26  # pixels of a letter
SPAN = 12  # letters that the decoder is as wide as, at least
ROOMY = 18  # and where filler goes on beyond the date: there is room for signs and right letters
SURE = 0.995  # from here on, how sure it is says nothing new


def drawing(run: DateRun, *, covered: bool) -> Drawing:
    """The picture of a run; while the answer is covered, without where it looked, and without the letters asked for."""
    rows = (
        Row("writes", t("writes"), "answer", "token"),
        Row("decoder", t("decoder"), "decoder", "vector"),
        Row("fed", t("is fed"), "input", "token"),
        Row("context", t("reads"), "looking", "point"),
        Row("forward", t("encoder →"), "forward", "vector"),
        Row("backward", t("encoder ←"), "backward", "vector"),
        Row("letters", t("letters"), "input", "token"),
    )

    def weight(arrow: Arrow) -> float | None:
        read, reader = arrow
        if not run.attends or reader.kind != "context" or read.kind != "state":
            return None
        return 0.0 if covered else float(run.weights[reader.step, read.step])

    pulls: dict[Node, Callable[[Node], float]] = {
        node: partial(run.pull, node.step) for node in run.wiring.of("answer")
    }
    return drawn(
        run.wiring,
        rows,
        partial(_box, run, known=_told(run) if covered else run.steps),
        run.steps,
        weight=weight,
        gradients=None if covered else pulls,
        says=() if covered else [sentence(run, step) for step in range(run.steps)],
        least=LEAST,
    )


def _told(run: DateRun) -> int:
    """How many letters a covered picture tells. Where it looks is asked of a date that is read; what is written, of
    weights that are held, and of a fixed vector."""
    if not run.attends:
        return 0
    return min((step for step, _ in run.holds), default=run.steps)


def _box(run: DateRun, node: Node, *, known: int) -> Box:
    """Where a value stands and what is written on it; `known` letters are told."""
    step = node.step
    if node.kind == "input":
        return Box(node, "letters", step, -1, seen(run.text[step]), told=t("letter {k}", k=step + 1))
    if node.kind == "state":
        states = run.decoding.encoder.signals["hidden"][0, node.direction, step, 0]
        row = "backward" if node.direction else "forward"
        return Box(node, row, step, -1, values=states, told=t("encoder state {k}", k=step + 1))
    wide = max(len(run.typed), min(len(run.text) - 1, ROOMY), SPAN) / (run.steps - 1)  # about as wide as the date
    x = step * wide
    if node.kind == "context":
        return Box(node, "context", x, step, "c", told=t("what is read at step {t}", t=step + 1))
    if node.kind == "written":
        values = run.decoding.decoder.signals["hidden"][step, 0]
        return Box(node, "decoder", x, step, values=values, told=t("decoder state {t}", t=step + 1))
    if node.kind == "fed":
        label = run.written[step - 1] if step <= known else HIDDEN
        return Box(node, "fed", x - wide / 2, step, label, told=t("fed at step {t}", t=step + 1))
    return _answer(run, node, x, is_known=step < known)


def _answer(run: DateRun, node: Node, x: float, *, is_known: bool) -> Box:
    """A letter that is written: how sure it is, whether it is right, and what it was before a hand changed anything."""
    step = node.step
    told = t("written at step {t}", t=step + 1)
    if not is_known:
        return Box(node, "writes", x, step, HIDDEN, told=told)
    letter, right = run.written[step], run.right
    wrong = right is not None and right[step] != letter
    before = run.free[step] if run.free[step] != letter else ""
    if wrong and right is not None:
        told += ", " + t("wrong: {letter} would be right", letter=right[step])
    if before:
        told += ", " + t("before: {letter}", letter=before)
    share = float(run.decoding.probabilities[step, 0].max())
    lit = t(
        "Lit: all that the loss on this **{letter}** reaches; under each state ‖∂L/∂·‖, divided by ‖∂L/∂logits‖ of "
        "this letter.",
        letter=right[step] if right is not None else letter,
    )
    return Box(
        node, "writes", x, step, letter, note="" if share >= SURE else percent(share),
        right=None if right is None else not wrong, instead=right[step] if wrong and right is not None else "",
        before=before, told=told, lit=lit,
    )  # fmt: skip
