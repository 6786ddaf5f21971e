"""What the picture of units is told, as values: of which network and text, what is asked, and what is known of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FREE = "free"


@dataclass(frozen=True)
class Model:
    """The network that reads and writes.

    Attributes:
        name: as it ships.
        cell: the engine's name of its cell.
        kind: the folder of the cell's live half.
        units: H.
        alphabet: the letters, in the order of inputs and answers.
        begins: the letter before which the memory is empty; None where it goes on.
        url: where the browser gets its weights, for ever the same under the same address, and never those of another.
        layer: whose units are looked at and held, the first of which is 0.
    """

    name: str
    cell: str
    kind: str
    units: int
    alphabet: tuple[str, ...]
    begins: str | None
    url: str
    layer: int = 0


@dataclass(frozen=True, eq=False)
class Reading:
    """The text that is shaded.

    Attributes:
        text: with its typographic twins mapped already.
        labels: what each letter carries of what is asked, (N,), NaN where it carries nothing; None if they are painted.
        own: whether somebody typed it in.
    """

    text: str
    labels: NDArray[np.float64] | None = None
    own: bool = False


@dataclass(frozen=True)
class Counted:
    """Something that is counted in what is written.

    Attributes:
        name: "plus" and "minus" are those whose ratio steering is measured by.
        title: what it is called.
        strings: each of them counts.
        whole_words: whether they are words, not letters.
        tone: the colour and shape of its mark, "plus" or "minus"; empty for what is counted without a mark.
    """

    name: str
    title: str
    strings: tuple[str, ...]
    whole_words: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Asked:
    """What a unit might know.

    Attributes:
        name: the property's in the engine.
        kind: "two" for labels 0 and 1, "many" for numbers.
        low: what the letters are called that carry 0, or the least.
        high: likewise 1, or the most.
        counted: what is counted in written text.
        steering: how to read what a unit steers, in a sentence; empty where there is nothing to count.
    """

    name: str
    kind: str
    low: str
    high: str
    counted: tuple[Counted, ...] = ()
    steering: str = ""


@dataclass(frozen=True)
class Tracked:
    """How well a unit tracks what is asked.

    Attributes:
        unit: from 0.
        tracks: 0.5 to 1.
        rises: whether it is higher where the label is.
        low: its mean where the label is low.
        high: likewise high.
    """

    unit: int
    tracks: float
    rises: bool
    low: float
    high: float


@dataclass(frozen=True)
class Steered:
    """How much holding a unit changes what is written: how many times the ratio doubles, and the standard error."""

    unit: int
    effect: float
    error: float


@dataclass(frozen=True)
class Ranking:
    """All units by both measures.

    Attributes:
        state: by state, every unit.
        letters: how many were read for it.
        shifted: by state, what the best unit reaches on labels that are shifted along the text, in 95 % of cases.
        untrained: by state, what the best unit of a network of this size reaches before training.
        steers: every unit that was measured; None if none was.
        written: letters that were written for each unit and side.
        temperature: at which they were.
        painted: of which letters, as they are spelled, where they were painted.
        free: where steering is a distance between two texts, that of two that are written freely; else NaN.
    """

    state: Mapping[str, Sequence[Tracked]]
    letters: int
    shifted: Mapping[str, float] = field(default_factory=dict)
    untrained: Mapping[str, float] = field(default_factory=dict)
    steers: Sequence[Steered] | None = None
    written: int = 0
    temperature: float = 0.7
    painted: str = ""
    free: float = math.nan


@dataclass(frozen=True)
class Column:
    """A column of a table: what is counted, as what it is marked, and the signs that are."""

    title: str
    tone: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table: what was held, `weight` "strong", "faint" or none, and what was counted then."""

    title: str
    weight: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What was measured, in words and numbers: `of` says what the numbers are, and `note` how they came to be."""

    title: str
    of: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the picture stands. A lesson's settings have the same names, and so has the address.

    Attributes:
        t, unit: the letter and the unit, from 1; 0 leaves it to the browser.
        state: "cell" or "hidden".
        held: `unit:value`, units from 1, with commas between; `FREE` if nothing is.
        temperature, luck: with which it writes.
        painted: `from-to`, letters from 0, the last one included, with points between.
        span, threshold: what is to be found: so many letters, so far from the low mean (0) to the high one (1).
    """

    t: int = 0
    unit: int = 0
    state: str = "cell"
    held: str = FREE
    temperature: float = 0.7
    luck: int = 0
    painted: str = ""
    span: int = 3
    threshold: float = 0.5
