"""Memory, measured: how long a change of one input stays in the state, and which inputs the last state depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import cells
from engine.cells.base import Array, LayerWeights
from engine.frozen import FrozenMapping
from engine.networks.network import Network
from engine.recording.arguments import read_run
from engine.recording.record import record
from engine.recording.trace import Trace

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


def perturb(network: Network, inputs: Any, step: int, delta: ArrayLike) -> Perturbation:
    """Run a network twice, the second time with `delta` added to the input of one step; layer 0.

    Args:
        network: forward direction only is looked at.
        inputs: (T, B, D) as for `engine.record`.
        step: zero-based.
        delta: a number for every feature, (D,), or (B, D).

    Raises:
        IndexError: there is no such step.
        ValueError: `delta` fits no input.
    """
    original = read_run(network, inputs, None).inputs
    if not 0 <= step < len(original):
        raise IndexError(f"step should be between 0 and {len(original) - 1}, but is {step}")
    changed = original.copy()
    changed[step] += np.broadcast_to(np.asarray(delta, dtype=np.float64), original.shape[1:])
    one, other = record(network, original), record(network, changed)
    distances = {
        name: np.linalg.norm(one[name][0, 0] - other[name][0, 0], axis=-1) for name in cells.get(network.cell).state
    }
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


def input_shares(network: Network, trace: Trace) -> InputShares:
    """‖∂h_T/∂x_k‖_F for every input k, exact, for one layer in one direction; batch item 0.

    The cell's own backward pass is run once for all units of h_T: a batch of H copies of the sequence, the u-th with
    ∂h_T/∂h_T = e_u. Derivatives below 1e-290 come from a second pass that begins 250 decades higher.

    Raises:
        ValueError: the trace is of another network, or of one with several layers or directions.
    """
    if network.num_layers != 1 or network.bidirectional or network.proj_size:
        raise ValueError("input shares are computed for one layer in one direction, without a projection")
    if (trace.cell, trace["hidden"].shape[-1]) != (network.cell, network.hidden_size):
        raise ValueError("this trace is not of this network: their cells or sizes differ")
    weights = network.layer(0)
    with np.errstate(all="ignore"):
        norms = _norms(network.cell, weights, trace, 1.0)
        logs = np.log(norms)
        tiny = norms < UNDERFLOW
        if tiny.any():
            lifted = np.log(_norms(network.cell, weights, trace, LIFT)) - np.log(LIFT)
            logs[tiny] = lifted[tiny]
    return InputShares(logs)


def _norms(cell_name: str, weights: LayerWeights, trace: Trace, scale: float) -> Array:
    """`scale` times ‖∂h_T/∂x_k‖_F, (T,)."""
    cell, units = cells.get(cell_name), weights.hidden_size
    signals, state = trace.run()
    copies = {name: np.repeat(values[:, :1], units, axis=1) for name, values in signals.items()}
    start = tuple(np.repeat(part[:1], units, axis=0) for part in state)
    direct = np.zeros((trace.steps, units, units))
    direct[-1] = scale * np.eye(units)
    gradients = cell.backward(weights, copies, start, direct)
    from_input, _ = cell.block_gradients(weights, copies, gradients)  # ∂h_T/∂(V x_k), (T, H, G·H)
    jacobians = from_input @ weights.weight_ih  # ∂h_T/∂x_k, (T, H, D)
    largest = np.abs(jacobians).max(axis=(1, 2))
    unit = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return np.asarray(unit * np.linalg.norm(jacobians / unit[:, None, None], axis=(1, 2)))


@dataclass(frozen=True, slots=True, eq=False)
class GateStatistics:
    """For one gate, the fraction of steps at which each unit's gate is above 0.9 (`open`) and below 0.1 (`closed`)."""

    open: Array  # (H,)
    closed: Array  # (H,)


def gate_statistics(trace: Trace, layer: int = 0, direction: int = 0) -> dict[str, GateStatistics]:
    """How often each unit's gates are open and closed, over all steps and sequences, by the gate's name.

    Source: Karpathy, Johnson & Fei-Fei (2015), Visualizing and understanding recurrent networks, figure 2.
    """
    statistics = {}
    for name, values in trace.signals.items():
        if trace.describe(name).kind == "gate":
            of_units = values[layer, direction]
            statistics[name] = GateStatistics(
                (of_units > OPEN).mean(axis=(0, 1)), (of_units < CLOSED).mean(axis=(0, 1))
            )
    return statistics
