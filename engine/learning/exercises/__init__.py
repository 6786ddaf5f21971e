"""What a network can be watched learning.

exercise = EXERCISES["first"]()
batches = exercise.batches(64, np.random.default_rng((seed, 2)))
batch = next(batches)       # inputs (T, B, D), targets (T, B)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.learning.exercises.adding import Adding
from engine.learning.exercises.echo import Echo
from engine.learning.exercises.exercise import Exercise, asked
from engine.learning.exercises.first import FirstSymbol
from engine.learning.exercises.intent import Intent
from engine.learning.exercises.latch import Latch
from engine.learning.exercises.letters import Hello, Letters, Text
from engine.learning.exercises.series import Continued, Series, Sine, sunspots

EXERCISES: Mapping[str, Callable[..., Exercise]] = MappingProxyType(
    {
        "latch": Latch,
        "first": FirstSymbol,
        "adding": Adding,
        "hello": Hello,
        "text": Text,
        "intent": Intent,
        "echo": Echo,
        "sine": Sine,
        "series": Series,
    }
)

__all__ = [
    "EXERCISES",
    "Adding",
    "Continued",
    "Echo",
    "Exercise",
    "FirstSymbol",
    "Hello",
    "Intent",
    "Latch",
    "Letters",
    "Series",
    "Sine",
    "Text",
    "asked",
    "sunspots",
]
