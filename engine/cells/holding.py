"""Holding a signal: a gate, a candidate or a state that keeps a given value, whatever the cell would have made of it.

Forward, the value is put in the place of the computed one, and everything after it follows. Backward, the signal's own
derivative is that with respect to the held value, and nothing flows on into what would have made it: its slopes are 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cells.arithmetic import Array, sigmoid, sigmoid_slope, tanh_slope

_MARK = "_held:"  # what is held stands among a cell's signals under this name: no signal, as the underscore says
EVERYWHERE = np.s_[:]


class Held:
    """What is held while a cell runs: by signal (T, B, H) in the order of computation, NaN where nothing is."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Array]) -> None:
        self.values = values

    def put(self, t: int | slice, **computed: Array) -> None:
        """Put held values in the place of the signals that were just computed for step t, (B, H) each, in place.

        Signals that are computed for all steps at once, (T, B, H), are put `EVERYWHERE`.
        """
        for name, signal in computed.items():
            if name in self.values:
                held = self.values[name][t]
                np.copyto(signal, held, where=~np.isnan(held))

    def beside(self, signals: Mapping[str, Array]) -> dict[str, Array]:
        """Signals together with what was held of them, as `backward` and the Jacobians take them."""
        return {**signals, **{_MARK + name: values for name, values in self.values.items()}}


def cut(signals: Mapping[str, Array], name: str, slopes: Array, at: Any = EVERYWHERE) -> Array:
    """The derivative of a signal with respect to something that makes it, `slopes`, but 0 where the signal is held.

    `at` is what is looked at of the axes time and batch; `slopes` has what is left of them.
    """
    held = signals.get(_MARK + name)
    return slopes if held is None else np.where(np.isnan(held[at]), slopes, 0.0)


def is_held(signals: Mapping[str, Array], name: str) -> bool:
    """Whether a signal is held anywhere."""
    return _MARK + name in signals


def gate_slope(signals: Mapping[str, Array], gate: str, at: Any = EVERYWHERE) -> Array:
    """∂(gate)/∂(its sum) = σ', 0 where the gate is held."""
    return cut(signals, gate, sigmoid_slope(signals[f"{gate}_preactivation"][at]), at)


def candidate_slope(signals: Mapping[str, Array], candidate: str, at: Any = EVERYWHERE) -> Array:
    """∂(candidate)/∂(its sum) = tanh', 0 where the candidate is held."""
    return cut(signals, candidate, tanh_slope(signals[f"{candidate}_preactivation"][at]), at)


def log_gate(signals: Mapping[str, Array], gate: str, at: Any = EVERYWHERE) -> Array:
    """log(gate), as log σ(sum) where the gate has lost its digits on the way to 0, unless it is held there."""
    value = signals[gate][at]
    lost: NDArray[np.bool_] = value < np.finfo(np.float64).tiny
    if is_held(signals, gate):
        lost &= np.isnan(signals[_MARK + gate][at])
    return np.asarray(np.where(lost, -np.logaddexp(0.0, -signals[f"{gate}_preactivation"][at]), np.log(value)))


def one_minus(signals: Mapping[str, Array], gate: str, at: Any = EVERYWHERE) -> Array:
    """1 - gate, as σ(-sum) unless it is held: that is not lost where the gate is 1 to the last digit."""
    computed = sigmoid(-signals[f"{gate}_preactivation"][at])
    if not is_held(signals, gate):
        return computed
    return np.where(np.isnan(signals[_MARK + gate][at]), computed, 1 - signals[gate][at])
