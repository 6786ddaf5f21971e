"""The latch: the bit that was last flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.learning.exercises.exercise import Drawn, held_out_generator
from engine.learning.tasks.drawn import BITS, latch_batch
from engine.learning.tasks.sequence import Batch, Sequence, whole
from engine.learning.tasks.shown import MAX_LENGTH, latch

MIN_LENGTH = 20  # of shorter ones learning would soon meet what is held out
SHOWN_SEED = 5  # its flags bring the other bit three times, and the same bit twice


@dataclass(frozen=True)
class Latch(Drawn):
    """Bits, some of them flagged: at every step the answer is the bit that was flagged last."""

    length: int = 30

    name: ClassVar[str] = "latch"
    features: ClassVar[tuple[str, ...]] = ("bit", "flag")
    answers: ClassVar[tuple[str, ...]] = BITS
    chance: ClassVar[float] = 1 / len(BITS)

    def __post_init__(self) -> None:
        whole("length", self.length, MIN_LENGTH, MAX_LENGTH)

    @property
    def longest(self) -> int:
        """All have one length."""
        return self.length

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """Sequences of this length."""
        return latch_batch(self.length, count, generator)

    def held_out(self, count: int) -> Batch:
        """Sequences of this length, of a stream of their own."""
        return self.batch(count, held_out_generator())

    def shown(self) -> Sequence:
        """The one that /step would show for the same seed."""
        return latch(self.length, SHOWN_SEED)
