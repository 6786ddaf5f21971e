"""The sidebar of the step page: the widgets for `StepSettings`, showing only what applies."""

import streamlit as st

from ui.lessons.step.settings import ACTIVATIONS, BIASES, INITS, TASKS
from ui.look.cells import titles
from ui.settings.widgets import Widgets
from ui.words import t


def step_controls(widgets: Widgets) -> None:
    """Draw the widgets that the settings call for."""
    widgets.switch("cell", t("Cell"), titles())
    sequences = {
        "latch": t("Latch: keep the flagged bit"),
        "first": t("Remember the first symbol"),
        "hello": t("The letters of “hello”"),
        "sine": t("A noisy sine, one step ahead"),
        "text": t("Your own text"),
        "series": t("Your own numbers"),
    }
    sequence = widgets.pick("sequence", t("Sequence"), sequences)
    _sequence(widgets, sequence)
    if sequence in TASKS:
        network = widgets.switch("network", t("Network"), {"trained": t("Trained"), "fresh": t("Fresh")})
    else:
        st.caption(t("A text or series of your own runs through a fresh network: nobody has trained one on it."))
        network = "fresh"
    if network == "fresh":
        _fresh_network(widgets)
    _loss(widgets, has_task_loss=sequence in TASKS)
    how = t("The table for screen readers and the exports have all of them in either case.")
    widgets.switch("signals", t("Signals"), {"main": t("Main"), "all": t("All")}, help=how)


def _sequence(widgets: Widgets, sequence: str) -> None:
    if sequence == "text":
        widgets.text("text", t("Text, at most 200 characters"), 80)
    elif sequence == "series":
        how = t(
            "Decimal points; spaces, commas or semicolons between the numbers. They are standardised before the "
            "network reads them."
        )
        widgets.text("series", t("Numbers, at most 200"), 100, help=how)
    elif sequence != "hello":
        left, right = st.columns(2)
        widgets.whole("length", t("Steps"), left)
        widgets.whole("data_seed", t("Sequence seed"), right)


def _fresh_network(widgets: Widgets) -> None:
    cell = widgets["cell"]
    left, right = st.columns(2)
    widgets.whole("units", t("Units"), left)
    widgets.whole("seed", t("Network seed"), right)
    if cell == "rnn":
        names = dict(zip(ACTIVATIONS, ("tanh", "ReLU", t("leaky ReLU"), "σ", t("linear")), strict=True))
        widgets.pick("activation", t("Activation"), names)
    inits = (t("PyTorch's default"), t("Orthogonal"), t("Identity (RNN)"), t("Gaussian"))
    kinds = dict(zip(INITS, inits, strict=True))
    if cell != "rnn" and widgets["init"] != "identity":  # a link may still ask, and gets a sentence
        del kinds["identity"]
    init = widgets.pick("init", t("Initialisation of W"), kinds)
    if init in ("orthogonal", "gaussian"):
        widgets.slider("radius", t("Spectral radius ρ of W"), 0.05)
    if cell != "rnn":
        biases = {bias: bias for bias in BIASES} | {"default": t("PyTorch's default")}
        widgets.pick("forget_bias", t("Forget-gate bias") if cell == "lstm" else t("Update-gate bias"), biases)


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
