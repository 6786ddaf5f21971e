"""Encoder and decoder on the page: the unrolled graph, and what each letter that is written looked at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.networks import wiring
from engine.networks.wiring import Arrow, Node
from ui.lessons.architectures.attention.run import DateRun, make_run
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled import Box, Drawing, Row, drawn, unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.teaching.predictions import Question
from ui.teaching.scenes import Scene
from ui.words import t

_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType({"fixed": {"view": "attention", "writer": "fixed"}})


def controls(widgets: Widgets) -> None:
    """The text, and who reads it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        widgets.line("date", t("Text to read"), st.container(width=320))
        names = {
            "attention": t("attention, 16 units"),
            "fixed": t("one fixed vector, 16 units"),
            "fixed_longer": t("one fixed vector, 16 units, trained longer"),
            "fixed_larger": t("one fixed vector, 32 units"),
        }
        widgets.pick("writer", t("Network"), names, st.container(width=280))
        widgets.toggle("trained", t("Trained"))


def drawing(run: DateRun) -> Drawing:
    """The unrolled graph of a run: letters, encoder, what is looked at, decoder, letters."""
    decoding = run.decoding
    states = decoding.encoder.signals["hidden"][0, :, :, 0]  # (direction, T, units)
    hidden = decoding.decoder.signals["hidden"][:, 0]
    probabilities = decoding.probabilities[:, 0]
    wide = max(len(run.text) - 1, 1) / max(run.steps - 1, 1)  # the decoder is as wide as what it reads
    row_of = {"input": "letters", "context": "context", "written": "decoder", "answer": "writes", "fed": "fed"}

    def box(node: Node) -> Box:
        step = node.step
        if node.kind == "input":
            return Box(node, "letters", step, 0, run.text[step].replace(" ", "␣"), told=t("letter {k}", k=step + 1))
        if node.kind == "state":
            row, values = ("backward" if node.direction else "forward"), states[node.direction, step]
            return Box(node, row, step, 0, values=values, told=t("encoder state {k}", k=step + 1))
        x, row = step * wide, row_of[node.kind]
        if node.kind == "context":
            return Box(node, row, x, step, "c", told=t("what is read at step {t}", t=step + 1))
        if node.kind == "written":
            return Box(node, row, x, step, values=hidden[step], told=t("decoder state {t}", t=step + 1))
        if node.kind == "fed":
            return Box(node, row, x - wide / 2, step, run.written[step - 1], told=t("fed at step {t}", t=step + 1))
        sure = f"{100 * probabilities[step].max():.0f} %"
        return Box(node, row, x, step, run.written[step], note=sure, told=t("written at step {t}", t=step + 1))

    def weight(arrow: Arrow) -> float | None:
        read, reader = arrow
        if run.model.attention is None or reader.kind != "context" or read.kind != "state":
            return None
        return float(decoding.weights[reader.step, read.step, 0])

    rows = (
        Row("writes", t("writes"), "answer", "token"),
        Row("decoder", t("decoder"), "decoder", "vector"),
        Row("fed", t("is fed"), "input", "token"),
        Row("context", t("reads"), "looking", "point"),
        Row("forward", t("encoder →"), "forward", "vector"),
        Row("backward", t("encoder ←"), "backward", "vector"),
        Row("letters", t("letters"), "input", "token"),
    )
    return drawn(run.wiring, rows, box, run.steps, weight=weight)


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: DateRun, covered: bool) -> str:
    """The graph."""
    return unrolled(
        drawing(run),
        place=place(page.settings, run.steps, 6),
        on_rest=remember(page),
        title=t("Dates in English or Russian → one format"),
    )


def question(settings: ArchitecturesSettings, run: DateRun) -> Question | None:
    """Nothing is asked yet."""
    return None


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (Scene("fixed", t("One fixed vector"), t("The same dates with nothing but the two last states.")),)


VIEW = View(
    name="attention",
    title="Encoder, decoder and attention",
    sentence="One network reads, another writes: through one fixed vector, or looking back at every state.",
    pictogram=wiring.encoder_decoder(3, 2, directions=1),
    settings=("date", "writer", "trained", "filler", "held"),
    controls=controls,
    make=make_run,
    show=show,
    question=question,
    scenes=_SCENES,
    told=scenes,
)
