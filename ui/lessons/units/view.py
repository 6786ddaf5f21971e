"""The picture: the units ranked, the text shaded by one of them, and what the network writes while it is held."""

from __future__ import annotations

from typing import Any

from ui.lessons.units import known
from ui.lessons.units.picture.component import FREE, Asked, Model, Ranking, Reading, Spot, units
from ui.lessons.units.run import Found
from ui.lessons.units.scenes import SCRIPT, TRACKING
from ui.lessons.units.settings import UnitsSettings
from ui.lessons.units.weights import url
from ui.lessons.units.words import sides, steering, titled
from ui.settings.page import Page
from ui.words import t


def show(
    page: Page[UnitsSettings], settings: UnitsSettings, found: Found, *, covered: bool = False, large: bool = False
) -> None:
    """Draw it. Covered by a question, what it asks for is not seen: what steering does, or all of it.

    `large`: on a wall, which has room for who tracks it or for what is written.
    """
    is_of_tracking = SCRIPT.current(settings) in TRACKING
    model, property = found.writer.model, found.property
    is_painted = property.name == "painted"
    asked = Asked(property.name, property.kind, *sides(property), titled(property), steering(property))

    def told(what: str, value: Any) -> None:
        if what == "measure" and isinstance(value, str):
            page.note_place(painted=value)
            known.want(value)

    known.measure_what_is_wanted(found)
    ranking = known.ranking_of(found, settings.painted)
    usual = _usual(ranking)
    units(
        Model(
            name=found.writer.name,
            cell=model.network.cell,
            kind=model.network.cell,
            units=model.network.hidden_size,
            alphabet=model.alphabet,
            begins=model.begins,
            url=url(found.writer.name),
        ),
        Reading(found.text, None if is_painted else property.labels(found.text), found.own),
        asked,
        ranking,
        spot=_spot(settings, usual),
        usual=usual,
        on_rest=lambda **place: page.note_place(**place),
        measured=known.tables_of(found, asked),
        covered=covered,
        veiled=t("Commit to an answer first, then reveal the picture.") if covered and is_of_tracking else "",
        can_measure=is_painted,
        wall=("tracks" if covered or is_of_tracking else "writes") if large else "",
        on_told=told,
    )


def _usual(ranking: Ranking | None) -> str:
    """What is held where nobody has said it: the unit that tracks best, as it is where it is high."""
    tracked = [unit for unit in ranking.state["cell"] if unit.tracks >= 0] if ranking else []  # else it is NaN
    best = max(tracked, key=lambda unit: unit.tracks, default=None)
    return f"{best.unit + 1}:{round(best.high, 2):g}" if best else FREE


def _spot(settings: UnitsSettings, usual: str) -> Spot:
    """Where to stand."""
    return Spot(
        t=settings.t,
        unit=settings.unit,
        state=settings.state,
        held=settings.held or usual,
        temperature=settings.temperature,
        luck=settings.luck,
        painted=settings.painted,
        span=settings.span,
        threshold=settings.threshold,
    )
