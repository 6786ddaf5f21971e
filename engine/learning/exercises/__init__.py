"""What a network can be watched learning.

exercise = EXERCISES["first"]()
batches = exercise.batches(64, np.random.default_rng((seed, 2)))
batch = next(batches)       # inputs (T, B, D), targets (T, B)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.learning.exercises.exercise import Exercise, asked
from engine.learning.exercises.first import FirstSymbol

EXERCISES: Mapping[str, Callable[..., Exercise]] = MappingProxyType(
    {
        exercise.name: exercise
        for exercise in (FirstSymbol,)
    }
)  # fmt: skip

__all__ = ["EXERCISES", "Exercise", "FirstSymbol", "asked"]
