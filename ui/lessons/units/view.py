"""The picture: the units ranked, the text shaded by one of them, and what the network writes while it is held."""

from __future__ import annotations

from typing import Any

from ui.lessons.units import known
from ui.lessons.units.run import Found
from ui.lessons.units.scenes import SCRIPT, TRACKING
from ui.lessons.units.settings import UnitsSettings
from ui.lessons.units.weights import url
from ui.settings.page import Page
from ui.units.component import units
from ui.units.content import Asked, Model, Reading
from ui.units.ranking import usual
from ui.units.words import sides, steering, titled
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
    held = usual(ranking)
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
        spot=settings.spot(settings.t, settings.unit, held),
        usual=held,
        on_rest=lambda **place: page.note_place(**place),
        measured=known.tables_of(found, asked),
        covered=covered,
        veiled=t("Commit to an answer first, then reveal the picture.") if covered and is_of_tracking else "",
        can_measure=is_painted,
        wall=("tracks" if covered or is_of_tracking else "writes") if large else "",
        on_told=told,
    )
