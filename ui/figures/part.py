"""Which part of a recorded run a figure shows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Trace, cells
from engine.cells.base import Signal

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """A layer, a direction and a batch item; by itself the first of each."""

    layer: int = 0
    direction: int = 0
    batch: int = 0

    def of(self, values: Array) -> Array:
        """(layer, direction, time, batch, unit) → (time, unit)."""
        return values[self.layer, self.direction, :, self.batch]

    def signals(self, trace: Trace) -> Mapping[str, Array]:
        """Name → (time, unit) for every signal that is shown, in the order in which rows stand."""
        return {signal.name: self.of(trace[signal.name]) for signal in shown_signals(trace.cell)}


FIRST = Part()
SATURATED = 10.0  # an unbounded state that explodes is shown saturated from here on: what came before stays visible


def shown_signals(cell: str) -> tuple[Signal, ...]:
    """Gates, the candidate, then states; the gate that keeps the memory first. Sums before a nonlinearity stay out."""
    known = cells.get(cell)
    order = ("gate", "candidate", "state")
    seen = [signal for signal in known.signals if signal.kind in order]
    return tuple(sorted(seen, key=lambda signal: (order.index(signal.kind), signal.name != known.memory_gate)))


def reached(signal: Signal, values: Array) -> float:
    """How far a picture of all units goes from 0: as far as `largest`, unless a state explodes."""
    return min(largest(values), np.inf if signal.name == "cell" else SATURATED)


def largest(values: Array) -> float:
    """The largest size of a finite value, and at least 1."""
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max())) if finite.size else 1.0
