"""The adding problem (Hochreiter & Schmidhuber 1997), one of the two numbers in each half (Arjovsky et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.learning.exercises.exercise import Drawn, held_out_generator
from engine.learning.tasks.sequence import Batch, Sequence, whole
from engine.learning.tasks.shown import MAX_LENGTH

MIN_LENGTH = 4
MARKED_NOTE = "This number is to be added"


@dataclass(frozen=True)
class Adding(Drawn):
    """Numbers between 0 and 1, two of them marked; what is asked at the end is the sum of these two.

    Who always answers 1 has a mean squared error of 1/6, the variance of the sum of two such numbers.
    """

    length: int = 50

    name: ClassVar[str] = "adding"
    features: ClassVar[tuple[str, ...]] = ("number", "mark")
    answers: ClassVar[tuple[str, ...]] = ()
    chance: ClassVar[float] = 1 / 6

    def __post_init__(self) -> None:
        whole("length", self.length, MIN_LENGTH, MAX_LENGTH)

    @property
    def longest(self) -> int:
        """All have one length."""
        return self.length

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """Sequences of this length: numbers and marks (0 or 1), one mark in the first half and one in the second."""
        numbers, mark, columns = generator.random((self.length, count)), np.zeros((self.length, count)), range(count)
        half = self.length // 2
        mark[generator.integers(half, size=count), columns] = 1.0
        mark[generator.integers(half, self.length, size=count), columns] = 1.0
        targets = np.full((self.length, count), np.nan)
        targets[-1] = (numbers * mark).sum(axis=0)
        return Batch(np.stack([numbers, mark], axis=-1), targets)

    def held_out(self, count: int) -> Batch:
        """Sequences of this length, of a stream of their own."""
        return self.batch(count, held_out_generator())

    def shown(self) -> Sequence:
        """One of that stream, its steps called by their numbers."""
        batch = self.held_out(1)
        numbers, mark = batch.inputs[:, 0].T
        return Sequence(
            self.name,
            batch.inputs,
            tokens=tuple(f"{number:.2f}" for number in numbers),
            features=self.features,
            targets=batch.targets[:, 0],
            flags=tuple(np.flatnonzero(mark).tolist()),
            notes=tuple(MARKED_NOTE if up else "" for up in mark),
        )
