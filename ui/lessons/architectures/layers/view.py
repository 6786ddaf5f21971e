"""Layers on the page: how many, which way each reads, and which symbol is changed."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.networks import wiring
from ui.lessons.architectures.layers.drawing import drawing, strips
from ui.lessons.architectures.layers.measured import accuracies, honest, lasting
from ui.lessons.architectures.layers.question import question
from ui.lessons.architectures.layers.run import STEPS, LayersRun, make_run
from ui.lessons.architectures.layers.sentences import layer_name
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled import Aside, unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.teaching.scenes import Scene
from ui.words import prose, t

_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType({"layers_last": {}, "depth": {"layers": 3}})


def controls(widgets: Widgets) -> None:
    """How many layers, which way each reads, which sequence, and which of its symbols is changed."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        widgets.switch("layers", t("Layers"), {1: "1", 2: "2", 3: "3"}, st.container(width=150))
        with st.popover(t("Directions"), width="content"):
            st.caption(t("Other directions than forwards throughout: a fresh network, to see which arrows there are."))
            ways = {"forward": t("forwards"), "backward": t("backwards"), "both": t("both ways")}
            for layer in reversed(range(int(widgets["layers"]))):
                widgets.switch(f"way_{layer + 1}", layer_name(layer), ways)
        widgets.whole("changed", t("Changed symbol, at step"), st.container(width=190))
        widgets.whole("seed", t("Sequence"), st.container(width=150))
        if all(widgets[f"way_{layer + 1}"] == "forward" for layer in range(int(widgets["layers"]))):
            widgets.toggle("trained", t("Trained"))


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: LayersRun, covered: bool) -> str:
    """The graph, and below it how far the changed symbol is felt."""

    def told(what: str, value: Any) -> None:
        if what == "changed" and type(value) is int and 1 <= value <= STEPS:  # what a browser says is input
            page.put(replace(page.settings, changed=value, scene="", box=0))

    picture = drawing(run, covered)
    return unrolled(
        picture,
        place=place(page.settings, picture.steps, picture.steps - 1),
        on_rest=remember(page),
        title=_title(run, settings),
        note=prose("architectures", "layers_how"),
        asides=() if covered else (Aside("lessons/architectures/layers/strips.js", strips(run)),),
        on_told=told,
    )


def _title(run: LayersRun, settings: ArchitecturesSettings) -> str:
    if run.is_fresh:
        return t("Layers that read in directions of their own: a fresh network")
    if not settings.trained:
        return t("How many words had an odd number of ones, modulo 3? Before training")
    return t("How many words had an odd number of ones, modulo 3?")


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: LayersRun) -> None:
    """What depth is worth here, over seeds and many sequences."""
    st.markdown(honest())
    with st.container(horizontal=True, gap="large", vertical_alignment="top"):
        for table in (accuracies(), lasting()):
            st.markdown(table, width="content")
    st.caption(prose("architectures", "layers_table"))


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene(
            "layers_last",
            t("How long it lasts"),
            t("One symbol is changed: each layer feels it for its own time."),
        ),
        Scene("depth", t("Depth"), t("One task and about as many weights, in one, two or three layers.")),
    )


VIEW = View(
    name="layers",
    title="Layers",
    sentence="Layers on top of each other: each reads the states of the one below, and has its own time scale.",
    pictogram=wiring.recurrent(3, layers=2),
    settings=("layers", "way_1", "way_2", "way_3", "changed", "trained"),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda _, run: run.trace,
    question=lambda settings, run: question(run, settings.trained),
    scenes=_SCENES,
    told=scenes,
    below=below,
)
