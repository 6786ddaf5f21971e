"""The unrolled graph of a long sequence: one arrow to the answer, or one from every state; below it, the gradient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.reading.run import READINGS, ReadingRun
from ui.lessons.architectures.reading.telling import said_at, short_ways
from ui.lessons.architectures.stack import Answer, stack
from ui.lessons.architectures.unrolled import Box, Drawing, Track
from ui.words import t

COVERED = "?"
LEAST = 7  # pixels of a column: a hundred of them fit on any desk


def picture(run: ReadingRun, covered: bool) -> Drawing:
    """All that there is to see; while it is covered, no answer and nothing of its gradient."""
    answer = Answer(COVERED) if covered else _answer(run)
    drawing = stack(
        run.wiring,
        run.trace,
        run.tokens,
        {Node("answer"): answer},
        gradients={} if covered else {Node("answer"): run.pull},
        says=() if covered else [said_at(run, step) for step in range(run.steps)],
        answers_title=t("answer"),
        whole=run.whole,
        thin=True,
        least=LEAST,
    )
    won = run.reading == "max" and not covered
    return replace(
        drawing,
        boxes=tuple(_box(run, box, won=won) for box in drawing.boxes),
        weights={} if covered else _weights(run, drawing),
        tracks=() if covered else _tracks(run),
        tracks_title=_tracks_title(run),
    )


def _answer(run: ReadingRun) -> Answer:
    sure = float(run.probabilities[-1, run.answer])
    return Answer(run.classes[run.answer], percent(sure), run.answer == run.right)


def _box(run: ReadingRun, box: Box, *, won: bool) -> Box:
    """The clue is marked, the winners are framed, and who clicks the answer is told where its gradient stands."""
    node = box.node
    if node.kind == "input":
        letter = run.tokens[node.step]
        told = t("step {step}: {letter}", step=node.step + 1, letter=letter)
        return replace(box, marked=node.step == run.clue, told=told)
    if node.kind == "state" and won:
        return replace(box, won=tuple(np.flatnonzero(run.winners == node.step).tolist()))
    if node.kind == "whole":
        read = {"last": t("the last state"), "mean": t("the mean of all states"), "max": t("each unit's largest value")}
        return replace(box, told=read[run.reading])
    if node.kind == "answer":
        return replace(
            box,
            lit=t(
                "Lit: everything that the answer is computed from. How much of its gradient comes back, the bars say."
            ),
        )
    return box


def _weights(run: ReadingRun, drawing: Drawing) -> dict[tuple[int, int], float]:
    """Of the largest values, the share of the units that each state has won."""
    if run.reading != "max":
        return {}
    whole = drawing.index(Node("whole"))
    return {
        (read, reader): float((run.winners == drawing.boxes[read].node.step).mean())
        for read, reader in drawing.arrows
        if reader == whole
    }


def _tracks_title(run: ReadingRun) -> str:
    if run.reading == "max":
        return t("Units won, and where the loss pulls: shares of ‖∂L/∂xₖ‖")
    return t("Where the loss pulls: shares of ‖∂L/∂xₖ‖")


def _tracks(run: ReadingRun) -> tuple[Track, ...]:
    """How the gradient is spread, for each way of reading; and who won, where the largest are read."""
    names = short_ways()
    found = []
    if run.reading == "max":
        counts = np.bincount(run.winners, minlength=run.steps)
        told = tuple(
            t("step {step}: {count} units are largest here", step=step + 1, count=int(count))
            for step, count in enumerate(counts)
        )
        found.append(Track(t("units won"), t("of {units}", units=len(run.winners)), counts.astype(np.float64), told))
    for way in READINGS:
        shares = run.shares[way]
        told = tuple(
            t("step {step}, {letter}: {share}", step=step + 1, letter=run.tokens[step], share=percent(float(share)))
            for step, share in enumerate(shares)
        )
        note = t("last ⅒ {share}", share=percent(float(shares[-run.tenth :].sum())))
        found.append(Track(names[way], note, np.asarray(shares), told, strong=way == run.reading))
    return tuple(found)
