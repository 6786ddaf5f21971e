"""Units in an order, and so many of them in a row of a heatmap: what a layer of hundreds of units looks like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine import Trace, cells
from engine.cells.base import Signal
from ui.figures.part import Array, Part, is_projected

MOST_ROWS = 64  # rows that a heatmap has room for
WRITTEN = 8  # units of a band that are called by their numbers


@dataclass(frozen=True)
class Bands:
    """Which units each row of a heatmap shows, the first row on top.

    Attributes:
        order: all units, zero-based, in the order in which they are shown.
        size: units in a row; the last row may have fewer.
    """

    order: tuple[int, ...]
    size: int = 1

    @classmethod
    def of_all(cls, order: tuple[int, ...]) -> "Bands":
        """All of these units in as few to a row as there is room for."""
        return cls(order, -(-len(order) // MOST_ROWS))

    @cached_property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The units of each row."""
        starts = range(0, len(self.order), self.size)
        return tuple(self.order[start : start + self.size] for start in starts)

    @property
    def names(self) -> list[str]:
        """The units of each row, by their numbers counted from 1."""
        return [_named(row) for row in self.rows]

    def shown(self, signal: Signal, values: Array) -> Array:
        """What a row shows of its units, (time, unit) → (time, row): how far a gate is open on average; of a candidate
        or a state, whose units would cancel, the value of the largest size. NaN where one of them is."""
        ordered = values[:, self.order]
        if self.size == 1:
            return ordered
        starts = np.arange(0, len(self.order), self.size)
        with np.errstate(all="ignore"):  # infinities of both signs are no number, as they should be
            if signal.kind == "gate":
                counts = np.array([len(row) for row in self.rows])
                mean: Array = np.add.reduceat(ordered, starts, axis=1) / counts
                return mean
            high, low = (pick.reduceat(ordered, starts, axis=1) for pick in (np.maximum, np.minimum))
            largest: Array = np.where(high >= -low, high, low)  # NaN in one of them is NaN in both
            return largest


def _named(units: tuple[int, ...]) -> str:
    """Units by their numbers: all of them, or from where to where if they lie side by side, or the first few."""
    numbers = [unit + 1 for unit in units]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers[:WRITTEN])) + (", …" if len(numbers) > WRITTEN else "")


def orders(cell: str, *, projected: bool = False) -> Iterator[str]:
    """By what the units of a cell can be ordered; a projected hidden state says nothing of any one of them."""
    yield from ("index",) if projected else ("index", "activity")
    if cells.get(cell).memory_gate is not None:
        yield "openness"


def ordered(trace: Trace, part: Part, by: str) -> tuple[int, ...]:
    """The units of a part, zero-based: by index; by activity, the mean of |h| over the run, or by openness, the mean of
    the gate that keeps the memory, from the largest. What is no number comes last, and equal ones by index.

    Raises ValueError: `activity` of a projected hidden state, whose rows are those of no unit.
    """
    measure: Mapping[str, str | None] = {"activity": "hidden", "openness": cells.get(trace.cell).memory_gate}
    name = measure.get(by)
    if name is None:
        return tuple(range(trace.network.hidden_size))
    if is_projected(trace, name):
        raise ValueError("a projected hidden state orders no units")
    with np.errstate(all="ignore"):
        mean = np.abs(part.whole.of(trace[name])).mean(axis=0)
    return tuple(np.argsort(-mean, kind="stable").tolist())
