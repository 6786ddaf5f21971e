"""The sidebar of the step page: the widgets for `StepSettings`, showing only what applies."""

from collections.abc import Callable

import streamlit as st

from ui.controls import key
from ui.step_run import ACTIVATIONS, BIASES, INITS, StepSettings
from ui.text import t

PAGE = "step"


def step_controls() -> None:
    """Draw the widgets. Their values are in the session state under `key(PAGE, setting)`."""
    st.segmented_control(
        t("Cell"), ("rnn", "lstm", "gru"), key=key(PAGE, "cell"), format_func=str.upper, required=True, width="stretch"
    )
    sequence = st.selectbox(
        t("Sequence"), ("latch", "first", "hello", "sine", "text", "series"), key=key(PAGE, "sequence"),
        format_func=_naming(
            {
                "latch": t("Latch: remember the flagged bit"),
                "first": t("Remember the first symbol"),
                "hello": t("The letters of “hello”"),
                "sine": t("A noisy sine, one step ahead"),
                "text": t("Your own text"),
                "series": t("Your own numbers"),
            }
        ),
    )  # fmt: skip
    if sequence == "text":
        st.text_area(t("Text, at most 200 characters"), key=key(PAGE, "text"), height=80)
    elif sequence == "series":
        st.text_area(t("Numbers, at most 200"), key=key(PAGE, "series"), height=100, help=t("Decimal points; spaces, commas or semicolons between the numbers. They are standardised before the network reads them."))  # fmt: skip
    elif sequence != "hello":
        left, right = st.columns(2)
        left.number_input(t("Steps"), 2, 200, key=key(PAGE, "length"))
        right.number_input(t("Sequence seed"), 0, 9999, key=key(PAGE, "data_seed"))
    if sequence in ("text", "series"):
        st.caption(t("A text or series of your own runs through a fresh network: nobody has trained one on it."))
        fresh = True
    else:
        fresh = "fresh" == st.segmented_control(
            t("Network"), ("trained", "fresh"), key=key(PAGE, "network"), required=True, width="stretch",
            format_func=_naming({"trained": t("Trained"), "fresh": t("Fresh")}),
        )  # fmt: skip
    if fresh:
        _fresh_network()
    _loss(has_task_loss=sequence not in ("text", "series"))


def _fresh_network() -> None:
    cell = st.session_state[key(PAGE, "cell")]
    left, right = st.columns(2)
    left.number_input(t("Units"), 1, 64, key=key(PAGE, "units"))
    right.number_input(t("Network seed"), 0, 9999, key=key(PAGE, "seed"))
    if cell == "rnn":
        st.selectbox(t("Activation"), ACTIVATIONS, key=key(PAGE, "activation"), format_func=_naming({"relu": "ReLU", "leaky_relu": t("leaky ReLU"), "sigmoid": "σ", "linear": t("linear")}))  # fmt: skip
    init = st.selectbox(
        t("Initialisation of W"), INITS, key=key(PAGE, "init"),
        format_func=_naming(
            {
                "default": t("PyTorch's default"),
                "orthogonal": t("Orthogonal"),
                "identity": t("Identity (RNN)"),
                "gaussian": t("Gaussian"),
            }
        ),
    )  # fmt: skip
    if init in ("orthogonal", "gaussian"):
        st.slider(t("Spectral radius ρ of W"), 0.1, 3.0, step=0.05, key=key(PAGE, "radius"))
    if cell != "rnn":
        word = t("Forget-gate bias") if cell == "lstm" else t("Update-gate bias")
        st.selectbox(word, BIASES, key=key(PAGE, "forget_bias"), format_func=_naming({"default": t("PyTorch's default")}))  # fmt: skip


def _loss(has_task_loss: bool) -> None:
    loss = st.selectbox(
        t("Loss"), ("task", "last", "every", "step", "unit"), key=key(PAGE, "loss"),
        format_func=_naming(
            {
                "task": t("The task's own") if has_task_loss else t("½‖h‖² at the last step (there is no task)"),
                "last": t("½‖h‖² at the last step"),
                "every": t("½‖h‖² at every step"),
                "step": t("½‖h‖² at one step"),
                "unit": t("The chosen unit at one step"),
            }
        ),
    )  # fmt: skip
    if loss in ("step", "unit"):
        left, right = st.columns(2)
        left.number_input(t("Loss at step"), 1, 200, key=key(PAGE, "loss_step"))
        if loss == "unit":
            right.number_input(t("of unit"), 1, 64, key=key(PAGE, "loss_unit"))


def _naming(names: dict[str, str]) -> Callable[[str], str]:
    """Names for options; the options themselves stay the same in every language and in the URL."""
    return lambda option: names.get(option, option)


__all__ = ("PAGE", "StepSettings", "step_controls")
