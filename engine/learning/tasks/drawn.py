"""What a network is trained for: how batches of each task are drawn, and what is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from engine.cells.base import Array
from engine.learning.tasks.sequence import Batch

FLAG_PROBABILITY = 0.15  # of a flag of the latch, and of a reset
FLIP_PROBABILITY = 0.3  # of a flag of *toggle*
BITS = ("−", "+")
SYMBOLS = ("A", "B")
DISTRACTORS = ("w", "x", "y", "z")
HELLO = ("h", "e", "l", "o")
PARITIES = ("0", "1")  # of the flags so far: even, odd
SINE_PERIODS = (10.0, 25.0)  # steps
SINE_NOISE = 0.1  # standard deviation; the amplitude of the sine is 1


@dataclass(frozen=True)
class Task:
    """What a network is trained for: its input features, its answers, and how batches of it are drawn."""

    features: tuple[str, ...]
    classes: tuple[str, ...]  # empty: the answer is one number
    batch: Callable[[int, int, np.random.Generator], Batch]  # (length, count, generator)

    @property
    def answers(self) -> int:
        """The number of outputs that a readout needs."""
        return len(self.classes) or 1


def hello_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return `count` copies of the one sequence there is; `length` and `generator` change nothing."""
    word = np.array([HELLO.index(letter) for letter in "hello"])
    return Batch(np.eye(len(HELLO))[word[:-1], None].repeat(count, axis=1), word[1:, None].repeat(count, axis=1))


def latch_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return random bits, each flagged with probability 0.15 and always at the first step."""
    bit = generator.choice([-1.0, 1.0], size=(length, count))
    flag = generator.random((length, count)) < FLAG_PROBABILITY
    flag[0] = True
    last_flagged = np.maximum.accumulate(np.where(flag, np.arange(length)[:, None], 0), axis=0)
    answer = np.take_along_axis(bit, last_flagged, axis=0)
    return Batch(np.stack([bit, flag.astype(np.float64)], axis=-1), (answer > 0).astype(np.int64))


def first_symbol_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return A or B at the first step and uniformly random distractors at the `length` − 1 others."""
    symbol = generator.integers(len(SYMBOLS), size=count)
    letters = generator.integers(len(DISTRACTORS), size=(length, count)) + len(SYMBOLS)
    letters[0] = symbol
    targets = np.full((length, count), -1, dtype=np.int64)
    targets[-1] = symbol
    return Batch(np.eye(len(SYMBOLS + DISTRACTORS))[letters], targets)


def sine_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return sines of amplitude 1 with Gaussian noise of standard deviation 0.1; the targets are as noisy."""
    period = generator.uniform(*SINE_PERIODS, size=count)
    phase = generator.uniform(0.0, 2 * np.pi, size=count)
    wave = np.sin(2 * np.pi * np.arange(length + 1)[:, None] / period + phase)
    noisy = wave + generator.normal(0.0, SINE_NOISE, size=wave.shape)
    return Batch(noisy[:-1, :, None], noisy[1:])


def count_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return ones and resets, and how many ones there were since the last reset, this step included.

    A step brings a reset with probability 0.15, else a one or nothing, both as likely. The target is the number itself,
    not a fraction of a largest one: nothing says how far there is to count, and an error of 1 is one too many.
    """
    reset = generator.random((length, count)) < FLAG_PROBABILITY
    one = ~reset & (generator.random((length, count)) < 0.5)
    inputs = np.stack([one, reset], axis=-1).astype(np.float64)
    return Batch(inputs, ones_since_reset(inputs))


def ones_since_reset(inputs: Array) -> Array:
    """The answers of *count*, (…): 0 at a reset, else one more for every one; inputs (T, …, 2) are on above ½."""
    one, reset = np.moveaxis(inputs > 0.5, -1, 0)
    ones: Array = np.cumsum(one & ~reset, axis=0).astype(np.float64)
    return np.asarray(ones - np.maximum.accumulate(np.where(reset, ones, 0.0), axis=0))


def toggle_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Return flags, each up with probability 0.3, and the parity of their number so far, this step included."""
    flag = generator.random((length, count, 1)) < FLIP_PROBABILITY
    return Batch(flag.astype(np.float64), flag[..., 0].cumsum(axis=0) % 2)


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "latch": Task(("bit", "flag"), BITS, latch_batch),
        "first": Task(SYMBOLS + DISTRACTORS, SYMBOLS, first_symbol_batch),
        "hello": Task(HELLO, HELLO, hello_batch),
        "sine": Task(("value",), (), sine_batch),
        "count": Task(("one", "reset"), (), count_batch),
        "toggle": Task(("flag",), PARITIES, toggle_batch),
    }
)
