"""The race as a component: the runs once as arrays, the words; the browser draws, plays and asks for another gap."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.lessons.compare.accuracy import accuracy
from ui.lessons.compare.race.lanes import Lane, Race
from ui.lessons.compare.race.sentences import answered, began, measure, note, percent, rewriting, turning
from ui.lessons.compare.settings import STARTS
from ui.lessons.compare.view import GROUP
from ui.look import cells as looks
from ui.look import palette
from ui.mount import component
from ui.stepper import Place, place_of
from ui.stepper.content import addressed
from ui.stepper.phrases import phrases
from ui.words import language, t

NAME = "race"
STOPS = (5, 10, 20, 40, 80, 160)  # of the gap slider
LONGEST = 199
_component = component("race", "lessons/compare/race/race.js", "lessons/compare/race/race.css", ready=True)


def race_component(race: Race, place: Place, *, on_rest: Callable[[Place], None], on_gap: Callable[[int], None]) -> str:
    """Show the race, and return the key of its content.

    When the browser comes to rest, `on_rest` is told in a fragment of its own. `on_gap` is told when the gap slider is
    let go at another gap, and then the page runs anew.
    """
    data = race_data(race)
    key = NAME

    def asked() -> None:
        wanted: Any = st.session_state[key].gap
        if isinstance(wanted, int | float):  # what a browser says is input
            on_gap(min(max(int(wanted), 1), LONGEST))

    with st.container(gap=None):
        _component(key=key, data=data, on_gap_change=asked)
        units = max(lane.run.network.hidden_size for lane in race.lanes)
        place_of(NAME, data["content"], place, (race.steps, units), on_rest, ("t", "unit"))
    return str(data["content"])


def race_data(race: Race) -> dict[str, Any]:
    """Everything that the browser needs to draw and to play it, as JSON."""
    content = {
        "tokens": list(race.tokens),
        "symbol": race.symbol,
        "other": race.other,
        "asked": bool(race.answers),
        "answers": list(race.answers),
        "gap": race.gap if race.settings.sequence == "first" else 0,
        "usual": STARTS[race.settings.start][1],
        "stops": list(STOPS),
        "longest": LONGEST,
        "lanes": [_lane(race, lane) for lane in race.lanes],
        "measure": measure(race),
        "says": " ".join(filter(None, (rewriting(race), turning(race)))),
    }
    return addressed(content, NAME, GROUP) | {
        "text": {**phrases(language()), **_words(race)},
        "palette": {look.kind: look.colour for look in looks.CELLS.values()}
        # a unit's + speaks for the first answer, A (`engine.networks.unit_signs`): so A has the colour of +
        | {"answer_0": palette.SIGNED[-1][1], "answer_1": palette.SIGNED[0][1], "between": palette.BELIEF},
    }


def _lane(race: Race, lane: Lane) -> dict[str, Any]:
    return {
        "kind": lane.run.kind,
        "title": lane.run.title,
        "began": list(began(race, lane)),
        "note": note(lane),
        "lost": lane.lost,
        "widths": lane.widths.tolist(),
        "right": None if lane.right is None else lane.right.tolist(),
        "other": None if lane.other is None else lane.other.tolist(),
        "answer": _answer(race, lane),
    }


def _answer(race: Race, lane: Lane) -> Mapping[str, Any] | None:
    """What it says at the end, how sure, whether that is right, and how often it is on new sequences."""
    if lane.ending is None:
        return None
    letter, certainty = answered(race, lane)
    luck = lane.is_right and lane.ending != "knows"
    verdict = t("right, by luck") if luck else t("right") if lane.is_right else t("wrong")
    found = accuracy(race.settings, lane.run.kind)
    tally = ""
    if found is not None:
        tally = t("{right} of {count} new", right=round(found.value * found.count), count=found.count)
    return {
        "letter": letter,
        "percent": percent(certainty),
        "is_right": lane.is_right,
        "knows": lane.ending == "knows",
        "verdict": verdict,
        "tally": tally,
    }


def _words(race: Race) -> dict[str, str]:
    """What the browser's half says itself, with places that it fills."""
    return {
        "race": t("The race: what is left of the first input, step by step"),
        "gap": t("Gap"),
        "gap_letters": t("{gap} letters"),
        "gap_letter": t("1 letter"),
        "gap_trained": t("trained at {gap}"),
        "gap_how": t("Arrow keys change it by one letter, Page Up and Page Down go from stop to stop"),
        "near": t("“The clouds are in the **sky**”"),
        "far": t("“I grew up in France … I speak fluent **French**”"),
        "input": t("input"),
        "question": t("the first symbol was?"),
        "legend": t("Colour: read as"),
        "undecided": t("undecided"),
        "now": t("asked now: {answer}"),
        "width": t("width {width}"),
        "either": t("either way"),
        "toss": t("a toss-up"),
        "magnified": t("steps 1–{last}, {times}× wider"),
        "step_axis": t("step"),
        "pale": t("Pale: still to come."),
        "belt": t("{cell}: {note}"),
    }
