"""What a person's hand has changed in a run, as it stands in the address: gates, candidates and states held at a value.

One hold is `signal*value*steps`, or `signal*value*steps*unit`: `forget_gate*1*8-` holds the forget gate of every unit
at 1 from step 8 on, `cell*-0.5*12*2` the cell state of unit 2 at step 12 alone, `input_gate*0*all` the input gate at
every step. Several are parted by commas; where two hold the same number, the later one counts. Steps and units are
counted from 1. `ui/stepper/browser/hand.js` writes and reads the same.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

import engine
from engine import Trace, losses
from engine.cells.base import Signal
from ui.figures.part import FIRST
from ui.lessons.step.run import Run, make_loss, make_run
from ui.lessons.step.settings import StepSettings
from ui.look.cells import kind_of
from ui.stepper import Live, Settled
from ui.words import plain, t

MOST = 24  # holds in one address
MOST_UNITS, MOST_STEPS = 64, 200  # what a browser computes anew within a frame
_HOLD = re.compile(r"([a-z_]{1,40})\*(-?\d{1,9}(?:\.\d{1,17})?(?:e-?\d{1,3})?)\*(all|\d{1,4}-?)(?:\*(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Held:
    """One signal held at a value: at `first` to `last` (None: to the end), in `unit` (None: in all); zero-based."""

    signal: str
    value: float
    first: int = 0
    last: int | None = None
    unit: int | None = None

    def spelled(self) -> str:
        """As it stands in the address."""
        steps = "all" if (self.first, self.last) == (0, None) else f"{self.first + 1}{'-' if self.last is None else ''}"
        unit = "" if self.unit is None else f"*{self.unit + 1}"
        return f"{self.signal}*{self.value:g}*{steps}{unit}"


def read_hand(spelled: str, trace: Trace) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """The holds that an address asks for and this run can have, and a sentence for every one that it cannot."""
    words = [word for word in spelled.split(",") if word]
    problems = []
    if len(words) > MOST:
        problems.append(t("This link holds {count} things; at most {most} are taken.", count=len(words), most=MOST))
        words = words[:MOST]
    holds = []
    for word in words:
        held = _read(word)
        problem = t("“{word}” is not understood.", word=plain(word)) if held is None else _problem(held, trace)
        if problem:
            problems.append(t("{problem} The picture is shown without this hold.", problem=problem))
        elif held is not None:
            holds.append(held)
    return tuple(holds), tuple(problems)


def spell(holds: Iterable[Held]) -> str:
    """The holds as they stand in the address."""
    return ",".join(held.spelled() for held in holds)


def _read(word: str) -> Held | None:
    match = _HOLD.fullmatch(word)
    if match is None or not math.isfinite(float(match[2])):
        return None
    signal, value, steps, unit = match.groups()
    first = 0 if steps == "all" else int(steps.rstrip("-")) - 1
    last = None if steps == "all" or steps.endswith("-") else first
    return Held(signal, float(value), first, last, None if unit is None else int(unit) - 1)


def _problem(held: Held, trace: Trace) -> str:
    signals = holdable(trace)
    signal = signals.get(held.signal)
    if signal is None:
        known = ", ".join(signals)
        return t("This cell has no “{name}” to hold; it has {known}.", name=plain(held.signal), known=known)
    if not signal.low <= held.value <= signal.high:
        return t(
            "The {title} lies between {low} and {high}, and cannot be held at {value}.",
            title=t(signal.title),
            low=f"{signal.low:g}",
            high=f"{signal.high:g}",
            value=f"{held.value:g}",
        )
    if not 0 <= held.first < trace.steps:
        return t("There is no step {step}: this run has {steps}.", step=held.first + 1, steps=trace.steps)
    units = trace["hidden"].shape[-1]
    if held.unit is not None and not 0 <= held.unit < units:
        return t("There is no unit {unit}: this network has {units}.", unit=held.unit + 1, units=units)
    return ""


def holdable(trace: Trace) -> dict[str, Signal]:
    """What a hand can hold in a run: its gates, its candidate and its states."""
    signals = (trace.describe(name) for name in trace.signals)
    return {signal.name: signal for signal in signals if signal.kind != "preactivation"}


def interventions(holds: Iterable[Held]) -> list[engine.Hold]:
    """The holds as the engine takes them."""
    return [
        engine.Hold(
            held.signal,
            held.value,
            units=None if held.unit is None else [held.unit],
            steps=slice(held.first, None if held.last is None else held.last + 1),
        )
        for held in holds
    ]


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def settle(settings: StepSettings, spelled: str) -> Settled:
    """The run with a hand in it as the engine records it, and how far torch's own numbers are from that."""
    run = make_run(settings)
    holds, _ = read_hand(spelled, run.trace)
    loss = make_loss(run.settings, run.sequence, run.network, run.readout)
    trace = engine.record(run.network, run.sequence.inputs, loss, interventions=interventions(holds))
    states = {name: FIRST.of(trace[name]) for name in trace.initial_state}
    return Settled(states, float(engine.verify(trace).largest))


def live(run: Run) -> Live | None:
    """What the browser needs to follow a hand in this run; None where it is too large to follow, or not finite."""
    units = run.network.hidden_size
    if units > MOST_UNITS or run.steps > MOST_STEPS or run.trace.first_nonfinite is not None:
        return None
    signals = holdable(run.trace)
    readout = None if run.readout is None else (run.readout.weight, run.readout.bias)
    targets = () if run.sequence.targets is None else tuple(run.sequence.targets.tolist())
    return Live(
        kind=kind_of(run.trace.cell),
        ranges={name: _dragged(signal, run.trace) for name, signal in signals.items()},
        bounds={name: (_end(signal.low), _end(signal.high)) for name, signal in signals.items()},
        loss=_loss(run),
        task=run.sequence.task if run.settings.has_task_loss else "",
        targets=targets,
        classes=run.sequence.classes,
        readout=readout,
    )


def _dragged(signal: Signal, trace: Trace) -> tuple[float, float]:
    """Between which values a hand drags a signal: those it can have, or half as far again as it reaches in this run."""
    if math.isfinite(signal.low) and math.isfinite(signal.high):
        return signal.low, signal.high
    reach = math.ceil(1.5 * max(1.0, float(np.abs(FIRST.of(trace[signal.name])).max())))
    return max(signal.low, -float(reach)), float(reach)


def _end(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None


def _loss(run: Run) -> dict[str, Any]:
    match make_loss(run.settings, run.sequence, run.network, run.readout):
        case losses.CrossEntropy():
            return {"kind": "cross_entropy"}
        case losses.SquaredError():
            return {"kind": "squared_error"}
        case losses.UnitAtStep(unit=unit, step=step):
            return {"kind": "unit", "unit": unit, "step": step}
        case losses.SquaredNorm(step=step) if step is not None:
            return {"kind": "squared_norm", "step": step % run.steps}
        case _:
            return {"kind": "squared_norm"}
