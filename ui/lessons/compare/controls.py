"""The widgets of the compare page for `CompareSettings`, showing only what applies."""

import streamlit as st

from ui.lessons.compare.settings import STARTS
from ui.settings.widgets import Widgets, key
from ui.words import t


def sidebar(widgets: Widgets) -> None:
    """Which cells, on what, begun how."""
    cells = {"all": t("LSTM, GRU and RNN"), "gates": t("LSTM and GRU"), "lstm-rnn": t("LSTM and RNN"),
             "gru-rnn": t("GRU and RNN")}  # fmt: skip
    widgets.pick("cells", t("Cells"), cells)
    sequences = {
        "first": t("The first symbol, kept"),
        "latch": t("Latch: the flagged bit"),
        "text": t("Your own text"),
        "series": t("Your own numbers"),
    }
    sequence = widgets.pick("sequence", t("Sequence"), sequences)
    has_trained = sequence in ("first", "latch")
    network = "fresh"
    if has_trained:
        network = widgets.switch("network", t("Networks"), {"trained": t("Trained"), "fresh": t("Fresh")})
    else:
        st.caption(t("A text or series of your own runs through fresh networks: nobody has trained one on it."))
    if network == "fresh" or sequence == "first":
        _start(widgets, trained=network == "trained")
    _sequence(widgets, sequence)
    if network == "fresh":
        _fresh(widgets)
    orders = {"memory": t("What keeps most on top"), "similarity": t("Most alike beside each other"),
              "own": t("The network's own")}  # fmt: skip
    widgets.pick("order", t("Order of units"), orders)
    widgets.toggle("diagrams", t("Diagrams and equations"))


def _start(widgets: Widgets, *, trained: bool) -> None:
    widgets.switch("start", t("Memory gates begin"), {"open": t("open (bias 3)"), "plain": t("as usual")})
    changed = key(widgets.page, "*start")
    before, now = st.session_state.get(changed), widgets["start"]
    if trained and before != now:
        st.session_state[changed] = now
        if before is not None:  # somebody turned the switch: go to the gap that these were trained at
            st.session_state[key(widgets.page, "gap")] = STARTS[now][1]


def _sequence(widgets: Widgets, sequence: str) -> None:
    if sequence == "text":
        widgets.text("text", t("Text, at most 200 characters"), 80)
        return
    if sequence == "series":
        how = t("Decimal points; spaces, commas or semicolons between the numbers. They are standardised first.")
        widgets.text("series", t("Numbers, at most 200"), 100, help=how)
        return
    if sequence == "first":  # its gap is chosen at the race
        widgets.whole("data_seed", t("Sequence seed"))
        return
    left, right = st.columns(2)
    widgets.whole("length", t("Steps"), left)
    widgets.whole("data_seed", t("Sequence seed"), right)


def _fresh(widgets: Widgets) -> None:
    left, right = st.columns(2)
    widgets.whole("units", t("Units"), left)
    widgets.whole("seed", t("Network seed"), right)
    widgets.switch("match", t("Equal"), {"units": t("units"), "parameters": t("parameters")})
