"""Series of numbers: at every step the next value is asked."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.exercises.exercise import Drawn, held_out_generator
from engine.learning.exercises.table import MAX_ROWS, column
from engine.learning.tasks.drawn import sine_batch
from engine.learning.tasks.sequence import Batch, InputProblem, Sequence, Targets, shorten, whole
from engine.learning.tasks.shown import MAX_LENGTH

MIN_VALUES, MAX_VALUES = 40, MAX_ROWS
LARGEST = 1e12  # of a value: squares of differences stay far from where a float overflows or forgets the ones
KEPT = 4  # the last quarter of a series is held out
STEPS = 40  # of a sequence to learn from, where the series is long enough
SINE_STEPS = 60
COMPARED = 256  # sequences that a baseline is measured on


class Futures(NamedTuple):
    """What was, (T, B), and what came after it, (horizon, B), in the units that a network reads."""

    past: Array
    future: Array


class Continued(Drawn, Protocol):
    """An exercise whose answer is the next value: what it forecasts can be fed back to it."""

    @property
    def period(self) -> int | None:
        """Steps after which it comes again, more or less, if that is known."""
        return None

    @property
    def chance(self) -> float:
        """The mean squared error of who says that all stays as it is."""
        batch = self.held_out(COMPARED)
        return float(np.square(batch.targets - batch.inputs[..., 0]).mean())

    def in_units(self, read: Targets) -> Array:
        """What a network reads or answers, in the units in which the values were given."""
        return np.asarray(read)

    @abstractmethod
    def futures(self, horizon: int, count: int) -> Futures:
        """At most `count` held-out continuations. Raises InputProblem: there are none as long."""


@dataclass(frozen=True)
class Sine(Continued):
    """A noisy sine of unknown period, from 10 to 25 steps, and phase; the noise has a standard deviation of 0.1."""

    name: ClassVar[str] = "sine"
    features: ClassVar[tuple[str, ...]] = ("value",)
    answers: ClassVar[tuple[str, ...]] = ()
    longest: ClassVar[int] = SINE_STEPS

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """New sines."""
        return sine_batch(SINE_STEPS, count, generator)

    def held_out(self, count: int) -> Batch:
        """Sines of a stream of their own."""
        return self.batch(count, held_out_generator())

    def shown(self) -> Sequence:
        """One of that stream."""
        batch = self.held_out(1)
        return _sequence(self.name, batch, batch.inputs[:, 0, 0], "+.2f", self.features)

    def futures(self, horizon: int, count: int) -> Futures:
        """Sines that go on for so many steps."""
        whole("horizon", horizon, 1, MAX_LENGTH)
        batch = sine_batch(SINE_STEPS + horizon - 1, count, held_out_generator())
        values = np.concatenate([batch.inputs[..., 0], batch.targets[-1:]])
        return Futures(values[:SINE_STEPS], values[SINE_STEPS:])


@dataclass(frozen=True)
class Series(Continued):
    """A series that somebody has: learned from its first three quarters, asked about the last.

    The network reads and answers (x − mean) / standard deviation, both of what is learned from.

    Attributes:
        values: from MIN_VALUES to MAX_VALUES of them.
        title: what they are.
        period: steps after which the series comes again, more or less, if that is known.
    """

    values: tuple[float, ...]
    title: str = "value"
    period: int | None = None

    name: ClassVar[str] = "series"
    answers: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        _check(self.values)
        if not self.scale[1]:
            raise InputProblem("The first three quarters of the series are all the same: there is nothing to learn.")
        if self.period is not None:
            whole("period", self.period, 1, self.learned)

    @property
    def features(self) -> tuple[str, ...]:
        """What the values are."""
        return (self.title,)

    @property
    def learned(self) -> int:
        """How many values there are to learn from; the others are held out."""
        return len(self.values) - len(self.values) // KEPT

    @property
    def longest(self) -> int:
        """At most half of what is held out, so that there is more than one such sequence."""
        return min(STEPS, len(self.values) // KEPT // 2)

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Mean and standard deviation of what is learned from."""
        there = np.array(self.values[: self.learned])
        return float(there.mean()), float(there.std())

    def in_units(self, read: Targets) -> Array:
        """Mean and spread are put back."""
        mean, spread = self.scale
        return np.asarray(mean + spread * read)

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """Random pieces of what there is to learn from."""
        return self._pieces(generator.integers(self.learned - self.longest, size=count))

    def held_out(self, count: int) -> Batch:
        """Pieces of the last quarter, evenly spaced."""
        return self._pieces(_spread(self.learned, len(self.values) - self.longest - 1, count))

    def shown(self) -> Sequence:
        """The last piece."""
        start = len(self.values) - self.longest - 1
        values = self.values[start : start + self.longest]
        return _sequence(self.name, self._pieces(np.array([start])), np.array(values), ".6g", self.features)

    def futures(self, horizon: int, count: int) -> Futures:
        """Futures in the last quarter; what was before them may reach into what was learned from."""
        whole("horizon", horizon, 1, len(self.values) - self.learned)
        starts = _spread(self.learned, len(self.values) - horizon, count)
        past, future = np.arange(-self.longest, 0), np.arange(horizon)
        return Futures(self._read[past[:, None] + starts], self._read[future[:, None] + starts])

    @cached_property
    def _read(self) -> Array:
        """The series as a network reads it."""
        mean, spread = self.scale
        return freeze((np.array(self.values) - mean) / spread)

    def _pieces(self, starts: NDArray[np.int64]) -> Batch:
        """The pieces from these places on, and of each the values one later."""
        places = np.arange(self.longest)[:, None] + starts
        return Batch(self._read[places][..., None], self._read[places + 1])


@lru_cache
def sunspots() -> Series:
    """Sunspots of each year from 1700 to 2008, a cycle of about 11 years.

    National Geophysical Data Center of the USA, in the public domain, as statsmodels has it.
    """
    found = column(Path(__file__).with_name("sunspots.csv").read_bytes(), "sunspots")
    return Series(found.values, found.name, period=11)


def _spread(first: int, last: int, count: int) -> NDArray[np.int64]:
    """At most so many places from the first to the last, evenly spaced."""
    return np.linspace(first, last, min(count, last - first + 1)).round().astype(np.int64)


def _sequence(task: str, batch: Batch, values: Array, form: str, features: tuple[str, ...]) -> Sequence:
    tokens = tuple(f"{value:{form}}".replace("-", "−") for value in values)
    return Sequence(task, batch.inputs, tokens, features, batch.targets[:, 0])


def _check(values: tuple[float, ...]) -> None:
    if not MIN_VALUES <= len(values) <= MAX_VALUES:
        raise InputProblem(
            "The series has {length} values: please give from {low} to {high}.",
            length=f"{len(values):,}",
            low=MIN_VALUES,
            high=f"{MAX_VALUES:,}",
        )
    for position, value in enumerate(values, start=1):
        if not abs(value) <= LARGEST:  # NaN is not, either
            raise InputProblem(
                "Value {position}, {word}, is too large or undefined: please keep all values between −{limit} and "
                "{limit}.",
                position=position,
                word=shorten(f"{value:g}"),
                limit=f"{LARGEST:,.0f}",
            )
