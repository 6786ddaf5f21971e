"""The sidebar of the step page: the widgets for `StepSettings`, showing only what applies."""

from types import MappingProxyType

import streamlit as st

from engine.learning.exercises import Text
from engine.learning.tasks import InputProblem
from ui.lessons.step.settings import ACTIVATIONS, RECORDED, TASKS
from ui.look.cells import CELLS, FAMILIES, kinds_of, titles
from ui.runs.fresh import init_controls
from ui.runs.networks import cell_of, trained_on
from ui.settings.widgets import Widgets, key
from ui.words import t

# How a network usually learns a text by heart, as the lesson on learning writes it into an address.
LEARNS_A_TEXT = MappingProxyType(
    {"task": "text", "cells": "lstm", "units": "32", "rate": "0.01", "bias": "1", "batch": "1", "updates": "300"}
)


def step_controls(widgets: Widgets) -> None:
    """Draw the widgets that the settings call for."""
    if widgets["sequence"] != RECORDED:  # which has its own
        _cell(widgets)
    sequences = {
        "latch": t("Latch: keep the flagged bit"),
        "first": t("Remember the first symbol"),
        "count": t("Count ones since a reset"),
        "toggle": t("Flip at every flag"),
        "hello": t("The letters of “hello”"),
        "sine": t("A noisy sine, one step ahead"),
        "text": t("Your own text"),
        "series": t("Your own numbers"),
    }
    if widgets["sequence"] == RECORDED:  # somebody came from there
        sequences[RECORDED] = t("A recorded run of learning")
    sequence = widgets.pick("sequence", t("Sequence"), sequences)
    _sequence(widgets, sequence)
    if sequence == RECORDED:
        network = "trained"
    elif sequence in trained_on(widgets["cell"]):
        kinds = {"trained": t("Trained for it"), "fresh": t("Your own")}
        how = t("The training of the one is the slider above the picture; your own is fresh: it has learned nothing.")
        network = widgets.switch("network", t("Network"), kinds, help=how)
    elif sequence in TASKS:
        st.caption(t("This cell was not trained on this task: the sequence runs through a fresh network."))
        network = "fresh"
    else:
        st.caption(t("A text or series of your own runs through a fresh network: nobody has trained one on it."))
        network = "fresh"
    if network == "fresh":
        _fresh_network(widgets)
    _loss(widgets, has_task_loss=sequence in (*TASKS, RECORDED))
    how = t("The table for screen readers and the exports have all of them in either case.")
    widgets.switch("signals", t("Signals"), {"main": t("Main"), "all": t("All")}, help=how)


def _cell(widgets: Widgets) -> None:
    """Its family as buttons, and its kind among them as a list."""
    families = {name: t(family.title) for name, family in FAMILIES.items() if kinds_of(name)}
    chosen, buttons = CELLS[widgets["cell"]].family.name, key(widgets.page, "*family")

    def change() -> None:
        st.session_state[key(widgets.page, "cell")] = st.session_state[buttons]

    if st.session_state.get(buttons) != chosen:  # a link, or the way back, brought another
        st.session_state[buttons] = chosen
    st.pills(
        t("Cell"),
        list(families),
        default=chosen,
        required=True,
        format_func=families.__getitem__,
        key=buttons,
        on_change=change,
        wrap=True,
    )
    widgets.pick("cell", t("Kind of cell"), titles(kinds_of(chosen)))


def _sequence(widgets: Widgets, sequence: str) -> None:
    if sequence == "text":
        _offer_to_learn(widgets.text("text", t("Text, at most 200 characters"), 80))
    elif sequence == "series":
        how = t(
            "Decimal points; spaces, commas or semicolons between the numbers. They are standardised before the "
            "network reads them."
        )
        widgets.text("series", t("Numbers, at most 200"), 100, help=how)
    elif sequence not in ("hello", RECORDED):
        left, right = st.columns(2)
        widgets.whole("length", t("Steps"), left)
        widgets.whole("data_seed", t("Sequence seed"), right)


def _offer_to_learn(text: str) -> None:
    """The way to where a network learns the text, if that can be done."""
    try:
        Text(text)
    except InputProblem:
        return
    st.page_link(
        "../pages/learning.py",
        label=t("Watch a network learn this text by heart"),
        icon=":material/arrow_forward:",
        query_params={**LEARNS_A_TEXT, "text": text},
    )


def _fresh_network(widgets: Widgets) -> None:
    cell = widgets["cell"]
    left, right = st.columns(2)
    widgets.whole("units", t("Units"), left)
    widgets.whole("seed", t("Network seed"), right)
    if cell == "rnn":
        names = dict(zip(ACTIVATIONS, ("tanh", "ReLU", t("leaky ReLU"), "σ", t("linear")), strict=True))
        widgets.pick("activation", t("Activation"), names)
    init_controls(widgets, cell_of(cell))


def _loss(widgets: Widgets, *, has_task_loss: bool) -> None:
    losses = {
        "task": t("The task's own") if has_task_loss else t("½‖h‖² at the last step"),
        "last": t("½‖h‖² at the last step"),
        "every": t("½‖h‖² at every step"),
        "step": t("½‖h‖² at one step"),
        "unit": t("One unit at one step"),
    }
    if not has_task_loss:
        del losses["last"]
    loss = widgets.pick("loss", t("Loss"), losses)
    if loss in ("step", "unit"):
        left, right = st.columns(2)
        widgets.whole("loss_step", t("Loss at step"), left)
        if loss == "unit":
            widgets.whole("loss_unit", t("of unit"), right)
