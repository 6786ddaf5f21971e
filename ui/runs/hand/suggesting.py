"""Experiments that a page suggests on a run: one click each, and what came of it in a sentence computed from the run.

What a suggestion is called says what the hand does, never what will come of it: that is for the numbers to say.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.networks.network import suffix
from ui.look.cells import CELLS, kind_of
from ui.runs.hand.held import LARGEST, Held, spell
from ui.runs.hand.in_hand import InHand
from ui.words import t

Array = NDArray[np.float64]
Ending = Callable[[InHand, InHand, int], str]
SURVIVES = 0.1  # of what a state was: less than that has gone


@dataclass(frozen=True)
class Suggestion:
    """What the hand does, what that is called, and what is to be said of the run before and after.

    `ending` takes the run as it was, the run with the hand in it, and the first step that is held.
    """

    label: str
    held: Held
    ending: Ending


def of_cell(run: InHand, first: int) -> tuple[Suggestion, ...]:
    """What could be tried on any run of its cell, from a step on, the most telling first."""

    def hold(label: str, signal: str, value: float, ending: Ending) -> Suggestion:
        return Suggestion(label, Held(signal, value, first), ending)

    kind = kind_of(run.trace.cell)
    match kind:
        case "lstm":
            return (
                hold(t("forget gate open"), "forget_gate", 1.0, _kept),
                hold(t("forget gate shut"), "forget_gate", 0.0, _forgotten),
                hold(t("input gate open"), "input_gate", 1.0, _written),
                hold(t("output gate shut"), "output_gate", 0.0, _hidden_away),
            )
        case "gru":
            return (
                hold(t("update gate open"), "update_gate", 1.0, _frozen),
                hold(t("update gate shut"), "update_gate", 0.0, _replaced),
            )
    gates = [run.trace.describe(name) for name in CELLS[kind].main]
    found = [
        hold(t(label, gate=t(gate.title)), gate.name, value, reaches)
        for gate in gates
        if gate.kind == "gate"
        for label, value in (("{gate} open", 1.0), ("{gate} shut", 0.0))
    ]
    return tuple(found) or (_doubled(run),)


def came_of(suggestions: Iterable[Suggestion], run: InHand, changed: InHand, holds: Iterable[Held]) -> str:
    """What came of a suggestion; "" where something else is held."""
    held = tuple(holds)
    known = {(suggestion.held,): suggestion for suggestion in suggestions}
    return known[held].ending(run, changed, held[0].first) if held in known else ""


def offered(suggestions: Iterable[Suggestion]) -> tuple[tuple[str, str], ...]:
    """As the browser takes them: what they are called, and what they hold."""
    return tuple((suggestion.label, spell([suggestion.held])) for suggestion in suggestions)


def _doubled(run: InHand) -> Suggestion:
    """Double the recurrent weight that is largest, as far as weights go."""
    weight = run.network.layer(run.part.layer, run.part.direction).weight_hh
    to, of = (int(place) for place in np.unravel_index(np.abs(weight).argmax(), weight.shape))
    doubled = float(np.clip(2 * weight[to, of], -LARGEST, LARGEST))
    label = t("weight from h{of} to h{to} doubled", of=of + 1, to=to + 1)
    return Suggestion(label, Held("weight_hh", doubled, to, to, of), _radius)


def _largest(values: Array) -> str:
    return f"{np.abs(values).max():.2f}"


def _both(name: str, run: InHand, changed: InHand, first: int) -> tuple[str, str]:
    """The largest size of a signal from the first held step on: with the hand, and before."""
    return _largest(run.part.of(changed.trace[name])[first:]), _largest(run.part.of(run.trace[name])[first:])


def _kept(run: InHand, changed: InHand, first: int) -> str:
    now, before = _both("cell", run, changed, first)
    return t(
        "Nothing is erased any more, everything adds up: |c| reaches {now}; before, {before}.", now=now, before=before
    )


def _forgotten(run: InHand, changed: InHand, first: int) -> str:
    now, before = _both("cell", run, changed, first)
    return t("c is only what its own step writes: |c| reaches {now}; before, {before}.", now=now, before=before)


def _written(run: InHand, changed: InHand, first: int) -> str:
    now, before = _both("cell", run, changed, first)
    return t(
        "Every candidate is written in full, wanted or not: |c| reaches {now}; before, {before}.",
        now=now,
        before=before,
    )


def reaches(run: InHand, changed: InHand, first: int) -> str:
    """How large the memory becomes."""
    memory = "cell" if "cell" in run.trace.signals else "hidden"
    now, before = _both(memory, run, changed, first)
    symbol = run.trace.describe(memory).symbol.partition("_")[0]
    return t("|{symbol}| reaches {now}; before, {before}.", symbol=symbol, now=now, before=before)


def _hidden_away(run: InHand, changed: InHand, first: int) -> str:
    now, before = (run.part.of(one.trace["cell"])[-1] for one in (changed, run))
    shown = run.part.of(changed.trace["hidden"])
    unit = int(np.abs(before).argmax())
    survives = abs(now[unit]) > SURVIVES * abs(before[unit])
    words = {"h": _largest(shown[first:]), "step": first + 1, "unit": unit + 1}
    words |= {"now": signed(now[unit]), "before": signed(before[unit])}
    if survives:
        return t(
            "h is {h} from step {step} on, yet c is still there: at the end unit {unit} holds {now}; before, {before}.",
            **words,
        )
    return t(
        "h is {h} from step {step} on, and c is gone: at the end unit {unit} holds {now}; before, {before}.", **words
    )


def _frozen(run: InHand, changed: InHand, first: int) -> str:
    hidden = run.part.of(changed.trace["hidden"])
    moved = np.abs(hidden[first:] - hidden[first - 1]).max()
    return t("h stands still: from step {step} on it moves by {moved} at most.", step=first + 1, moved=f"{moved:.2g}")


def _replaced(run: InHand, changed: InHand, first: int) -> str:
    hidden, candidate = (run.part.of(changed.trace[name])[first:] for name in ("hidden", "candidate"))
    apart = np.abs(hidden - candidate).max()
    return t("Nothing of the old h stays: h and the candidate are {apart} apart at most.", apart=f"{apart:.2g}")


def _radius(run: InHand, changed: InHand, first: int) -> str:
    name = "weight_hh" + suffix(run.part.layer, run.part.direction)
    now, before = (np.abs(np.linalg.eigvals(one.network.weights[name])).max() for one in (changed, run))
    return t("The spectral radius of W is {now} now; before, {before}.", now=f"{now:.2f}", before=f"{before:.2f}")


def signed(value: float) -> str:
    """With two decimals and a true minus."""
    return f"{value:.2f}".replace("-", "−")
