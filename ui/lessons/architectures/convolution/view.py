"""Convolution on the page: filters that slide along letters, the window's sum beside them, and what a window costs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.networks import wiring
from engine.networks.convolutional import convolutional
from ui.lessons.architectures.convolution.picture import finder_drawing
from ui.lessons.architectures.convolution.questions import question
from ui.lessons.architectures.convolution.run import FinderRun, make_run
from ui.lessons.architectures.convolution.sections import below
from ui.lessons.architectures.convolution.telling import note, reaches, title
from ui.lessons.architectures.convolution.window import window_data
from ui.lessons.architectures.settings import MOST_FILTERS, ArchitecturesSettings
from ui.lessons.architectures.unrolled import Aside, unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets, key
from ui.stepper import Place
from ui.teaching.presenter import is_presenting
from ui.teaching.scenes import Scene
from ui.words import t

BESIDE = 26  # columns: where there are more, the filter stands below the graph
NEAR_LETTERS = "BGFACDHEAFAGEGDHFBCEDB"  # no FACE, and three near misses
_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "motif": {"search": "motif", "filters": "4"},
        "near": {"search": "motif", "filters": "2", "letters": NEAR_LETTERS},
        "order": {"search": "order", "reach": "5", "gap": 10},
    }
)
_MODULE = "lessons/architectures/convolution/aside.js"


def controls(widgets: Widgets) -> None:
    """What is searched, in which letters, and how the filters slide."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        searches = {"motif": t("Is FACE there?"), "order": t("A or B first?")}
        search = widgets.pick("search", t("Task"), searches, st.container(width=170))
        letters = "letters" if search == "motif" else "clues"
        widgets.line(letters, t("Your own letters (empty: an example)"), st.container(width=300))
        if search == "motif":
            names = {width: t("width {width}", width=width) for width in ("1", "2", "3", "4", "7")}
            names["several"] = t("widths 1 to 4 together")
            widgets.pick("filters", t("Filters"), names, st.container(width=210))
        else:
            widgets.pick("reach", t("Network"), reaches(), st.container(width=210))
            widgets.whole("gap", t("B after A by"), st.container(width=110))
    if search == "order" and widgets["reach"] == "gru":
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        told = t("0: the one that says most for the answer")
        widgets.whole("filter", t("Filter"), st.container(width=110), help=told)
        if search == "motif" or widgets["reach"] != "dilated":
            widgets.whole("padding", t("Padding"), st.container(width=110))
            widgets.whole("stride", t("Stride"), st.container(width=110))
            widgets.whole("dilation", t("Dilation"), st.container(width=110))
            widgets.whole("pool", t("Pooling window"), st.container(width=130))
        widgets.toggle("alone", t("This filter alone"))


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: FinderRun, covered: bool) -> str:
    """The graph, and beside it the chosen filter at the place where the transport stands."""
    drawing = finder_drawing(run, alone=settings.alone, covered=covered)
    beside = drawing.columns <= BESIDE
    asides = []
    if run.recording is not None and not covered and (beside or not is_presenting()):
        asides.append(Aside(_MODULE, window_data(run, drawing), beside=beside))

    keep = remember(page)

    def rested(where: Place) -> None:
        """Who is at the end stays there, also where another picture has more steps or fewer."""
        keep(Place(-1, where.unit) if where.step == drawing.steps - 1 else where)

    def told(what: str, value: Any) -> None:
        if what == "filter" and type(value) is int and 1 <= value <= MOST_FILTERS:  # what a browser says is input
            st.session_state[key(page.name, "filter")] = value

    return unrolled(
        drawing,
        place=Place(0, 0) if covered else place(page.settings, drawing.steps, drawing.steps - 1),
        on_rest=(lambda _: None) if covered else rested,  # what is uncovered opens at its end
        title=title(run),
        note="" if covered else note(run, settings.alone),
        asides=asides,
        on_told=told,
    )


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene(
            "motif", t("A motif, wherever it stands"), t("Filters of width 4 slide along: one of them looks for FACE.")
        ),
        Scene(
            "near",
            t("Fooled by near misses"),
            t("Filters of width 2 see two letters at once, and never the whole word."),
        ),
        Scene("order", t("Farther apart than the window"), t("Which letter came first? No filter sees both of them.")),
    )


VIEW = View(
    name="convolution",
    title="Convolution",
    sentence="No state is carried on: the same small filters slide along, and the largest that each finds counts.",
    pictogram=wiring.convolution(5, convolutional(1, 2, (3,), 1)),
    settings=(
        "search",
        "letters",
        "clues",
        "filters",
        "reach",
        "filter",
        "stride",
        "padding",
        "dilation",
        "pool",
        "gap",
    ),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda _, run: run.trace if run.recording is None else run.recording,
    question=question,
    scenes=_SCENES,
    told=scenes,
    below=below,
)
