"""What a run says of a layer in a few numbers: how open its gates stand, and how far back a gradient reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.arguments import of_trace
from engine.analysis.decay import steps_until
from engine.cells.base import Array
from engine.frozen import freeze
from engine.recording.losses import SquaredNorm, at_step
from engine.recording.record import with_gradients
from engine.recording.trace import Trace

SHUT, OPEN = 0.1, 0.9  # beyond them a gate is saturated (Karpathy et al. 2015, arXiv:1506.02078)
LOST = 1e-3  # of what it was: a gradient that has fallen so far is lost


@dataclass(frozen=True, slots=True)
class Openness:
    """How one gate stands in a run.

    Attributes:
        name: of the gate.
        mean: over steps and units, 0 … 1; NaN where the run holds one.
        saturated: the number of units whose gate is below `SHUT` or above `OPEN` at more than half of the steps.
        units: of how many.
    """

    name: str
    mean: float
    saturated: int
    units: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a gradient reaches.

    Attributes:
        steps: after so many steps back it is below `LOST` of what it was; where it never is, so many there are.
        cut: whether it was not lost by then: memory is at least as long as the run.
    """

    steps: int
    cut: bool


@dataclass(frozen=True, eq=False, slots=True)
class Portrait:
    """One layer in one direction on one sequence.

    Attributes:
        gates: how each stands, in the order in which the cell computes them.
        reach: of the gradient of ½‖output‖² at the step that the layer reads last; None where there is none, or it is
            no number.
        log10_norms: (time,), log₁₀ ‖∂L/∂h_t‖ of the recorded loss; -inf where it is 0 in float64.
    """

    gates: tuple[Openness, ...]
    reach: Reach | None
    log10_norms: Array

    def __post_init__(self) -> None:
        freeze(self.log10_norms)


@of_trace
def portrait(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> Portrait:
    """The numbers of one part of a run.

    Raises:
        ValueError: the trace has no gradients.
        IndexError: there is no such layer, direction or sequence.
    """
    part = trace.part(layer, direction, batch)
    if not part.gradients:
        raise ValueError("this trace has no gradients: record it with a loss")
    gates = [signal for signal in part.kind.signals if signal.kind == "gate" and (signal.low, signal.high) == (0, 1)]
    return Portrait(
        tuple(_openness(gate.name, part.signals[gate.name][:, batch]) for gate in gates),
        _reach(trace, layer, direction, batch),
        _log10_norms(trace, layer, direction, batch),
    )


def _openness(name: str, values: Array) -> Openness:
    saturated = ((values < SHUT) | (values > OPEN)).mean(axis=0) > 0.5
    return Openness(name, float(values.mean()), int(saturated.sum()), values.shape[1])


def _reach(trace: Trace, layer: int, direction: int, batch: int) -> Reach | None:
    """Of a loss of its own, at the end of what the layer reads: one at every step would be seen at every step."""
    end, loss = 0 if direction else trace.steps - 1, trace.loss_function
    known = isinstance(loss, SquaredNorm) and loss.step is not None and loss.step % trace.steps == end
    alone = trace if known else with_gradients(trace, at_step(end).gradient(trace.outputs))
    logs = _log10_norms(alone, layer, direction, batch)[:: -1 if direction else 1]
    if not np.isfinite(logs[-1]):
        return None
    lost = steps_until(logs, LOST)
    if lost is not None:
        return Reach(lost, cut=False)
    return None if np.isnan(logs).any() else Reach(len(logs) - 1, cut=True)


@np.errstate(divide="ignore")
def _log10_norms(trace: Trace, layer: int, direction: int, batch: int) -> Array:
    return np.asarray(np.log10(trace.gradient_norms()[layer, direction, :, batch]))
