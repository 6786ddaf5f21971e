"""One run to look at, many to learn from, and how input is refused that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze

NAMED = 3  # so many numbers name a step
N = TypeVar("N", float, Array)
Targets = NDArray[np.int64] | Array  # class numbers, −1 where no answer is asked, or numbers to be predicted


class InputProblem(ValueError):
    """Input that cannot be used, told in a kind sentence that names the problem and the limit.

    `template` and `values` are kept apart, so that a page can translate the sentence; `str()` is the English one.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, eq=False)
class Alphabet:
    """What a step can read, where each token of it is a row of an embedding.

    Attributes:
        tokens: what they are called.
        rows: (V, D), a row for each of them.
        read: which of them every step reads.
    """

    tokens: tuple[str, ...]
    rows: Array
    read: tuple[int, ...]

    def __post_init__(self) -> None:
        freeze(self.rows)


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers were standardised: what is read is (number − mean) / spread."""

    mean: float
    spread: float

    def own(self, read: N) -> N:
        """The number that is read as this one, or an array of them."""
        return self.mean + self.spread * read


@dataclass(frozen=True, eq=False)
class Sequence:
    """One sequence of T steps with D input features, and what is known about it.

    Arrays are read-only. `targets` holds class numbers (T,) with −1 where no answer is asked, or, if `classes` is
    empty, the real values (T,) to be predicted; it is None for a sequence without a task.
    """

    task: str
    inputs: Array  # (T, 1, D)
    tokens: tuple[str, ...]  # what each step's input is called on screen
    features: tuple[str, ...]  # names of the D input features
    targets: Targets | None = None
    classes: tuple[str, ...] = ()  # names of the answers
    flags: tuple[int, ...] = ()  # steps worth marking
    notes: tuple[str, ...] = ()  # per step a phrase for the narration, "" where there is none
    alphabet: Alphabet | None = None  # of an embedding that is small enough to choose from
    scales: tuple[Scale, ...] = ()  # of each feature, where `inputs` are standardised and `tokens` are not

    def __post_init__(self) -> None:
        if not self.notes:
            object.__setattr__(self, "notes", ("",) * len(self.tokens))
        for array in (self.inputs, self.targets):
            if array is not None:
                freeze(array)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def is_one_hot(self) -> bool:
        """Whether a step is one letter of an alphabet, or one word of a vocabulary, the features."""
        return self.task in ("first", "hello", "text", "intent", "tokens")


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences of one task: inputs (T, B, D), targets (T, B) as in `Sequence`, or one for each of them, (B,)."""

    inputs: Array
    targets: Targets


def called(numbers: Array) -> str:
    """What a step is called that reads these numbers: the first few of them, of several each in fewer digits."""
    said = ", ".join(_written(number, 4 if len(numbers) == 1 else 2) for number in numbers[:NAMED])
    return said.replace("-", "−") + (", …" if len(numbers) > NAMED else "")


def _written(number: float, digits: int) -> str:
    whole = 10**digits - 0.5 <= abs(number) < 999_999.5
    return f"{number:.0f}" if whole else f"{number:.{digits}g}"


def shorten(word: str, limit: int = 20) -> str:
    """A word as a message can quote it: its beginning, if it is long."""
    return word if len(word) <= limit else word[: limit - 1] + "…"


def whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number within its limits. Raises InputProblem: it is none, or outside."""
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not low <= value <= high:
        raise InputProblem(
            "The {name} must be a whole number from {low} to {high}, and it is {value}.",
            name=name,
            low=low,
            high=high,
            value=shorten(str(value)),
        )
    return int(value)
