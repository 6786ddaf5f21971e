"""The right answers to a task's inputs once somebody has changed them."""

from __future__ import annotations

import numpy as np

from engine.cells.base import Array
from engine.learning.tasks import SYMBOLS, TASKS, Targets


def right_answers(task: str, inputs: Array, given: Targets) -> Targets:
    """What a task wants when somebody has changed its inputs, (T,) like `given`, the targets before the change.

    The latch wants the last flagged bit (nothing before the first flag), the first symbol its first letter (nothing if
    that is neither A nor B), `hello` and the sine the next input; what comes after the last input stays as it was.

    Args:
        task: `latch`, `first`, `hello` or `sine`.
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
    elif task == "hello":
        wanted[:-1] = rows[1:].argmax(axis=-1)
    elif task == "sine":
        wanted[:-1] = rows[1:, 0]
    else:
        raise ValueError(f"there is no task {task!r} with right answers; there are {', '.join(TASKS)}")
    return wanted
