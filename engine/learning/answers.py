"""A sequence once somebody has changed its inputs: the right answers, and what its steps are called."""

from __future__ import annotations

import dataclasses

import numpy as np

from engine.cells.base import Array
from engine.learning.tasks import MARKS, SYMBOLS, TASKS, Sequence, Targets, ones_since_reset
from engine.learning.tasks.sequence import NAMED, called


def with_inputs(sequence: Sequence, inputs: Array) -> Sequence:
    """The same sequence with other inputs (T, 1, D) in its own coding: its targets, tokens, flags and notes follow.

    Steps whose input is as it was keep what they are called: typed numbers stay as they were typed.
    """
    rows, targets = inputs[:, 0], sequence.targets
    tokens, flags, notes = list(sequence.tokens), sequence.flags, sequence.notes
    if sequence.task in MARKS:
        names, flags, notes = MARKS[sequence.task](rows)
        tokens = list(names)
    else:
        for step in np.flatnonzero((inputs != sequence.inputs).any(axis=(1, 2))):
            row = rows[step]
            tokens[step] = sequence.features[int(row.argmax())] if sequence.is_one_hot else _written(sequence, row)
    return dataclasses.replace(
        sequence,
        inputs=inputs,
        tokens=tuple(tokens),
        targets=None if targets is None else right_answers(sequence.task, inputs, targets),
        flags=flags,
        notes=notes,
    )


def _written(sequence: Sequence, numbers: Array) -> str:
    """What a step is called that reads these numbers: the first few of them, or what they were standardised from."""
    if sequence.scales:
        return called(np.array([scale.own(number) for scale, number in zip(sequence.scales, numbers, strict=True)]))
    said = ", ".join(f"{number:+.2f}" for number in numbers[:NAMED]).replace("-", "−")
    return said if len(numbers) <= NAMED else said + ", …"


def right_answers(task: str, inputs: Array, given: Targets) -> Targets:
    """What a task wants when somebody has changed its inputs, (T,) like `given`, the targets before the change.

    The latch wants the last flagged bit (nothing before the first flag), the first symbol its first letter (nothing if
    that is neither A nor B), `hello`, the sine and an own model's `tokens` and `numbers` the next input; what comes
    after the last input stays as it was.
    *Count* and *toggle* want what they always want: an input is on above ½.

    Args:
        task: `latch`, `first`, `hello`, `sine`, `count`, `toggle`, `tokens` or `numbers`.
        inputs: (T, 1, D), in the task's own coding.
        given: the targets of the unchanged sequence.

    Raises:
        ValueError: there is no such task.
    """
    rows, wanted = inputs[:, 0], given.copy()
    if task == "latch":
        steps = np.arange(len(rows))
        last_flagged = np.maximum.accumulate(np.where(rows[:, 1] > 0.5, steps, -1))
        wanted[:] = np.where(last_flagged >= 0, rows[last_flagged, 0] > 0, -1)
    elif task == "first":
        symbol = int(rows[0].argmax())
        wanted[-1] = symbol if symbol < len(SYMBOLS) else -1
    elif task in ("hello", "tokens"):
        wanted[:-1] = rows[1:].argmax(axis=-1)
    elif task in ("sine", "numbers"):
        wanted[:-1] = rows[1:, 0]
    elif task == "count":
        wanted[:] = ones_since_reset(rows)
    elif task == "toggle":
        wanted[:] = (rows[:, 0] > 0.5).cumsum() % 2
    else:
        raise ValueError(f"there is no task {task!r} with right answers; there are {', '.join(TASKS)}")
    return wanted
