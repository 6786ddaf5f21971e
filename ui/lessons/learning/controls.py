"""The widgets of the lesson on learning, showing only what applies."""

from collections.abc import Mapping

import streamlit as st

from engine.learning.exercises.series import MIN_VALUES
from engine.learning.exercises.table import MAX_ROWS
from engine.learning.tasks import MAX_TYPED
from ui.lessons.learning.own_column import uploader
from ui.lessons.learning.settings import BIASES, CLIPS, KINDS, LearningSettings, usual_of
from ui.look.cells import titles
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.words import t


def task_names() -> Mapping[str, str]:
    """The tasks in the session's language, in the order in which they are offered."""
    return {
        "first": t("Remember the first symbol"),
        "latch": t("Latch: keep the flagged bit"),
        "adding": t("Adding two marked numbers"),
        "echo": t("Echo of bits, some steps ago"),
        "hello": t("Spell “hello”"),
        "text": t("Your own text"),
        "intent": t("What does a question want?"),
        "sine": t("A noisy sine"),
        "series": t("A real series, or your numbers"),
        "column": t("A column of your CSV file"),
    }


def sidebar(page: Page[LearningSettings]) -> None:
    """Task, and who learns it how."""
    widgets = page.widgets

    def another_task() -> None:
        page.put(usual_of(widgets["task"], page.settings))

    task = widgets.pick("task", t("Task"), task_names(), on_change=another_task)
    _task(widgets, task)
    beside = _beside(widgets, task)
    _cells(widgets, beside)
    left, right = st.columns(2)
    widgets.whole("units", t("Units"), left)
    widgets.whole("updates", t("Updates"), right)
    widgets.ladder("rate", t("Learning rate"))
    with st.expander(t("More of the learner")):
        _more(widgets, task, beside)


def _task(widgets: Widgets, task: str) -> None:
    match task:
        case "first":
            widgets.notches("gap", t("Longest gap"), 1)
            widgets.toggle("only", t("Only this gap, no shorter ones"))
        case "adding":
            widgets.notches("length", t("Steps"), 1)
        case "echo":
            widgets.notches("lag", t("Lag: echo the bit of so many steps ago"), 1)
        case "text":
            widgets.text("text", t("Text, at most {limit} characters", limit=MAX_TYPED), 100)
        case "intent":
            widgets.switch("tongue", t("Language of the questions"), {"en": "English", "ru": "Русский"})
        case "series":
            if widgets.switch("series", t("Series"), {"sunspots": t("Sunspots"), "own": t("Your numbers")}) == "own":
                widgets.text("numbers", t("Numbers"), 100, help=_help_of_numbers())
        case "column":
            uploader()


def _help_of_numbers() -> str:
    return t(
        "From {low} to {high} of them, with spaces, commas or semicolons between. A CSV file may have {more}.",
        low=MIN_VALUES,
        high=MAX_TYPED,
        more=f"{MAX_ROWS:,}",
    )


def _beside(widgets: Widgets, task: str) -> str:
    names = {
        "cells": t("different cells"),
        "bias": t("forget bias 0, 1, 3"),
        "clip": t("not clipped, clipped"),
        "start": t("the start of an RNN"),
    }
    if task == "echo":
        names["window"] = t("windows around the lag")
    return widgets.pick("beside", t("Side by side"), names)


def _cells(widgets: Widgets, beside: str) -> None:
    if beside != "start":
        label = t("Cells, up to three") if beside == "cells" else t("Cell (the first counts)")
        widgets.several("cells", label, titles(KINDS))


def _more(widgets: Widgets, task: str, beside: str) -> None:
    starts = {"default": t("as PyTorch does"), "orthogonal": t("orthogonal W"), "identity": t("W = I and ReLU (RNN)")}
    if beside != "start":
        widgets.pick("start", t("Weights begin"), starts)
    if beside != "bias":
        biases = {name: t("as drawn") if name == "drawn" else name for name in BIASES}
        widgets.pick("bias", t("Bias of the gate that keeps"), biases)
    widgets.switch("optimiser", t("Optimiser"), {"adam": "Adam", "sgd": "SGD"})
    if beside != "clip":
        limits = {name: t("off") if name == "off" else name for name in CLIPS}
        widgets.pick("clip", t("Clip the gradient's norm at"), limits)
    if beside != "window":
        help = t("The gradient stops at its borders, the state goes on; 0: the whole sequence.")
        widgets.whole("window", t("Truncated window, in steps"), help=help)
    left, right = st.columns(2)
    if task not in ("hello", "text"):
        widgets.whole("batch", t("Batch"), left)
    widgets.whole("seed", t("Seed"), right)
