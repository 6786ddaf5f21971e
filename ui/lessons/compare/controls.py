"""The widgets of the compare page for `CompareSettings`, showing only what applies."""

import streamlit as st

from ui.lessons.compare.settings import STARTS
from ui.settings.page import key, pick, switch
from ui.words import t

PAGE = "compare"


def sidebar() -> None:
    """Which cells, on what, begun how."""
    cells = {"all": t("LSTM, GRU and RNN"), "gates": t("LSTM and GRU"), "lstm-rnn": t("LSTM and RNN"),
             "gru-rnn": t("GRU and RNN")}  # fmt: skip
    pick(PAGE, "cells", t("Cells"), cells)
    sequences = {
        "first": t("Remember the first symbol"),
        "latch": t("Latch: keep the flagged bit"),
        "text": t("Your own text"),
        "series": t("Your own numbers"),
    }
    sequence = pick(PAGE, "sequence", t("Sequence"), sequences)
    has_trained = sequence in ("first", "latch")
    network = "fresh"
    if has_trained:
        network = switch(PAGE, "network", t("Networks"), {"trained": t("Trained"), "fresh": t("Fresh")})
    else:
        st.caption(t("A text or series of your own runs through fresh networks: nobody has trained one on it."))
    if network == "fresh" or sequence == "first":
        _start(trained=network == "trained")
    _sequence(sequence)
    if network == "fresh":
        _fresh()
    orders = {"memory": t("What keeps most on top"), "similarity": t("Most alike beside each other"),
              "own": t("The network's own")}  # fmt: skip
    pick(PAGE, "order", t("Order of units"), orders)
    st.toggle(t("Diagrams and equations"), key=key(PAGE, "diagrams"))


def _start(*, trained: bool) -> None:
    switch(PAGE, "start", t("Memory gates begin"), {"open": t("open (bias 3)"), "plain": t("as usual")})
    if trained and st.session_state.get(key(PAGE, "*start")) != (now := st.session_state[key(PAGE, "start")]):
        before = st.session_state.get(key(PAGE, "*start"))
        st.session_state[key(PAGE, "*start")] = now
        if before is not None:  # somebody turned the switch: go to the gap that these were trained at
            st.session_state[key(PAGE, "gap")] = STARTS[now][1]


def _sequence(sequence: str) -> None:
    if sequence == "text":
        st.text_area(t("Text, at most 200 characters"), key=key(PAGE, "text"), height=80)
        return
    if sequence == "series":
        how = t("Decimal points; spaces, commas or semicolons between the numbers. They are standardised first.")
        st.text_area(t("Numbers, at most 200"), key=key(PAGE, "series"), height=100, help=how)
        return
    left, right = st.columns(2)
    if sequence == "first":
        left.number_input(t("Gap"), 1, 199, key=key(PAGE, "gap"))
    else:
        left.number_input(t("Steps"), 2, 200, key=key(PAGE, "length"))
    right.number_input(t("Sequence seed"), 0, 9999, key=key(PAGE, "data_seed"))


def _fresh() -> None:
    left, right = st.columns(2)
    left.number_input(t("Units"), 1, 32, key=key(PAGE, "units"))
    right.number_input(t("Network seed"), 0, 9999, key=key(PAGE, "seed"))
    switch(PAGE, "match", t("Equal"), {"units": t("units"), "parameters": t("parameters")})
