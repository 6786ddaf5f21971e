"""Which part of a recorded run a figure shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine import Trace, cells
from engine.cells.base import Signal

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """A layer, a direction and a batch item, by itself the first of each; and of its units only `units`, in this order,
    if there are any."""

    layer: int = 0
    direction: int = 0
    batch: int = 0
    units: tuple[int, ...] = ()

    def of(self, values: Array) -> Array:
        """(layer, direction, time, batch, unit) → (time, unit)."""
        chosen = values[self.layer, self.direction, :, self.batch]
        return chosen[:, self.units] if self.units else chosen

    @property
    def whole(self) -> "Part":
        """The same with all of its units."""
        return replace(self, units=())

    @property
    def names(self) -> tuple[int, ...]:
        """What its units are called where they are not all: their numbers, counted from 1."""
        return tuple(unit + 1 for unit in self.units)

    def signals(self, trace: Trace) -> Mapping[str, Array]:
        """Name → (time, unit) for every signal of units that is shown, in the order in which rows stand."""
        names = [signal.name for signal in shown_signals(trace.cell) if not is_projected(trace, signal.name)]
        return {name: self.of(trace[name]) for name in names}


FIRST = Part()
PROJECTED = "projected:hidden"  # what a hidden state is called on screen whose rows are those of no unit
SATURATED = 10.0  # an unbounded state that explodes is shown saturated from here on: what came before stays visible


def shown_signals(cell: str) -> tuple[Signal, ...]:
    """Gates, the candidate, then states; the gate that keeps the memory first. Sums before a nonlinearity stay out."""
    known = cells.get(cell)
    order = ("gate", "candidate", "state")
    seen = [signal for signal in known.signals if signal.kind in order]
    return tuple(sorted(seen, key=lambda signal: (order.index(signal.kind), signal.name != known.memory_gate)))


def is_projected(trace: Trace, name: str) -> bool:
    """Whether a signal is an LSTM's hidden state projected to P numbers: a row of it belongs to no unit."""
    return name == "hidden" and bool(trace.network.proj_size)


def reached(signal: Signal, values: Array) -> float:
    """How far a picture of all units goes from 0: as far as `largest`, unless a state explodes."""
    return min(largest(values), np.inf if signal.name == "cell" else SATURATED)


def largest(values: Array) -> float:
    """The largest size of a finite value, and at least 1."""
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max())) if finite.size else 1.0
