"""The picture: the units ranked, the text shaded by one of them, and what the network writes while it is held."""

from __future__ import annotations

from typing import Any

from ui.lessons.units.picture.component import Asked, Model, Reading, Spot, units
from ui.lessons.units.run import Found
from ui.lessons.units.settings import UnitsSettings
from ui.lessons.units.weights import url
from ui.lessons.units.words import sides, steering, titled
from ui.settings.page import Page


def show(page: Page[UnitsSettings], settings: UnitsSettings, found: Found, *, covered: bool = False) -> str:
    """Draw it, and return the key of its content; covered by a question, nothing of what steering does is seen."""
    model = found.writer.model
    low, high = sides(found.property)

    def remember(**place: Any) -> None:
        page.note_place(**place)

    return units(
        Model(
            found.writer.name,
            model.network.cell,
            model.network.cell,
            model.network.hidden_size,
            model.alphabet,
            model.begins,
            url(found.writer.name),
        ),
        Reading(found.text, None if found.property.name == "painted" else found.property.labels(found.text), found.own),
        Asked(found.property.name, found.property.kind, low, high, titled(found.property), steering(found.property)),
        None,
        spot=_spot(settings),
        on_rest=remember,
        covered=covered,
    )


def _spot(settings: UnitsSettings) -> Spot:
    return Spot(
        t=settings.t,
        unit=settings.unit,
        state=settings.state,
        held=settings.held,
        temperature=settings.temperature,
        luck=settings.luck,
        painted=settings.painted,
        span=settings.span,
        threshold=settings.threshold,
    )
