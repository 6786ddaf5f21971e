"""Encoder and decoder on the page: the unrolled graph, what each letter looked at, and what the four writers can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.networks import wiring
from ui.lessons.architectures.attention.asides import asides
from ui.lessons.architectures.attention.charts import below, network_names
from ui.lessons.architectures.attention.drawing import drawing
from ui.lessons.architectures.attention.questions import MONTH, mistakes, reach, what, where
from ui.lessons.architectures.attention.run import DateRun, make_run
from ui.lessons.architectures.attention.telling import verdict
from ui.lessons.architectures.settings import LONGEST, ArchitecturesSettings
from ui.lessons.architectures.unrolled import unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.teaching.predictions import Question
from ui.teaching.scenes import Scene
from ui.words import t

LAST_BOX = 87  # of the scene's graph: the last letter that is written, counted from 1
_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "looks": {"t": MONTH + 1},
        "elsewhere": {"t": MONTH + 1, "held": "7:11=1"},
        "fixed": {"date": "31 dec 1999", "writer": "fixed", "filler": 80, "t": 10},
        "untrained": {"trained": False, "t": 10, "box": LAST_BOX},
    }
)
_DECIDING = ("date", "writer", "trained", "filler", "held", "seed")


def controls(widgets: Widgets) -> None:
    """The text, and who reads it."""

    page = Page(widgets.page, ArchitecturesSettings)

    def let_go() -> None:
        """What was held belonged to other letters, or to another network."""
        page.put(replace(page.close(), held=""))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        widgets.line("date", t("Text to read"), st.container(width=240), on_change=let_go)
        widgets.pick("writer", t("Network"), network_names(), st.container(width=290), on_change=let_go)
        widgets.notches("filler", t("Filler after it, letters"), 10, st.container(width=170))
        widgets.toggle("trained", t("Trained"))


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: DateRun, covered: bool) -> str:
    """The graph, with its asides once the answer may be seen."""

    def told(what: str, value: Any) -> None:
        if what != "held" or not isinstance(value, str):
            return
        if len(value) > LONGEST:
            st.toast(t("No more weights fit into the address of this page: please let some go."))
        else:
            page.put(replace(page.settings, held=value))

    if not covered and not settings.present:  # on a wall the answer to the question says it
        st.markdown(verdict(run))
    picture = drawing(run, covered=covered)
    return unrolled(
        picture,
        place=place(page.settings, run.steps, MONTH),
        on_rest=remember(page),
        title=t("Dates in English or Russian → one format"),
        note="" if covered else _how_to_read(run),
        asides=() if covered else asides(run, picture, numbers=not settings.present),
        on_told=told,
    )


def _how_to_read(run: DateRun) -> str:
    ways = (
        t("Each **c** is the weighted mean of all encoder states; the thicker its line, the larger the weight.")
        if run.attends
        else t("Each **c** is the same: the two states at the ends of the encoder, and nothing else.")
    )
    return ways + " " + t(
        "The squares are the units of a state, from −1 to 1. Where a letter has no percentage, the network is more "
        "than 99.5 % sure of it. Click a written letter to see how strongly its loss pulls on every state."
    )  # fmt: skip


def question(settings: ArchitecturesSettings, run: DateRun) -> Question | None:
    """What is asked first, in the scenes; whoever types a text or holds a weight wants to see what happens."""
    scene = next((name for name, changes in _SCENES.items() if _is(settings, changes)), "")
    asked = {"looks": where, "elsewhere": what, "fixed": mistakes, "untrained": reach}
    return asked[scene](run) if scene else None


def _is(settings: ArchitecturesSettings, changes: Mapping[str, Any]) -> bool:
    scene = replace(ArchitecturesSettings(), **changes)
    return all(getattr(settings, name) == getattr(scene, name) for name in _DECIDING)


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene(
            "looks",
            t("Where it looks"),
            t("For each letter that it writes it looks back at the text, at some letters more than at others."),
        ),
        Scene("elsewhere", t("Point it elsewhere"), t("One weight is held, and another month is written.")),
        Scene("fixed", t("One fixed vector"), t("The same task with nothing but the two last states.")),
        Scene("untrained", t("Before training"), t("What the loss on the last letter reaches, and how strongly.")),
    )


VIEW = View(
    name="attention",
    title="Encoder, decoder and attention",
    sentence="One network reads, another writes: through one fixed vector, or looking back at every state.",
    pictogram=wiring.encoder_decoder(3, 2, directions=1),
    settings=("date", "writer", "trained", "filler", "held"),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda _, run: run.losses,
    question=question,
    scenes=_SCENES,
    told=scenes,
    below=below,
)
