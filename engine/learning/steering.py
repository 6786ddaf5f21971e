"""Which units does a network use? How much what it writes changes when a unit is held at one value, and at another.

A unit **steers** a property by so many doublings: held where it is when there is more of it, log₂ of what the property
has more of over what it has less of, less the same held where it is when there is less. A half is added to each count,
so that none is never infinitely few. Where nobody knows what to count, it is how far apart the frequencies of all
letters are (total variation distance: the greatest difference in how often any set of letters is written). Everything
is written with the same luck, but the two sides of a distance, so that it can be compared with that of two free texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.character_model import CharacterModel, Places
from engine.learning.luck import numbers
from engine.learning.properties import Counted, Property, verdict
from engine.learning.steered_writing import TOGETHER, in_letters, write, write_rows

TEMPERATURE = 0.7
LETTERS, STREAMS = 2000, 8  # that are written for each unit and side, and in how many texts
TABLE_LETTERS, TABLE_STREAMS = 10_000, 20
OTHERS = 4  # units that are held likewise
REVIEWS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Steered:
    """How much units steer what is written.

    Attributes:
        effect: of each unit, (H,), in doublings or, `apart`, as a distance from 0 to 1; NaN where it is not known.
        error: its standard error, from how much it changes without one of the texts (jackknife), (H,).
        letters: that were written for each unit and side.
        done: the share of units that are measured.
        free: the distance of two free texts that are as long; NaN if doublings were counted.
    """

    effect: Array
    error: Array
    letters: int
    done: float = 1.0
    free: float = np.nan

    def __post_init__(self) -> None:
        freeze(self.effect)
        freeze(self.error)

    @property
    def apart(self) -> bool:
        """Whether distances were measured."""
        return not np.isnan(self.free)

    @property
    def most(self) -> int | None:
        """The unit that steers most, whichever way; None if nothing is known."""
        return None if np.isnan(self.effect).all() else int(np.nanargmax(np.abs(self.effect)))


@dataclass(frozen=True, slots=True)
class Row:
    """What was counted in what a network wrote: by name of `Counted`, and of reviews praise, complaint and neither.

    Attributes:
        counts: in all letters of the table, in the order of its `counted`.
        reviews: of so many whole reviews, those that praise, complain, and neither; none where nothing is judged.
    """

    counts: tuple[int, ...]
    reviews: tuple[int, int, int] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A unit that is held, beside a free network and other units that are held likewise.

    Attributes:
        unit: which, and between which values.
        counted: the names of what is counted.
        letters: that were written for each row.
        others: other units, chosen by chance, each held at its own two values: (unit, at its low one, at its high one).
    """

    unit: int
    values: tuple[float, float]
    counted: tuple[str, ...]
    letters: int
    free: Row
    low: Row
    high: Row
    others: tuple[tuple[int, Row, Row], ...]


class Written(TypedDict, total=False):
    """How letters are written while units are held; what is left out is as `steering` has it."""

    units: Sequence[int] | None
    temperature: float
    seed: int
    letters: int
    streams: int


