"""The first symbol over a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.learning.exercises.exercise import Drawn, held_out_generator
from engine.learning.tasks.drawn import DISTRACTORS, SYMBOLS, first_symbol_batch
from engine.learning.tasks.sequence import Batch, Sequence, whole
from engine.learning.tasks.shown import MAX_LENGTH, first_symbol

MIN_GAP = 16  # 2 · 4¹⁶ sequences: with fewer, learning would soon meet what is held out
SHOWN_SEED = 1  # of the sequence to look at: any, since sequences of this length are never met twice


@dataclass(frozen=True)
class FirstSymbol(Drawn):
    """A or B, then letters that say nothing; what came first is asked at the end.

    Learned from gaps of 1 to `gap`, another one in each batch, so that short gaps can show the way to long ones, or
    from the longest `only`; held out is the longest alone, whose beginnings are all the shorter ones.
    """

    gap: int = 40
    only: bool = False

    name: ClassVar[str] = "first"
    features: ClassVar[tuple[str, ...]] = SYMBOLS + DISTRACTORS
    answers: ClassVar[tuple[str, ...]] = SYMBOLS
    prefixes: ClassVar[bool] = True
    chance: ClassVar[float] = 1 / len(SYMBOLS)

    def __post_init__(self) -> None:
        whole("gap", self.gap, MIN_GAP, MAX_LENGTH - 1)

    @property
    def longest(self) -> int:
        """The first symbol, and the gap."""
        return self.gap + 1

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """Sequences of one random length, or of the longest."""
        steps = self.longest if self.only else int(generator.integers(2, self.longest, endpoint=True))
        return first_symbol_batch(steps, count, generator)

    def held_out(self, count: int) -> Batch:
        """Sequences with the longest gap."""
        return first_symbol_batch(self.longest, count, held_out_generator())

    def shown(self) -> Sequence:
        """One with the longest gap."""
        return first_symbol(self.gap, SHOWN_SEED)
