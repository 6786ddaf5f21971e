"""The shapes on the page: which is chosen, on what, the unrolled graph, and how strongly every loss pulls on it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.learning.shapes import VOCABULARIES
from engine.networks import wiring
from ui.lessons.architectures.chooser.component import chooser
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.shapes import examples
from ui.lessons.architectures.shapes.asides import asides
from ui.lessons.architectures.shapes.drawing import drawing
from ui.lessons.architectures.shapes.measured import measured
from ui.lessons.architectures.shapes.question import question
from ui.lessons.architectures.shapes.run import WORDED, make_run
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.shapes.shapes import SHAPES
from ui.lessons.architectures.unrolled import unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets, key
from ui.teaching.scenes import Scene
from ui.words import prose, t

_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "tagging": {"shape": "many_many"},
        "sentiment": {"shape": "many_one"},
        "caption": {"shape": "one_many"},
    }
)


def controls(widgets: Widgets) -> None:
    """Which shape, and what it reads."""
    page = Page(widgets.page, ArchitecturesSettings)

    def choose(shape: str) -> None:
        """Another shape, on its usual example."""
        page.put(replace(page.settings, shape=shape, words="", scene="", t=0, box=0))

    shape = widgets["shape"]
    chooser(SHAPES, shape, choose, label=t("Which shape"), within="shapes")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if shape == "encoder_decoder":
            widgets.line("words", t("Date to read"), st.container(width=300), placeholder=examples.usual(shape))
        elif shape in WORDED:
            known = VOCABULARIES[WORDED[shape]].words
            told = t("The network knows {count} words: {words}.", count=len(known), words=", ".join(known))
            field = st.container(width=340)
            widgets.line("words", t("Sentence to read"), field, placeholder=examples.usual(shape), help=told)
        _examples(page, shape, widgets["words"])


def _examples(page: Page[ArchitecturesSettings], shape: str, words: str) -> None:
    offered, chosen = examples.OFFERED[shape], key(page.name, f"*{shape}")
    typed = words or examples.usual(shape)
    st.session_state[chosen] = typed if typed in offered else None

    def take() -> None:
        if taken := st.session_state[chosen]:  # a second click would only take the mark away
            words = "" if taken == examples.usual(shape) else taken
            page.put(replace(page.settings, words=words, scene="", t=0, box=0))

    st.pills(t("Examples"), offered, key=chosen, on_change=take, wrap=True)


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: ShapeRun, covered: bool) -> str:
    """The graph, beside it what can be changed, and what comes back."""
    picture = drawing(run, covered)

    def told(what: str, value: Any) -> None:
        if what == "pixels" and isinstance(value, str):  # what a browser says is input: `make_run` looks at it
            page.put(replace(page.settings, words=value[:64], scene=""))

    return unrolled(
        picture,
        place=place(page.settings, run.steps, run.steps - 1),
        on_rest=remember(page),
        title=t(SHAPES[run.shape].sentence),
        note=_how(run),
        asides=asides(run, picture, covered),
        on_told=told,
    )


def _how(run: ShapeRun) -> str:
    """How to read the picture."""
    more = {"many_one": ("shapes_unasked",), "many_many": ("shapes_tags",)}.get(run.shape, ())
    return " ".join(prose("architectures", section) for section in ("shapes_how", *more))


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: ShapeRun) -> None:
    """How good the network is."""
    st.caption(measured(run.shape))


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene("tagging", t("The same word twice"), t("“They fish the fish”: one word, two tags, by what came before.")),
        Scene(
            "sentiment", t("“not”"), t("One answer, at the end: “not” has to be carried there, from state to state.")
        ),
        Scene(
            "caption", t("A caption"), t("One picture, many words: it is seen once, and every word is made of that.")
        ),
    )


VIEW = View(
    name="shapes",
    title="Shapes",
    sentence="One or many inputs, one or many answers: which of them reach which.",
    pictogram=wiring.recurrent(3, answers=[2]),
    settings=("shape", "words"),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda _, run: run.recorded,
    question=lambda settings, run: question(run) if settings.words in ("", *examples.OFFERED[run.shape]) else None,
    scenes=_SCENES,
    told=scenes,
    below=below,
)
