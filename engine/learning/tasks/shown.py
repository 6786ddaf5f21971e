"""One sequence of each task to look at, drawn as those that networks are trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from engine.cells.base import Array
from engine.learning.tasks.drawn import (
    BITS,
    TASKS,
    count_batch,
    first_symbol_batch,
    hello_batch,
    latch_batch,
    sine_batch,
    toggle_batch,
)
from engine.learning.tasks.sequence import Batch, Sequence, whole

MAX_LENGTH = 300  # steps of a generated sequence
MAX_SEED = 2**31 - 1

FLAG_NOTE = "The flag is up"
REMEMBER_NOTE = "This symbol is to be remembered"
ANSWER_NOTE = "The answer is due"
RESET_NOTE = "The count starts again at 0"
RESET, BINARY = "↺", ("0", "1")  # what a step of *count* brings
DOWN_UP = ("·", "↑")  # the flag of *toggle*


class Marks(NamedTuple):
    """What the steps of a sequence are called, which of them are worth marking, and a phrase for each or ""."""

    tokens: tuple[str, ...]
    flags: tuple[int, ...]
    notes: tuple[str, ...]


def hello() -> Sequence:
    """Return "hell" with the targets "ello": the next letter, the right one being fed whatever was predicted."""
    return _one("hello", hello_batch(4, 1, np.random.default_rng()), tokens=tuple("hell"))


def latch(length: int = 30, seed: int = 0) -> Sequence:
    """Return the latch: features bit (±1) and flag (0 or 1); the answer is always the last flagged bit."""
    batch = latch_batch(_check_length(length), 1, _generator(seed))
    return _one("latch", batch, *latch_marks(batch.inputs[:, 0]))


def latch_marks(rows: Array) -> Marks:
    """Tokens, flags and notes of the inputs (T, 2) of the latch."""
    bit, flag = rows.T
    return Marks(tuple(BITS[int(value > 0)] for value in bit), *_raised(flag, FLAG_NOTE))


def first_symbol(gap: int = 29, seed: int = 0) -> Sequence:
    """Return A or B, then `gap` distracting letters; after the last one the answer is the first symbol.

    Length gap + 1, one-hot over A, B and the distractors w, x, y, z. Only the last step has a target.
    """
    batch = first_symbol_batch(whole("gap", gap, 1, MAX_LENGTH - 1) + 1, 1, _generator(seed))
    vocabulary = TASKS["first"].features
    return _one(
        "first",
        batch,
        tokens=tuple(vocabulary[index] for index in batch.inputs[:, 0].argmax(axis=-1)),
        flags=(0,),
        notes=(REMEMBER_NOTE, *[""] * (gap - 1), ANSWER_NOTE),
    )


def sine(length: int = 60, seed: int = 0) -> Sequence:
    """Return a noisy sine of unknown period (10 to 25 steps) and phase; the target is always the next value."""
    batch = sine_batch(_check_length(length), 1, _generator(seed))
    return _one("sine", batch, tokens=tuple(f"{value:+.2f}".replace("-", "−") for value in batch.inputs[:, 0, 0]))


def count(length: int = 40, seed: int = 0) -> Sequence:
    """Return ones and resets, features one and reset (0 or 1); the target is the ones since the last reset."""
    batch = count_batch(_check_length(length), 1, _generator(seed))
    return _one("count", batch, *count_marks(batch.inputs[:, 0]))


def count_marks(rows: Array) -> Marks:
    """Tokens, flags and notes of the inputs (T, 2) of *count*: every reset is marked, and takes along a one."""
    one, reset = rows.T
    tokens = tuple(RESET if up > 0.5 else BINARY[int(value > 0.5)] for value, up in zip(one, reset, strict=True))
    return Marks(tokens, *_raised(reset, RESET_NOTE))


def toggle(length: int = 20, seed: int = 0) -> Sequence:
    """Return flags (0 or 1), each of which flips the answer: whether there were 1, 3, 5, … of them so far."""
    batch = toggle_batch(_check_length(length), 1, _generator(seed))
    return _one("toggle", batch, *toggle_marks(batch.inputs[:, 0]))


def toggle_marks(rows: Array) -> Marks:
    """Tokens, flags and notes of the inputs (T, 1) of *toggle*."""
    return Marks(tuple(DOWN_UP[int(value > 0.5)] for value in rows[:, 0]), *_raised(rows[:, 0], FLAG_NOTE))


def _raised(flag: Array, note: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where a flag is up, and what is noted there."""
    return tuple(np.flatnonzero(flag > 0.5).tolist()), tuple(note if value > 0.5 else "" for value in flag)


# Of the tasks whose steps are called after their inputs alone, (T, D).
MARKS: Mapping[str, Callable[[Array], Marks]] = MappingProxyType(
    {"latch": latch_marks, "count": count_marks, "toggle": toggle_marks}
)


def _one(
    task: str, batch: Batch, tokens: tuple[str, ...], flags: tuple[int, ...] = (), notes: tuple[str, ...] = ()
) -> Sequence:
    kind = TASKS[task]
    return Sequence(task, batch.inputs, tokens, kind.features, batch.targets[:, 0], kind.classes, flags, notes)


def _generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(whole("seed", seed, 0, MAX_SEED))


def _check_length(length: int) -> int:
    return whole("length", length, 1, MAX_LENGTH)
