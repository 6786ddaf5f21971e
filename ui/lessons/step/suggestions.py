"""Experiments that the step page suggests: those of any run of the cell, from where they tell most, and a flag."""

from collections.abc import Iterable

import numpy as np

from ui.lessons.step.run import Run
from ui.runs.hand import Held, InHand, coding_of
from ui.runs.hand.suggesting import Suggestion, of_cell
from ui.words import t


def suggestions(run: Run) -> tuple[Suggestion, ...]:
    """What could be tried on this run, the most telling first."""
    return (*of_cell(run.in_hand, _telling(run)), *_flag(run))


def _telling(run: Run) -> int:
    """From where to hold: the second flag, for at the first there is nothing to forget; elsewhere a quarter on."""
    flags = run.sequence.flags if run.sequence.task in ("latch", "count", "toggle") else ()
    return flags[1] if len(flags) > 1 else min(run.steps - 1, max(1, run.steps // 4))


def _flag(run: Run) -> Iterable[Suggestion]:
    """Raise a flag where its bit is not the remembered one."""
    sequence = run.sequence
    if coding_of(sequence) != "bits" or sequence.targets is None:
        return
    bits = (sequence.inputs[:, 0, 0] > 0).astype(int)
    first = _telling(run)
    for step in range(first, run.steps):
        if step not in sequence.flags and bits[step] != sequence.targets[step]:
            label = t("flag up at step {step}", step=step + 1)
            yield Suggestion(label, Held("input", 1.0, step, step, 1), _asked_otherwise)
            return


def _asked_otherwise(run: InHand, changed: InHand, first: int) -> str:
    wanted, before = changed.sequence.targets, run.sequence.targets
    assert wanted is not None
    assert before is not None
    assert changed.predictions is not None
    other = np.flatnonzero(wanted != before)
    right = int((changed.predictions[other].argmax(axis=1) == wanted[other]).sum())
    return t(
        "The task now wants another answer at {count} steps; {right} of them are right.", count=len(other), right=right
    )