def steering(
    model: CharacterModel,
    property: Property,
    low: Array,
    high: Array,
    *,
    units: Sequence[int] | None = None,
    temperature: float = TEMPERATURE,
    seed: int = 0,
    letters: int = LETTERS,
    streams: int = STREAMS,
) -> Iterator[Steered]:
    """Measure some units after others, and yield what is known so far. To cancel, stop iterating.

    Args:
        property: which says what is counted.
        low, high: where each unit is held, (H,).
        units: which of them; all if None.
        seed, temperature: of what is written, see `steered_writing.write`.
        letters, streams: at least so many letters in so many texts, for each unit and side.
    """
    wanted = [unit for unit in (range(len(low)) if units is None else units) if not np.isnan(low[unit] + high[unit])]
    length = -(-letters // streams)
    pair = tuple(each for each in (property.plus, property.minus) if each is not None)
    apart = len(pair) < 2
    luck = np.stack(
        [numbers(seed, stream, length) for stream in range(2 * streams)]
    )  # the second half for the far side
    sides = np.concatenate((luck[streams:] if apart else luck[:streams], luck[:streams]))
    effect, error = np.full((2, len(low)), np.nan)
    free = np.nan
    if apart:
        free = float(_distance(_frequencies(model, write_rows(model, temperature, luck, _free(model, 2 * streams)))))
    several = max(TOGETHER // len(sides), 1)
    for start in range(0, len(wanted), several):
        chunk = wanted[start : start + several]
        held = _free(model, len(chunk) * len(sides)).reshape(len(chunk), 2, streams, -1)
        for number, unit in enumerate(chunk):
            held[number, 0, :, unit], held[number, 1, :, unit] = low[unit], high[unit]
        rows = write_rows(model, temperature, np.tile(sides, (len(chunk), 1)), held.reshape(-1, held.shape[-1]))
        for number, unit in enumerate(chunk):
            written = rows[number * len(sides) : (number + 1) * len(sides)]
            found = _frequencies(model, written) if apart else _counts(model, pair, written)
            effect[unit], error[unit] = _with_error(found, apart)
        done = (start + len(chunk)) / len(wanted)
        yield Steered(effect.copy(), error.copy(), length * streams, done, free)
    if not wanted:
        yield Steered(effect, error, length * streams, 1.0, free)


def doublings(plus: Array, minus: Array) -> Array:
    """log₂ of one count over the other, a half added to each."""
    return np.asarray(np.log2((plus + 0.5) / (minus + 0.5)))


def _free(model: CharacterModel, rows: int) -> Array:
    return np.full((rows, model.network.hidden_size), np.nan)


def _counts(model: CharacterModel, counted: tuple[Counted, ...], written: Places) -> Array:
    """How often each stands in each text of the low and the high side, (side, stream, counted)."""
    found = [[each.count(text) for each in counted] for text in in_letters(model, written)]
    return np.array(found, dtype=np.float64).reshape(2, -1, len(counted))


def _frequencies(model: CharacterModel, written: Places) -> Array:
    """How often each letter stands in each text of either side, (side, stream, K)."""
    letters = len(model.alphabet)
    found = [np.bincount(row, minlength=letters) for row in written]
    return np.array(found, dtype=np.float64).reshape(2, -1, letters)


def _distance(counts: Array) -> Array:
    """The total variation distance of both sides' letters, counts (side, stream, …, K)."""
    shares = counts.sum(axis=1)
    shares = shares / shares.sum(axis=-1, keepdims=True)
    return np.asarray(np.abs(shares[1] - shares[0]).sum(axis=-1) / 2)


def _doublings_apart(counts: Array) -> Array:
    """By how many doublings the high side has more of the first, less of the second: counts (side, stream, 2)."""
    low, high = counts.sum(axis=1)
    return doublings(high[0], high[1]) - doublings(low[0], low[1])


def _with_error(counts: Array, apart: bool) -> tuple[float, float]:
    """What is measured of all texts together, and its standard error: the jackknife, without one text after another."""
    measure = _distance if apart else _doublings_apart
    streams = counts.shape[1]
    without = np.array([measure(np.delete(counts, stream, axis=1)) for stream in range(streams)])
    return float(measure(counts)), float(np.sqrt((streams - 1) * without.var()))


def table(
    model: CharacterModel,
    property: Property,
    unit: int,
    low: Array,
    high: Array,
    *,
    temperature: float = TEMPERATURE,
    seed: int = 0,
    letters: int = TABLE_LETTERS,
    streams: int = TABLE_STREAMS,
) -> Table:
    """Count in what is written free, with a unit held at its low and its high value, and with others held likewise."""
    length = -(-letters // streams)

    def row(holds: dict[int, float]) -> Row:
        texts = write(model, length, temperature, seed, holds=holds, streams=streams)
        counts = tuple(sum(map(each.count, texts)) for each in property.counted)
        judged = reviewed(texts, property.plus, property.minus) if property.name == "praise" else ()
        return Row(counts, judged)

    others = [other for other in range(len(low)) if other != unit and not np.isnan(low[other] + high[other])]
    chosen = np.random.default_rng((seed, 7)).permutation(others)[:OTHERS].tolist()
    return Table(
        unit,
        (float(low[unit]), float(high[unit])),
        tuple(each.name for each in property.counted),
        length * streams,
        row({}),
        row({unit: float(low[unit])}),
        row({unit: float(high[unit])}),
        tuple((other, row({other: float(low[other])}), row({other: float(high[other])})) for other in chosen),
    )


def reviewed(
    texts: Sequence[str], praise: Counted | None, complaint: Counted | None, wanted: int = REVIEWS
) -> tuple[int, int, int]:
    """Of so many reviews how many praise, how many complain, and how many do neither.

    They are the first whole ones: of each text the first, then of each the second, and so on.
    """
    if praise is None or complaint is None:
        return 0, 0, 0
    whole = [[review for review in text.split("\n")[:-1] if review] for text in texts]
    longest = max(map(len, whole), default=0)
    in_turn = [reviews[number] for number in range(longest) for reviews in whole if number < len(reviews)]
    verdicts: NDArray[np.float64] = np.array([verdict(review, praise, complaint) for review in in_turn[:wanted]])
    return int((verdicts == 1).sum()), int((verdicts == 0).sum()), int(np.isnan(verdicts).sum())
