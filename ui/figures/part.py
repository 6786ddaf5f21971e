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


def shown_signals(cell: str) -> tuple[Signal, ...]:
    """Gates, the candidate, then states; the gate that keeps the memory first. Sums before a nonlinearity stay out."""
    known = cells.get(cell)
    order = ("gate", "candidate", "state")
    seen = [signal for signal in known.signals if signal.kind in order]
    return tuple(sorted(seen, key=lambda signal: (order.index(signal.kind), signal.name != known.memory_gate)))
