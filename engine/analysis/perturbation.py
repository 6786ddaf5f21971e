"""Memory, measured: how long a change of one input stays in the state, and which inputs the last state depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.analysis.arguments import of_trace
from engine.cells.base import Array
from engine.cells.norms import norms
from engine.frozen import FrozenMapping
from engine.networks.network import Network
from engine.recording.record import record
from engine.recording.trace import Part, Trace

if TYPE_CHECKING:
    import torch

OPEN, CLOSED = 0.9, 0.1  # Karpathy, Johnson & Fei-Fei (2015) call a gate right- and left-saturated beyond these
LIFT = 1e250  # a second backward pass begins from so much more, for derivatives that underflow in the first
UNDERFLOW = 1e-290


@dataclass(frozen=True, slots=True, eq=False)
class Perturbation:
    """Two runs that differ in one input.

    Attributes:
        step: where the inputs differ, zero-based.
        distances: by name of the state (`hidden`, for an LSTM also `cell`) ‖s_t - s'_t‖ at every step, (T, B).
    """

    step: int
    distances: Mapping[str, Array]

    def lasting(self, state: str = "hidden", share: float = 0.1) -> NDArray[np.intp]:
        """How many steps after the change the distance is for the last time above `share` of its largest value, (B,).

        0 if nothing changed.
        """
        after = self.distances[state][self.step :]
        above = after > share * after.max(axis=0)
        last = len(after) - 1 - above[::-1].argmax(axis=0)
        return np.where(above.any(axis=0), last, 0)


@overload
def perturb(run: Trace, step: int, delta: ArrayLike, /, *, layer: int = 0, direction: int = 0) -> Perturbation: ...
@overload
def perturb(
    run: torch.nn.Module | Network, inputs: Any, step: int, delta: ArrayLike, /, *, layer: int = 0, direction: int = 0
) -> Perturbation: ...
def perturb(run: Any, /, *arguments: Any, layer: int = 0, direction: int = 0) -> Perturbation:
    """Compare a run with a second one in which `delta` is added to the input of one step.

    `perturb(trace, step, delta)` compares with the run of a trace, from the same initial state and with the same holds;
    `perturb(network, inputs, step, delta)` records that run first.

    Args:
        step: zero-based.
        delta: a number for every feature, (D,), or (B, D).
        layer, direction: whose states are compared.

    Raises:
        IndexError: there is no such step, layer or direction.
        ValueError: `delta` fits no input.
    """
    trace = run if isinstance(run, Trace) else record(run, arguments[0])
    step, delta = arguments[-2:]
    if not 0 <= step < trace.steps:
        raise IndexError(f"step should be between 0 and {trace.steps - 1}, but is {step}")
    changed = trace.inputs.copy()
    changed[step] += np.broadcast_to(np.asarray(delta, dtype=np.float64), changed.shape[1:])
    again = record(trace.network, changed, initial_state=trace.start, interventions=trace.interventions)
    one, other = (each.part(layer, direction) for each in (trace, again))
    distances = {name: np.linalg.norm(one.signals[name] - other.signals[name], axis=-1) for name in one.kind.state}
    return Perturbation(step, FrozenMapping(distances))


@dataclass(frozen=True, slots=True, eq=False)
class InputShares:
    """How much of the last state's sensitivity belongs to each input.

    Attributes:
        log_norms: (T,), natural log of ‖∂h_T/∂x_k‖_F; -inf where it is zero, NaN where the run is.
    """

    log_norms: Array

    @property
    def shares(self) -> Array:
        """(T,), the norms divided by their sum."""
        if not np.isfinite(self.log_norms.max()):
            return np.full(self.log_norms.shape, np.nan)
        weights = np.exp(self.log_norms - self.log_norms.max())
        return np.asarray(weights / weights.sum())

    def reach(self, share: float = 0.9) -> int:
        """The number of last inputs that together have at least `share` of it all."""
        from_the_end = np.cumsum(self.shares[::-1])
        return min(int(np.searchsorted(from_the_end, share - 1e-12)) + 1, len(from_the_end))


@of_trace
def input_shares(trace: Trace, *, batch: int = 0) -> InputShares:
    """‖∂h_T/∂x_k‖_F for every input k, exact, for one layer in one direction.

    The cell's own backward pass is run once for all units of h_T: a batch of H copies of the sequence, the u-th with
    ∂h_T/∂h_T = e_u. Derivatives below 1e-290 come from a second pass that begins 250 decades higher.

    Raises:
        ValueError: the trace is of a network with several layers or directions, or with a projection.
        IndexError: there is no such sequence.
    """
    part = trace.only_part("input shares are computed")
    if part.projected:
        raise ValueError("input shares are computed for a hidden state without a projection")
    trace.part(batch=batch)
    with np.errstate(all="ignore"):
        plain = _norms(part, batch, 1.0)
        logs = np.log(plain)
        tiny = plain < UNDERFLOW
        if tiny.any():
            logs[tiny] = (np.log(_norms(part, batch, LIFT)) - np.log(LIFT))[tiny]
    return InputShares(logs)


def _norms(part: Part, batch: int, scale: float) -> Array:
    """`scale` times ‖∂h_T/∂x_k‖_F, (T,)."""
    weights, units, item = part.weights, part.weights.hidden_size, slice(batch, batch + 1)
    signals, state = part.run()
    copies = {name: np.repeat(values[:, item], units, axis=1) for name, values in signals.items()}
    start = tuple(np.repeat(values[item], units, axis=0) for values in state)
    direct = np.zeros((len(part.inputs), units, units))
    direct[-1] = scale * np.eye(units)
    gradients = part.kind.backward(weights, copies, start, direct)
    jacobians = part.kind.input_gradient(weights, copies, gradients)  # ∂h_T/∂x_k, (T, H, D)
    return norms(jacobians.reshape(len(jacobians), -1))


@dataclass(frozen=True, slots=True, eq=False)
class GateStatistics:
    """For one gate, the fraction of steps at which each unit's gate is above 0.9 (`open`) and below 0.1 (`closed`)."""

    open: Array  # (H,)
    closed: Array  # (H,)


def gate_statistics(trace: Trace, layer: int = 0, direction: int = 0) -> dict[str, GateStatistics]:
    """How often each unit's gates are open and closed, over all steps and sequences, by the gate's name.

    Source: Karpathy, Johnson & Fei-Fei (2015), Visualizing and understanding recurrent networks, figure 2.
    """
    part = trace.part(layer, direction)
    return {
        name: GateStatistics((values > OPEN).mean(axis=(0, 1)), (values < CLOSED).mean(axis=(0, 1)))
        for name, values in part.signals.items()
        if part.describe(name).kind == "gate"
    }
