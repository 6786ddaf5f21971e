"""Which units know it? How well a number for each letter can be told from what a unit has there.

A unit **tracks** a property as well as two letters can be told apart by it: of all pairs of letters with different
labels, how often is the unit higher at the one with the higher label? Equal values count one half. For a property that
a letter has or has not, this is the area under the ROC curve (AUC; Hanley & McNeil 1982); for one that it has more or
less of, it is the concordance (Goodman & Kruskal 1954, with ties as one half). One half is chance; 0 is as good as 1,
the unit falls where others rise. Letters without a label, or that the network does not know, do not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze

SHIFTS = 40
QUANTILE = 0.95
THIRD = 1 / 3
BLOCK = 64


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """How well units track a property. Where no two letters have different labels, everything is NaN.

    Attributes:
        auc: of each unit, (H,), 0 to 1.
        low, high: its mean where the label is 0 and where it is 1, (H,); where a property is more or less, over the
            letters of the lowest and of the highest third of labels.
        accuracy: of letters that are told right by whether the unit exceeds a threshold, which is chosen on the first
            half of the letters, on their second half, (H,); NaN where a property is more or less.
        letters: that were looked at.
        share: of them that have it; NaN where it is more or less.
    """

    auc: Array
    low: Array
    high: Array
    accuracy: Array
    letters: int
    share: float

    def __post_init__(self) -> None:
        for values in (self.auc, self.low, self.high, self.accuracy):
            freeze(values)

    @property
    def tracks(self) -> Array:
        """How well, whichever way a unit goes: ½ to 1, (H,)."""
        return np.asarray(np.maximum(self.auc, 1 - self.auc))

    @property
    def rises(self) -> NDArray[np.bool_]:
        """Which units are higher where there is more of it, (H,)."""
        return np.asarray(self.auc >= 0.5)

    @property
    def best(self) -> int | None:
        """The unit that tracks it best, the first of equals; None if nothing could be said."""
        return None if np.isnan(self.auc).all() else int(np.nanargmax(self.tracks))


def tracked(values: Array, labels: Array, *, many: bool = False) -> Tracked:
    """How well each unit tracks a property.

    Args:
        values: of the units at each letter, (N, H).
        labels: (N,), 1 or 0; any numbers if `many`.
    """
    values, labels = _looked_at(values, labels)
    units, letters = values.shape[1], len(labels)
    if letters == 0 or labels.min() == labels.max():
        nothing = np.full(units, np.nan)
        share = float(labels.mean()) if letters and not many else np.nan
        return Tracked(nothing, nothing.copy(), nothing.copy(), nothing.copy(), letters, share)
    lowest, highest = np.quantile(labels, (THIRD, 1 - THIRD)) if many else (0.0, 1.0)
    if lowest == highest:  # most letters have the same label: they are one side, and what is beyond them the other
        higher, lower = labels[labels > lowest], labels[labels < lowest]
        lowest, highest = (lowest, higher.min()) if higher.size else (lower.max(), highest)
    return Tracked(
        (concordances if many else areas)(values, labels[None])[0],
        values[labels <= lowest].mean(axis=0),
        values[labels >= highest].mean(axis=0),
        np.full(units, np.nan) if many else threshold_accuracies(values, labels),
        letters,
        np.nan if many else float(labels.mean()),
    )


def by_chance(values: Array, labels: Array, *, many: bool = False, shifts: int = SHIFTS) -> float:
    """How well the best of all units tracks labels that have nothing to do with the text: 95 % of tries stay within.

    They are the same labels moved along the text, at its end back to its beginning, by so many different distances. So
    they come in runs as long as the true ones, which is what makes chance larger than for letters drawn one by one.
    NaN if nothing can be said, or there are too few letters to be moved.
    """
    values, labels = _looked_at(values, labels)
    if len(labels) <= shifts or labels.min() == labels.max():
        return np.nan
    distances = np.arange(1, shifts + 1) * len(labels) // (shifts + 1)
    moved = np.stack([np.roll(labels, distance) for distance in distances])
    found = (concordances if many else areas)(values, moved)
    return float(np.quantile(np.maximum(found, 1 - found).max(axis=1), QUANTILE))


def areas(values: Array, labels: Array) -> Array:
    """The AUC of each unit for each row of labels of 1 and 0: values (N, H), labels (S, N) → (S, H).

    It follows from the mean rank of the letters that have it (Mann & Whitney 1947).
    """
    having = labels.sum(axis=1)
    ranks = np.stack([_ranks(unit) for unit in _by_unit(values)])  # (H, N)
    pairs = having * (labels.shape[1] - having)
    return np.asarray((labels @ ranks.T - (having * (having - 1) / 2)[:, None]) / pairs[:, None])


def concordances(values: Array, labels: Array) -> Array:
    """Of all pairs of letters with different labels, how often each unit orders them as they do.

    For each row of labels, which have the same values in another order: values (N, H), labels (S, N) → (S, H).
    """
    kinds, numbers = np.unique(labels, return_inverse=True)
    numbers = numbers.reshape(labels.shape).astype(np.uint16 if len(kinds) > 256 else np.uint8)  # small: much faster
    counts = np.bincount(numbers[0]).astype(np.float64)
    pairs = (counts.sum() ** 2 - (counts**2).sum()) / 2
    found = np.empty((len(labels), values.shape[1]))
    for unit, known in enumerate(_by_unit(values)):
        order = np.argsort(known, kind="stable")
        same = known[order[1:]] == known[order[:-1]]
        tied = np.concatenate(([False], same)) | np.concatenate((same, [False]))
        group = np.concatenate(([0], np.cumsum(~same)))[tied]  # letters with the same value
        for row, each in enumerate(numbers):
            ordered = each[order]
            keys = np.sort(group * len(kinds) + ordered[tied])
            ordered[tied] = keys % len(kinds)  # equal values in the order of their labels, of which one half counts
            found[row, unit] = _in_order(ordered, len(kinds)) - _different_pairs(group, keys) / 2
    return np.asarray(found / pairs)


def _different_pairs(group: NDArray[np.int64], keys: NDArray[np.int64]) -> float:
    """How many pairs are of the same group, but of different keys; both sorted, no key in two groups."""
    return float((_pairs(group) - _pairs(keys)) / 2)


def _pairs(keys: NDArray[np.int64]) -> int:
    """The sum of the squares of how often each of sorted keys is there."""
    changes = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1], [True])))
    return int((np.diff(changes) ** 2).sum()) if len(keys) else 0


def _in_order(numbers: NDArray[Any], kinds: int) -> float:
    """How many pairs of whole numbers below `kinds` stand in rising order.

    Pairs within a short block are compared one by one; for the others it is enough to know how often each number stands
    in a block, and how many smaller ones in all blocks before.
    """
    blocks = -(-len(numbers) // BLOCK)
    padded = np.zeros((blocks, BLOCK), dtype=numbers.dtype)  # what is added is smallest and last: in no rising pair
    padded.ravel()[: len(numbers)] = numbers
    across = np.ascontiguousarray(padded.T)  # all blocks at once, which are many, rather than each by itself
    within = sum(np.count_nonzero(across[:-apart] < across[apart:]) for apart in range(1, BLOCK))
    places = padded + np.arange(blocks)[:, None] * kinds
    counts = np.bincount(places.ravel(), minlength=blocks * kinds).reshape(blocks, kinds).astype(np.float64)
    smaller = counts[:-1].cumsum(axis=0)
    np.cumsum(smaller, axis=1, out=smaller)
    return float(within + np.vdot(counts[1:, 1:], smaller[:, :-1]))


def threshold_accuracies(values: Array, labels: Array) -> Array:
    """How often each unit tells right, above or below a threshold, whether a letter has it, (N, H) → (H,).

    Threshold and side are the best for the first half of the letters, halfway between two values; what is told is how
    often they are right for the second half. NaN where the first half is not of both kinds.
    """
    half = len(labels) // 2
    first, has = values[:half], labels[:half] > 0.5
    units = values.shape[1]
    if not half or has.all() or not has.any():
        return np.full(units, np.nan)
    found = np.empty(units)
    for unit, learned in enumerate(_by_unit(first)):
        order = np.argsort(learned, kind="stable")
        ordered, having = learned[order], has[order]
        # right if what is above the place says yes: those that have not below it, and those that have above it
        right = np.concatenate(([having.sum()], having.sum() + np.cumsum(1 - 2 * having.astype(np.int64))))
        apart = np.concatenate(([True], ordered[1:] > ordered[:-1], [True]))  # no threshold parts equal values
        above, below = np.where(apart, right, -1), np.where(apart, half - right, -1)
        rises = above.max() >= below.max()
        place = int((above if rises else below).argmax())
        ends = np.concatenate(([-np.inf], ordered, [np.inf]))
        threshold = (ends[place] + ends[place + 1]) / 2
        says = (values[half:, unit] > threshold) == rises
        found[unit] = (says == (labels[half:] > 0.5)).mean()
    return found


def _ranks(values: Array) -> Array:
    """How many values are smaller, and half as many as are equal besides: 0 for the smallest, (N,)."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    firsts = np.flatnonzero(np.concatenate(([True], ordered[1:] > ordered[:-1])))  # of equal values
    counts = np.diff(np.append(firsts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(firsts + (counts - 1) / 2, counts)
    return ranks


def _by_unit(values: Array) -> Array:
    """(N, H) → (H, N), each unit's values side by side in memory, which sorts them three times faster."""
    return np.ascontiguousarray(values.T)


def _looked_at(values: Array, labels: Array) -> tuple[Array, Array]:
    """Of letters with a label, and that the network knows."""
    looked_at = ~(np.isnan(labels) | np.isnan(values).any(axis=1))
    return values[looked_at], labels[looked_at]
