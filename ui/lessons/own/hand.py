"""A person's hand in the run of an own model. What came of the last one is kept by the session, and goes with it."""

from dataclasses import replace

import engine
from engine.recording.differences import Differences
from ui.figures.bands import MOST_ROWS
from ui.figures.part import Part
from ui.lessons.own.run import OwnRun
from ui.lessons.own.session import MADE, memoised
from ui.lessons.own.suggestions import suggestions
from ui.runs import hand
from ui.runs.agreement import agreement
from ui.runs.hand import Held, InHand
from ui.runs.hand.suggesting import came_of, offered
from ui.stepper import Live, Panel, Settled
from ui.words import t

MOST_NUMBERS = 16_000  # steps times units: they are recorded, checked and sent within a second or two
MOST_WEIGHTS = 100_000  # of a part: they travel with it
_HELD = f"{MADE}.held"


def reach(run: OwnRun, part: Part, spelled: str) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """What an address holds in the part of a run that is on show, and a sentence for everything that cannot be had."""
    if spelled and (why := out_of_reach(run, part)):
        return (), (t("{problem} The picture is shown without it.", problem=why),)
    return hand.read_hand(spelled, _in_hand(run, part))


def is_in_reach(run: OwnRun, part: Part) -> bool:
    """Whether there is a cell to take hold of, and the run small enough to be recorded anew when a hand lets go."""
    return not out_of_reach(run, part)


def out_of_reach(run: OwnRun, part: Part) -> str:
    """Why nothing of a run can be held; "" where it can."""
    units, steps = run.network.hidden_size, len(run.sequence)
    if run.network.proj_size:
        return t("Nothing can be held here: of a cell that projects its hidden state none is drawn to take hold of.")
    if units > MOST_ROWS:
        return t(
            "Nothing can be held here: what is held moves all {units} units, and the picture has the numbers of "
            "{shown} of them. A layer of up to {most} units can be taken hold of.",
            units=units,
            shown=len(part.units) or units,
            most=MOST_ROWS,
        )
    weights = run.network.layer(part.layer, part.direction)
    if (count := weights.weight_ih.size + weights.weight_hh.size) > MOST_WEIGHTS:
        return t(
            "Nothing can be held here: it has {count} weights, and up to {most} of a layer travel to your browser.",
            count=f"{count:,}",
            most=f"{MOST_WEIGHTS:,}",
        )
    if units * steps > MOST_NUMBERS:
        return t(
            "This run is too large to take hold of: {units} units times {steps} steps are {count} numbers, and up to "
            "{most} are recorded anew while somebody waits.",
            units=units,
            steps=steps,
            count=f"{units * steps:,}",
            most=f"{MOST_NUMBERS:,}",
        )
    return ""


def live(run: OwnRun, part: Part) -> Live | None:
    """How a part of a run follows a hand; None where none can take hold of it."""
    task = "" if run.sequence.targets is None else run.sequence.task
    if not is_in_reach(run, part):
        return None
    held = _in_hand(run, part)
    return hand.live(held, task, offered(suggestions(held)))


def with_more(panel: Panel, run: OwnRun, part: Part) -> Panel:
    """The panel of a part of a run, with what it needs beside its own numbers to follow a hand."""
    return replace(panel, arrays={**panel.arrays, **hand.beside(_in_hand(run, part))})


def settle(run: OwnRun, part: Part, spelled: str) -> Settled:
    """What the engine and torch find for a hand in the run."""
    before, (changed, found) = _in_hand(run, part), _held(run, part, spelled)
    holds, _ = hand.read_hand(spelled, before)
    told = came_of(suggestions(before), before, changed, holds)
    return replace(hand.settled(before, changed, found), ending=told)


def badge(run: OwnRun, part: Part, spelled: str) -> str:
    """What torch found when it computed the run with the same hand in it, in Markdown."""
    changed, found = _held(run, part, spelled)
    return agreement(found, nonfinite=changed.trace.first_nonfinite is not None, held=True)


def _in_hand(run: OwnRun, part: Part) -> InHand:
    return InHand(run.trace, run.sequence, run.answer.readout() if run.answer else None, part)


def _held(run: OwnRun, part: Part, spelled: str) -> tuple[InHand, Differences]:
    """The run with a hand in it, and how far torch's numbers are from it."""

    def hold() -> tuple[InHand, Differences]:
        holds, _ = hand.read_hand(spelled, _in_hand(run, part))
        changed = hand.with_hand(_in_hand(run, part), holds)
        return changed, engine.verify(changed.trace)

    return memoised(_HELD, (run, part, spelled), hold)
