"""The sidebar of the step page: the widgets for `StepSettings`, showing only what applies."""

import streamlit as st

from ui.lessons.step.settings import ACTIVATIONS, BIASES, INITS, TASKS
from ui.settings.page import key, pick, switch
from ui.words import t

PAGE = "step"


def step_controls() -> None:
    """Draw the widgets. Their values are in the session state under `key(PAGE, setting)`."""
    switch(PAGE, "cell", t("Cell"), {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"})
    sequences = {
        "latch": t("Latch: keep the flagged bit"),
        "first": t("Remember the first symbol"),
        "hello": t("The letters of “hello”"),
        "sine": t("A noisy sine, one step ahead"),
        "text": t("Your own text"),
        "series": t("Your own numbers"),
    }
    sequence = pick(PAGE, "sequence", t("Sequence"), sequences)
    _sequence(sequence)
    if sequence in TASKS:
        network = switch(PAGE, "network", t("Network"), {"trained": t("Trained"), "fresh": t("Fresh")})
    else:
        st.caption(t("A text or series of your own runs through a fresh network: nobody has trained one on it."))
        network = "fresh"
    if network == "fresh":
        _fresh_network()
    _loss(has_task_loss=sequence in TASKS)


def _sequence(sequence: str) -> None:
    if sequence == "text":
        st.text_area(t("Text, at most 200 characters"), key=key(PAGE, "text"), height=80)
    elif sequence == "series":
        how = t(
            "Decimal points; spaces, commas or semicolons between the numbers. They are standardised before the "
            "network reads them."
        )
        st.text_area(t("Numbers, at most 200"), key=key(PAGE, "series"), height=100, help=how)
    elif sequence != "hello":
        left, right = st.columns(2)
        left.number_input(t("Steps"), 2, 200, key=key(PAGE, "length"))
        right.number_input(t("Sequence seed"), 0, 9999, key=key(PAGE, "data_seed"))


def _fresh_network() -> None:
    cell = st.session_state[key(PAGE, "cell")]
    left, right = st.columns(2)
    left.number_input(t("Units"), 1, 64, key=key(PAGE, "units"))
    right.number_input(t("Network seed"), 0, 9999, key=key(PAGE, "seed"))
    if cell == "rnn":
        names = dict(zip(ACTIVATIONS, ("tanh", "ReLU", t("leaky ReLU"), "σ", t("linear")), strict=True))
        pick(PAGE, "activation", t("Activation"), names)
    inits = (t("PyTorch's default"), t("Orthogonal"), t("Identity (RNN)"), t("Gaussian"))
    kinds = dict(zip(INITS, inits, strict=True))
    if cell != "rnn" and st.session_state[key(PAGE, "init")] != "identity":  # a link may still ask, and gets a sentence
        del kinds["identity"]
    init = pick(PAGE, "init", t("Initialisation of W"), kinds)
    if init in ("orthogonal", "gaussian"):
        st.slider(t("Spectral radius ρ of W"), 0.1, 3.0, step=0.05, key=key(PAGE, "radius"))
    if cell != "rnn":
        biases = {bias: bias for bias in BIASES} | {"default": t("PyTorch's default")}
        pick(PAGE, "forget_bias", t("Forget-gate bias") if cell == "lstm" else t("Update-gate bias"), biases)


def _loss(*, has_task_loss: bool) -> None:
    losses = {
        "task": t("The task's own") if has_task_loss else t("½‖h‖² at the last step"),
        "last": t("½‖h‖² at the last step"),
        "every": t("½‖h‖² at every step"),
        "step": t("½‖h‖² at one step"),
        "unit": t("One unit at one step"),
    }
    if not has_task_loss:
        del losses["last"]
    loss = pick(PAGE, "loss", t("Loss"), losses)
    if loss in ("step", "unit"):
        left, right = st.columns(2)
        left.number_input(t("Loss at step"), 1, 200, key=key(PAGE, "loss_step"))
        if loss == "unit":
            right.number_input(t("of unit"), 1, 64, key=key(PAGE, "loss_unit"))
