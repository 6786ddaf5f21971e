"""What the units of somebody's own model know: ranked, a text shaded by one, and what is written while it is held."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from engine.learning.tasks import InputProblem
from ui.lessons.own.letters import MOST_STEERED, Asked, asked, measure, ranking
from ui.lessons.own.session import MADE, Model, kept
from ui.lessons.own.settings import OwnSettings
from ui.look.cells import kind_of
from ui.settings.page import Page
from ui.units import Model as Shown
from ui.units import Reading, units
from ui.units import content as picture
from ui.units.ranking import told, usual, watched
from ui.units.words import sides, steering, titled
from ui.words import plain, say_problem, t

_WANTED = f"{MADE}.wanted"  # for which painted letters steering is to be measured


def questions() -> Mapping[str, str]:
    """What a unit might know, as far as a text alone tells it."""
    return {
        "quotes": t("Inside quotation marks"),
        "depth": t("Depth of brackets"),
        "word": t("Place in the word"),
        "line": t("Place in the line"),
        "next_vowel": t("A vowel comes next"),
        "next_consonant": t("A consonant comes next"),
        "next_space": t("A space comes next"),
        "next_mark": t("A mark comes next"),
        "painted": t("Mark it yourself"),
    }


def units_controls(page: Page[OwnSettings]) -> None:
    """What is asked, and how the network goes through paragraphs: once there are letters to ask about."""
    widgets, vocabulary = page.widgets, kept("vocabulary")
    if widgets["data"] != "text" or vocabulary is None:
        return

    def begin_anew(name: str) -> None:
        """Another question: a unit, a letter or what was held means nothing there."""
        page.put(replace(page.settings, **{name: widgets[name]}, unit=0, t=0, held="", painted=""))

    label = t("What might a unit know?")
    widgets.pills("know", label, questions(), on_change=begin_anew, args=("know",))
    if "\n" in vocabulary.content.tokens:
        widgets.check("anew", t("In training, its memory was empty where a line began"))


def show_units(page: Page[OwnSettings], model: Model) -> None:
    """Draw the picture, or say what is missing."""
    settings = page.settings
    page.write(settings)
    progress = st.empty()  # always there, so that what follows stays
    try:
        found = asked(model, settings)
    except InputProblem as problem:
        st.info(say_problem(problem))
        return
    painted = st.session_state.pop(_WANTED, None)
    if painted is not None:
        measure(found, settings, lambda rankings: watched(rankings, progress))
    with st.spinner(t("Every unit is asked …")):
        measured = ranking(found, settings)
    page.tell(t("What units know"), about(found))
    st.caption(about(found))
    _picture(page, found, None if measured is None else told(measured, settings.painted))


def _picture(page: Page[OwnSettings], found: Asked, known: picture.Ranking | None) -> None:
    settings, speaker, property = page.settings, found.speaker, found.property
    model = speaker.model
    held = usual(known)

    def heard(what: str, value: Any) -> None:
        if what == "measure" and isinstance(value, str):
            page.note_place(painted=value)
            st.session_state[_WANTED] = value

    how = steering(property)
    if model.network.hidden_size > MOST_STEERED:
        how += " " + t("It is measured of the {count} units that track best.", count=MOST_STEERED)
    labels = None if property.name == "painted" else property.labels(found.text)
    units(
        Shown(
            name="own",
            cell=model.network.cell,
            kind=kind_of(model.network.cell),
            units=model.network.hidden_size,
            alphabet=model.alphabet,
            begins=model.begins,
            url=f"own:{speaker.name}",
            layer=model.layer,
        ),
        Reading(found.text, labels, own=True),
        picture.Asked(property.name, property.kind, *sides(property), titled(property), how),
        known,
        spot=settings.spot(settings.t, settings.unit, held),
        usual=held,
        weights=speaker.weights,
        on_rest=lambda **place: page.note_place(**place),
        can_measure=True,
        on_told=heard,
    )


def about(found: Asked) -> str:
    """What was read, and by which letters."""
    read = len(found.text)
    units_count = found.speaker.model.network.hidden_size
    said = [t("It reads your text and guesses each next letter, of {count}.", count=len(found.speaker.model.alphabet))]
    model = found.speaker.model
    if (layers := model.network.num_layers) > 1:
        said.append(t("The units are those of **layer {layer} of {layers}**.", layer=model.layer + 1, layers=layers))
    if read < found.letters:
        said.append(
            t(
                "The first {read} of {letters} letters are read: with {units} units the picture has room for no more.",
                read=f"{read:,}",
                letters=f"{found.letters:,}",
                units=units_count,
            )
        )
    signs = [(sign, token) for sign, token in found.speaker.signs.items() if len(token) > 1]
    if signs:
        said.append(
            t("Signs of its own: {signs}.", signs=", ".join(f"{sign} {plain(token)}" for sign, token in signs[:12]))
        )
    return " ".join(said)
