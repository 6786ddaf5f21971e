"""The widgets of the gradient laboratory: its sidebar, and the choice of a chapter."""

import streamlit as st

from ui.lessons.gradients.settings import BIASES, FURTHER, INITS, KINDS, SEEDS
from ui.look.cells import titles
from ui.runs.networks import cell_of, has_gates
from ui.settings.widgets import Widgets
from ui.words import t


def sidebar(widgets: Widgets) -> None:
    """Draw the widgets, showing only what applies."""
    if widgets["predict"]:
        widgets.toggle("cover", t("Predict each scene first"))
    st.markdown(f"**{t('Cells')}**")
    with st.container(horizontal=True):
        widgets.check("rnn", "RNN")
        widgets.check("lstm", "LSTM")
        widgets.check("gru", "GRU")
    further = widgets.several("cells", t("Further cells"), titles(FURTHER), placeholder=t("none"))
    widgets.check("before", t("Before the remedy, dotted"))
    left, right = st.columns(2)
    widgets.whole("length", t("Steps"), left)
    widgets.whole("units", t("Units"), right)
    widgets.whole("seed", t("Network seed"), left)
    widgets.whole("data_seed", t("Sequence seed"), right)
    runs = widgets["runs"]
    many = {1: t("one run")} | {count: t("{count} seeds", count=count) for count in sorted({SEEDS, runs} - {1})}
    widgets.switch("runs", t("Runs"), many)
    widgets.switch("loss", t("Loss ½‖h‖²"), {"last": t("at the last step"), "every": t("at every step")})
    widgets.check("parts", t("Tell the direct and the recurrent part apart"))
    widgets.slider("scale", t("Scale of the input"), 0.01)
    if widgets["rnn"]:
        _rnn(widgets)
    if widgets["lstm"] or widgets["gru"] or any(has_gates(kind) for kind in further):
        _gated(widgets, further)
    st.markdown(f"**{t('For every cell')}**")
    widgets.check("clip", t("Clip the gradient by its norm"))
    if widgets["clip"]:
        widgets.number("theta", t("Threshold θ"), format="%g")
    widgets.whole("window", t("Truncated BPTT: window (0: none)"))


def _rnn(widgets: Widgets) -> None:
    st.markdown(f"**{t('The RNN')}**")
    names = (t("PyTorch's default"), t("Orthogonal"), t("Identity"), t("Gaussian"), t("2 × 2, not normal"))
    init = widgets.pick("init", t("Initialisation of W"), dict(zip(INITS, names, strict=True)))
    if init in ("orthogonal", "gaussian", "identity"):
        widgets.slider("radius", t("Spectral radius ρ of W"), 0.01)
    activations = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": t("leaky ReLU"), "sigmoid": "σ", "linear": t("linear")}
    widgets.pick("activation", t("Activation"), activations)
    widgets.check("skip", t("Skip connection through time"))


def _gated(widgets: Widgets, further: tuple[str, ...]) -> None:
    st.markdown(f"**{t('The gated cells')}**")
    biases = {bias: bias for bias in BIASES} | {"default": t("default")}
    left, right = st.columns(2)
    with left:
        widgets.pick("forget_bias", t("Forget bias (LSTM)"), biases)
    with right:
        widgets.pick("update_bias", t("Update bias (GRU)"), biases)
    if any(cell_of(kind).memory_gate for kind in further):
        widgets.pick("memory_bias", t("Memory bias (further cells)"), biases)
    inits = {"default": t("PyTorch's default"), "orthogonal": t("Orthogonal"), "gaussian": t("Gaussian")}
    if widgets["gates_init"] == "identity":
        inits["identity"] = t("Identity")
    widgets.pick("gates_init", t("Initialisation of W"), inits)


def chapter_choice(widgets: Widgets) -> None:
    """Which chapter is open, and for which cell: side by side, or one under the other where there is little room."""
    chapters = {
        "why": t("Why: the product"),
        "terms": t("BPTT, term by term"),
        "keep": t("What gates keep"),
        "remedies": t("Clipping and truncation"),
        "activations": t("Activation functions"),
        "cells": t("Every cell"),
    }
    kinds = dict.fromkeys((*KINDS, *widgets["cells"], widgets["focus"]))
    row = st.container(horizontal=True, horizontal_alignment="distribute")
    widgets.pills("view", t("Look closer"), chapters, row)
    widgets.pills("focus", t("for cell"), titles(tuple(kinds)), row)
