"""Experiments on a run of one's own model: on the unit that its answers hang on, on a whole gate, on what is read."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine import cells
from engine.learning.tasks import Scale
from engine.learning.tasks.sequence import called
from ui.runs.hand import Held, InHand, coding_of
from ui.runs.hand.suggesting import Suggestion, of_cell, reaches, signed
from ui.words import t

OF_CELL = 2  # of the cell's own, the most telling: more would hide the others
HALF = 0.5  # a gate that is open less than this on average is opened, one that is open more is shut


def suggestions(run: InHand) -> tuple[Suggestion, ...]:
    """What could be tried on this run; nothing where it is no numbers already."""
    if run.trace.first_nonfinite is not None:
        return ()
    if run.part.direction:  # from a step on is read before it: whoever holds here holds at every step
        of_gates = (replace(one, ending=reaches) for one in of_cell(run, 0)[:OF_CELL] if one.held.kind == "signal")
        return tuple(map(_with_answers, (*_of_unit(run, 0), *of_gates)))
    first = min(len(run.sequence) - 1, max(1, len(run.sequence) // 4))
    found = (*_of_unit(run, first), *of_cell(run, first)[:OF_CELL])
    return (*map(_with_answers, found), *_of_input(run))


def _of_unit(run: InHand, first: int) -> Iterator[Suggestion]:
    """Put the gate that keeps the memory to its other end, of the unit that moves the answers most."""
    unit, cell = moving(run), cells.get(run.trace.cell)
    if cell.memory_gate is None:
        label = t("h of unit {unit} at 0", unit=unit + 1)
        yield Suggestion(label, Held("hidden", 0.0, first, unit=unit), reaches)
        return
    gate = run.trace.describe(cell.memory_gate)
    is_open = run.part.of(run.trace[gate.name])[:, unit].mean() > HALF
    label = t("{gate} of unit {unit} shut", gate=t(gate.title), unit=unit + 1)
    if not is_open:
        label = t("{gate} of unit {unit} open", gate=t(gate.title), unit=unit + 1)
    yield Suggestion(label, Held(gate.name, 0.0 if is_open else 1.0, first, unit=unit), reaches)


def moving(run: InHand) -> int:
    """The unit whose h moves the answers most: by its spread over the run, and by what multiplies it in the readout.

    Where no readout takes the part on show, the spread alone counts.
    """
    hidden = run.part.of(run.trace["hidden"])
    effect = hidden.std(axis=0)
    if run.readout is not None and run.part.layer == run.trace.layers - 1:
        start = run.part.direction * hidden.shape[1]
        effect = effect * np.linalg.norm(run.readout.weight[:, start : start + hidden.shape[1]], axis=0)
    return int(effect.argmax())


def _of_input(run: InHand) -> Iterator[Suggestion]:
    """Take back the number that stands out most: the step reads the mean instead, or 0."""
    if coding_of(run.sequence, run.part) != "number":
        return
    read = run.sequence.inputs[:, 0, 0]
    step = int(np.abs(read).argmax())
    if not read[step]:
        return
    zero = called(np.array([run.sequence.scales[0].own(0.0)])) if run.sequence.scales else "0"
    label = t("step {step} reads {number}", step=step + 1, number=zero)
    yield Suggestion(label, Held("input", 0.0, step, step, 0), _most_moved)


def _with_answers(one: Suggestion) -> Suggestion:
    """The same, which ends in what becomes of the answers, too."""

    def ending(run: InHand, changed: InHand, first: int) -> str:
        return " ".join(filter(None, (one.ending(run, changed, first), answers(run, changed, first))))

    return replace(one, ending=ending)


def answers(run: InHand, changed: InHand, first: int) -> str:
    """What becomes of the answers, and of how good they are where that is known; "" where there are none."""
    if run.predictions is None or changed.predictions is None:
        return ""
    if run.sequence.classes:
        return _of_classes(run, changed, first)
    off = [_off(one, first) for one in (changed, run)]
    said = _most_moved(run, changed, first)
    if None in off:
        return said
    return f"{said} " + t(
        "From step {step} on the forecasts are off by {now} instead of {before} (root mean square).",
        step=first + 1,
        now=off[0],
        before=off[1],
    )


def _most_moved(run: InHand, changed: InHand, first: int) -> str:
    """Which of the numbers that are answered becomes another most."""
    if run.predictions is None or changed.predictions is None:
        return ""
    before, now = (_scale(run).own(said[:, 0]) for said in (run.predictions, changed.predictions))
    step = int(np.nan_to_num(np.abs(now - before), nan=np.inf).argmax())
    words = {"step": step + 1, "now": signed(now[step]), "before": signed(before[step])}
    return t("The answer moves most at step {step}: {now} instead of {before}.", **words)


def _off(run: InHand, first: int) -> str | None:
    """Root mean squared error of forecasts from a step on, in the numbers of the series; None where none is known."""
    assert run.predictions is not None
    if run.sequence.targets is None:
        return None
    wrong = (run.predictions[:, 0] - run.sequence.targets)[first:]
    known = ~np.isnan(run.sequence.targets[first:])
    return signed(_scale(run).spread * float(np.sqrt(np.square(wrong[known]).mean()))) if known.any() else None


def _scale(run: InHand) -> Scale:
    """What forecasts are numbers of: the series' own, where that was standardised."""
    is_forecast = run.sequence.targets is not None and len(run.sequence.scales) == 1
    return run.sequence.scales[0] if is_forecast else Scale(0.0, 1.0)


def _of_classes(run: InHand, changed: InHand, first: int) -> str:
    """How many answers are others, and how many are right."""
    before, now = _guessed(run)[first:], _guessed(changed)[first:]
    words = {"step": first + 1, "count": int((before != now).sum()), "steps": len(before)}
    said = t("From step {step} on {count} of {steps} answers are others.", **words)
    wanted, was_wanted = changed.sequence.targets, run.sequence.targets
    if wanted is None or was_wanted is None:
        return said
    right = {"now": int((now == wanted[first:]).sum()), "before": int((before == was_wanted[first:]).sum())}
    asked = int((was_wanted[first:] >= 0).sum())
    return f"{said} " + t("Right: {now} of {asked}; before, {before}.", asked=asked, **right)


def _guessed(run: InHand) -> NDArray[np.intp]:
    """The likeliest answer of every step."""
    assert run.predictions is not None
    return np.asarray(run.predictions.argmax(axis=1))
