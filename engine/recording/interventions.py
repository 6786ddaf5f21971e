"""Interventions: a gate, a candidate or a state that is held at a value, and everything after it follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array, Signal
from engine.networks.network import Key, Network

HELD_KINDS = ("gate", "candidate", "state")


@dataclass(frozen=True)
class Hold:
    """A signal that keeps a value at some steps and units, whatever the cell would have made of it.

    `engine.record(network, inputs, loss, interventions=[Hold("forget_gate", 1.0, units=[2], steps=slice(7, None))])`
    records the changed run with its true gradients: nothing flows into what would have made a held value, and
    `trace.gradients["forget_gate"]` is there the derivative with respect to the held value, what dragging it would do.
    Where two holds meet, the later one counts.

    Attributes:
        signal: a gate, a candidate or a state, e.g. `forget_gate`, `hidden`.
        value: what it is held at; for a gate or a candidate within its range.
        units: which units, counted from 0; all if None.
        steps: which steps, the input's own indices counted from 0 in both directions, or a slice of them; all if None.
        layer, direction: of which part of the network.
        batch: which sequences; all if None.
    """

    signal: str
    value: float
    _: KW_ONLY
    units: Sequence[int] | None = None
    steps: slice | Sequence[int] | None = None
    layer: int = 0
    direction: int = 0
    batch: Sequence[int] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.value, (int, float, np.integer, np.floating)) or isinstance(self.value, bool):
            raise TypeError(f"a signal is held at a number, not at {self.value!r}")
        if not isfinite(self.value):
            raise ValueError(f"a signal is held at a finite number, not at {self.value}")
        object.__setattr__(self, "value", float(self.value))
        for name in ("layer", "direction"):
            (number,) = _whole_numbers(name, (getattr(self, name),))
            object.__setattr__(self, name, number)
        for name in ("units", "steps", "batch"):
            given = getattr(self, name)
            if given is not None and not isinstance(given, slice):
                object.__setattr__(self, name, _whole_numbers(name, given))

    def __hash__(self) -> int:  # a slice has none before Python 3.12
        return hash((self.signal, self.value, self.units, str(self.steps), self.layer, self.direction, self.batch))


def as_holds(given: Iterable[Hold]) -> tuple[Hold, ...]:
    """What was given as interventions, all of them holds; TypeError otherwise."""
    holds = tuple(given) if isinstance(given, Iterable) else (given,)
    for hold in holds:
        if not isinstance(hold, Hold) or not isinstance(given, Iterable):
            raise TypeError(f"interventions are a list of engine.Hold, not {given!r}")
    return holds


def held_values(network: Network, steps: int, batch: int, holds: Iterable[Hold]) -> dict[Key, dict[str, Array]]:
    """What holds come to in a run: (layer, direction) → signal → (T, B, units), NaN where it is not held.

    Time is the input's own index. Only parts and signals that are held appear.

    Raises:
        ValueError: a hold that does not fit the run; the sentence says why.
    """
    found: dict[Key, dict[str, Array]] = {}
    for hold in holds:
        layer = _places(hold, "layer", (hold.layer,), network.num_layers, "the network")[0]
        direction = _places(hold, "direction", (hold.direction,), network.directions, "the network")[0]
        if (layer, direction) not in network.keys:
            reads = network.layer_directions[layer]
            raise ValueError(
                f"{hold.signal} is to be held in direction {direction}, but layer {layer} reads {reads} only"
            )
        signal = _signal(network, hold)
        units = network.state_sizes(layer).get(hold.signal, network.hidden_size)
        values = found.setdefault((layer, direction), {}).setdefault(
            signal.name, np.full((steps, batch, units), np.nan)
        )
        where = np.ix_(
            _places(hold, "steps", hold.steps, steps, "the sequence"),
            _places(hold, "batch", hold.batch, batch, "the batch"),
            _places(hold, "units", hold.units, units, "the layer"),
        )
        values[where] = hold.value
    return found


def _signal(network: Network, hold: Hold) -> Signal:
    """The signal that is held, if it can be, at that value."""
    cell = network.cell_of(hold.layer)
    can_be = {signal.name: signal for signal in cell.signals if signal.kind in HELD_KINDS}
    if hold.signal not in can_be:
        raise ValueError(f"{cell.title} has no {hold.signal!r} that can be held; it has {', '.join(can_be)}")
    signal = can_be[hold.signal]
    if signal.kind != "state" and not signal.low <= hold.value <= signal.high:
        raise ValueError(
            f"the {signal.title} of {cell.title} lies between {signal.low:g} and {signal.high:g}, "
            f"so it cannot be held at {hold.value:g}"
        )
    return signal


def _places(hold: Hold, name: str, wanted: slice | Sequence[int] | None, size: int, of: str) -> NDArray[np.intp]:
    """The places that are wanted of `size`, in a list; ValueError if one is not there, or none is."""
    if wanted is None or isinstance(wanted, slice):
        places = np.arange(size)[slice(None) if wanted is None else wanted]
        if not places.size:
            raise ValueError(f"{hold.signal} is to be held at {name} {wanted}, but {of} has only {size}, from 0")
        return places
    for place in wanted:
        if not 0 <= place < size:
            raise ValueError(f"{hold.signal} is to be held at {name} {place}, but {of} has only {size}, from 0")
    return np.array(wanted, dtype=np.intp)


def _whole_numbers(name: str, given: Iterable[int]) -> tuple[int, ...]:
    try:
        numbers = tuple(given)
    except TypeError:
        numbers = ()
    if not numbers or not all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in numbers):
        raise TypeError(f"the {name} of a hold should be a list of whole numbers, but is {given!r}")
    return tuple(int(number) for number in numbers)
