"""What a network can be watched learning: where its sequences come from, and what is right.

An exercise is a frozen value: hashable, picklable, without torch. What it draws depends on the generators that it is
given and on nothing else, so that the same course is the same run.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.learning.tasks.sequence import Batch, Sequence, Targets

HELD_OUT_STREAM = (0, 3)  # learning draws from other streams, whatever its seed: (seed,), (seed, 1), (seed, 2)


class Exercise(Protocol):
    """Sequences to learn from, sequences that are kept from it, and one to look at.

    Targets are class numbers, −1 where no answer is asked, or, where `answers` is empty, numbers, NaN where none is.
    """

    @property
    def name(self) -> str:
        """As in `EXERCISES`."""

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the D inputs."""

    @property
    def answers(self) -> tuple[str, ...]:
        """Names of the classes; empty where the answer is one number."""

    @property
    def prefixes(self) -> bool:
        """Whether every beginning of a held-out sequence is a shorter one with the same answer."""

    @property
    def carried(self) -> bool:
        """Whether each batch goes on where the one before it ended, so that the state is carried from one to the next.

        The gradient stays within a batch.
        """

    @property
    def chance(self) -> float:
        """What there is without looking: the share of the commonest answer, or the mean squared error of a baseline."""

    @property
    def longest(self) -> int:
        """Steps of the held-out sequences."""

    def batches(self, count: int, generator: np.random.Generator) -> Iterator[Batch]:
        """What to learn from, without end: inputs (T, B, D) and targets (T, B).

        T may change from one batch to the next. Where there is one sequence only, B is 1 whatever `count` is.
        """

    def held_out(self, count: int) -> Batch:
        """At most `count` sequences that are kept from learning, the same every time.

        Where there is one sequence only, to be learned by heart, it is that one.
        """

    def shown(self) -> Sequence:
        """The one sequence, held out, that a picture looks inside with."""


class Drawn(Exercise, Protocol):
    """An exercise whose batches have nothing to do with each other."""

    @property
    def prefixes(self) -> bool:
        """No: most answers depend on all of their sequence."""
        return False

    @property
    def carried(self) -> bool:
        """No: every sequence begins with nothing behind it."""
        return False

    @abstractmethod
    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """The next to learn from: inputs (T, B, D), targets (T, B)."""

    def batches(self, count: int, generator: np.random.Generator) -> Iterator[Batch]:
        """One batch after another, without end."""
        while True:
            yield self.batch(count, generator)


def asked(targets: Targets) -> NDArray[np.bool_]:
    """Where an answer is asked for, in the shape of the targets: class numbers ≥ 0, or numbers."""
    return np.asarray(targets >= 0 if np.issubdtype(targets.dtype, np.integer) else ~np.isnan(targets))


def held_out_generator() -> np.random.Generator:
    """A new generator of the stream from which held-out sequences come."""
    return np.random.default_rng(HELD_OUT_STREAM)
