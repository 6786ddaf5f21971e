"""Two tasks for a convolution: is a word hidden in the letters, and which of two letters comes first?

*motif*: letters A to H, and among them FACE or not. In every sequence there are also near misses, FACE with one letter
changed, so that a filter that reads fewer than four letters at once can only guess from what is more likely.

*order*: among other letters one A and one B, some steps apart. A filter sees both only if its window reaches from one
to the other. Both stand far from the edges: padding, or fewer windows at the ends, would tell where a letter stands,
and with it the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.tasks.sequence import Batch, InputProblem, Sequence
from engine.learning.tasks.typed import text

TaskName = Literal["motif", "order"]

MOTIF = "FACE"  # four different letters: it never overlaps itself
NEAR_MISSES = 3  # in each sequence; in one that holds the motif, it stands in the place of one of them
MOTIF_STEPS = 40
FIRST_OF = ("A", "B")
ORDER_STEPS = 100
MARGIN = 28  # steps before the first clue and after the second: the widest window is 29
GAPS = (1, 40)  # of training: how many steps after the first clue the second may come

ALPHABETS: Mapping[TaskName, tuple[str, ...]] = MappingProxyType(
    {"motif": tuple("ABCDEFGH"), "order": (*FIRST_OF, "w", "x", "y", "z")}
)
ANSWERS: Mapping[TaskName, tuple[str, ...]] = MappingProxyType({"motif": ("not there", "there"), "order": FIRST_OF})


def motif_batch(count: int, generator: np.random.Generator, steps: int = MOTIF_STEPS) -> Batch:
    """Random letters with three near misses in random places, and in half of the sequences the motif instead of one."""
    letters, width = ALPHABETS["motif"], len(MOTIF)
    motif = np.array([letters.index(letter) for letter in MOTIF])
    column = np.arange(count)
    drawn = generator.integers(len(letters), size=(count, steps))
    starts = generator.integers(steps - NEAR_MISSES * width, size=(count, NEAR_MISSES), endpoint=True)
    starts = np.sort(starts, axis=1) + np.arange(NEAR_MISSES) * width  # none overlaps another
    places = starts[..., None] + np.arange(width)  # (count, NEAR_MISSES, width)
    drawn[column[:, None, None], places] = motif
    while True:  # what was just put there, and what stands there by chance
        whole = np.lib.stride_tricks.sliding_window_view(drawn, width, axis=1)
        row, start = np.nonzero((whole == motif).all(axis=2))
        if not row.size:
            break
        change = start + generator.integers(width, size=row.size)
        other = 1 + generator.integers(len(letters) - 1, size=row.size)
        drawn[row, change] = (drawn[row, change] + other) % len(letters)
    targets = generator.integers(2, size=count)
    which = generator.integers(NEAR_MISSES, size=count)
    held = column[targets == 1]
    drawn[held[:, None], places[held, which[held]]] = motif
    return Batch(_one_hot(drawn, letters), targets)


def order_batch(
    count: int,
    generator: np.random.Generator,
    gaps: tuple[int, int] = GAPS,
    steps: int = ORDER_STEPS,
    margin: int = MARGIN,
) -> Batch:
    """One A and one B among other letters, the second a number of steps after the first, drawn evenly from `gaps`.

    Args:
        gaps: the smallest and the largest, both included; 1 is right behind.
        margin: how many steps at least stand before the first and after the second.

    Raises:
        ValueError: the largest gap and the margins do not fit into so many steps.
    """
    if not 1 <= gaps[0] <= gaps[1] or steps < 2 * margin + gaps[1] + 1:
        raise ValueError(f"gaps of {gaps[0]} to {gaps[1]} and margins of {margin} do not fit into {steps} steps")
    letters, column = ALPHABETS["order"], np.arange(count)
    targets = generator.integers(len(FIRST_OF), size=count)
    gap = generator.integers(gaps[0], gaps[1], size=count, endpoint=True)
    first = margin + generator.integers(steps - 2 * margin - gap)
    drawn = generator.integers(len(FIRST_OF), len(letters), size=(count, steps))
    drawn[column, first] = targets
    drawn[column, first + gap] = 1 - targets
    return Batch(_one_hot(drawn, letters), targets)


def coded(task: TaskName, typed: str, window: int = 1) -> Sequence:
    """A typed sequence as the networks of a task read it; capital or small letters, blanks count for nothing.

    Args:
        window: how many letters at least the network needs, that of its widest filters.

    Raises:
        InputProblem: nothing to read, too much or too little, or a letter outside the alphabet of the task.
    """
    known = {letter.casefold(): letter for letter in ALPHABETS[task]}
    sequence = text("".join(known.get(letter.casefold(), letter) for letter in "".join(typed.split())), ALPHABETS[task])
    if len(sequence) < window:
        raise InputProblem(
            "The widest filter reads {window} letters at once, and the text has {length}: please type at least "
            "{window}.",
            window=window,
            length=len(sequence),
        )
    return sequence


def answer(task: TaskName, tokens: tuple[str, ...]) -> int | None:
    """What is right for a sequence, an index of the task's answers; None where *order* has no answer.

    That is where A or B is missing: the networks have always seen one of each. Of several, the first counts.
    """
    if task == "motif":
        return int(MOTIF in "".join(tokens))
    there = [tokens.index(letter) for letter in FIRST_OF if letter in tokens]
    return int(np.argmin(there)) if len(there) == len(FIRST_OF) else None


def read_back(task: TaskName, inputs: Array) -> tuple[str, ...]:
    """The letters of each sequence of a batch, from inputs (T, B, D)."""
    return tuple("".join(ALPHABETS[task][index] for index in column) for column in inputs.argmax(axis=2).T)


def favourite(weight: Array, alphabet: tuple[str, ...]) -> str:
    """The letters that a filter answers to most, from its weights (D, K): none gives it a larger sum."""
    return "".join(alphabet[index] for index in weight.argmax(axis=0))


def _one_hot(drawn: NDArray[np.int64], letters: tuple[str, ...]) -> Array:
    """(B, T) → (T, B, D)."""
    return np.asarray(np.eye(len(letters))[drawn.T])
