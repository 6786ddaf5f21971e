"""What the browser needs to compute a recorded run anew while a hand moves something in it."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Trace, losses
from engine.cells import Signal
from engine.learning.tasks.sequence import Alphabet, Scale
from engine.networks.readout import Readout
from ui.figures.part import FIRST, Part
from ui.look.cells import kind_of
from ui.stepper.cells import has_live_half, on_screen
from ui.stepper.payload import Coding, Live

FOLLOWED_UNITS, FOLLOWED_STEPS = 64, 200  # what a browser computes anew within a frame
FOLLOWED_LOSSES = (
    losses.SquaredNorm,
    losses.UnitAtStep,
    losses.DirectionAtStep,
    losses.CrossEntropy,
    losses.SquaredError,
)
FAR = 1e300  # half as far again as that is still a number


def live_of(
    trace: Trace,
    part: Part = FIRST,
    *,
    coding: Coding,
    readout: Readout | None = None,
    targets: tuple[float | None, ...] = (),
    classes: tuple[str, ...] = (),
    alphabet: Alphabet | None = None,
    scales: tuple[Scale, ...] = (),
    task: str = "",
    suggestions: tuple[tuple[str, str], ...] = (),
    waits: str = "",
) -> Live | None:
    """How a part of a run follows a hand; arguments as in `Live`.

    None for a cell that has no drawing to take hold of.
    """
    if on_screen(trace.cell) is None:
        return None
    signals, kind = holdable(trace), kind_of(trace.cell)
    return Live(
        kind=kind if has_live_half(kind) else "",
        coding=coding,
        ranges={name: _dragged(signal, trace, part) for name, signal in signals.items()},
        bounds={name: (_end(signal.low), _end(signal.high)) for name, signal in signals.items()},
        loss=_described(trace),
        task=task,
        targets=targets,
        classes=classes,
        alphabet=() if alphabet is None else alphabet.tokens,
        read=() if alphabet is None else alphabet.read,
        scales=tuple((scale.mean, scale.spread) for scale in scales),
        readout=None if readout is None else (readout.weight, readout.bias),
        suggestions=suggestions,
        waits=waits,
    )


def can_follow(trace: Trace) -> bool:
    """Whether a browser can follow a hand in this run by itself: small, finite, of a cell with a live half."""
    has_half = on_screen(trace.cell) is not None and has_live_half(kind_of(trace.cell))
    small = trace.network.hidden_size <= FOLLOWED_UNITS and len(trace.inputs) <= FOLLOWED_STEPS
    return has_half and small and trace.first_nonfinite is None


def knows_loss(trace: Trace) -> bool:
    """Whether the browser can differentiate the loss that a run was recorded with."""
    return isinstance(trace.loss_function, FOLLOWED_LOSSES)


def holdable(trace: Trace) -> dict[str, Signal]:
    """What a hand can hold in a run: its gates, its candidate and its states."""
    signals = (trace.describe(name) for name in trace.signals)
    return {signal.name: signal for signal in signals if signal.kind != "preactivation"}


def _dragged(signal: Signal, trace: Trace, part: Part) -> tuple[float, float]:
    """Between which values a hand drags a signal: those it can have, or half as far again as it reaches in this run."""
    if math.isfinite(signal.low) and math.isfinite(signal.high):
        return signal.low, signal.high
    reach = float(np.ceil(1.5 * min(max(1.0, _reach(part.of(trace[signal.name]))), FAR)))
    return max(signal.low, -reach), reach


def _reach(values: NDArray[np.float64]) -> float:
    """The largest size of a finite value; 0 where there is none."""
    return float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def _end(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None


def _described(trace: Trace) -> dict[str, Any]:
    """The loss that a run was recorded with, as `browser/answers.js` takes it."""
    steps = len(trace.inputs)
    match trace.loss_function:
        case losses.CrossEntropy():
            return {"kind": "cross_entropy"}
        case losses.SquaredError():
            return {"kind": "squared_error"}
        case losses.UnitAtStep(unit=unit, step=step):
            return {"kind": "unit", "unit": unit % trace.network.hidden_size, "step": step % steps}
        case losses.DirectionAtStep(direction=direction, step=step):
            return {"kind": "direction", "direction": direction.tolist(), "step": step % steps}
        case losses.SquaredNorm(step=step) if step is not None:
            return {"kind": "squared_norm", "step": step % steps}
        case _:
            return {"kind": "squared_norm"}
