"""What each gate does: bands of units through time, and how much of the time each gate is open or closed."""

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import streamlit as st

from engine.analysis.perturbation import gate_statistics
from ui.lessons.compare.figures.gates import Shares, gate_bars
from ui.lessons.compare.run import CellRun, Comparison, compare
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import ORDER_NOTES, compare_payload
from ui.look.cells import CELLS
from ui.look.charts import Spec, show, spec
from ui.settings.page import Page
from ui.stepper import stepper
from ui.words import language, t

KEEPS = MappingProxyType({"lstm": "forget_gate", "gru": "update_gate"})  # the gate that multiplies the memory
NEARLY = 0.99


def gates(page: Page[CompareSettings], settings: CompareSettings, comparison: Comparison) -> None:
    """Bands of one cell, or of all under one cursor, and beside them two bars for each gate."""
    gated = [run for run in comparison.runs if run.kind in KEEPS]
    said, choice = st.columns([7, 4], gap="medium", vertical_alignment="center")
    bands = page.widgets.switch(
        "bands",
        t("Cell on show"),
        {run.kind: run.title for run in gated} | {"all": t("all at once")},
        choice,
        label_visibility="collapsed",
    )
    said.markdown(gate_verdict([run for run in gated if bands in (run.kind, "all")]))
    left, right = st.columns([7, 4], gap="medium")

    with left:
        payload = compare_payload(
            comparison.settings, language(), settings.diagrams, settings.convention == "writes", bands
        )
        step, unit = comparison.place(page.settings)
        stepper(payload.at(step, unit), key="compare")  # it stands where the race stands, which reports
    with right:
        st.markdown(t("**Share of the time**, mean of all units"))
        show(st, gate_chart(comparison.settings, language()))
        st.caption(
            t(
                "How to read this: in the bands a row is a unit and a column a step; full colour is an open gate (1), "
                "pale a shut one (0). A full bar: the share of all steps in which a gate is above 0.9; the hollow bar "
                "below it: below 0.1. {order}",
                order=t(ORDER_NOTES[comparison.settings.order]),
            )
        )


@st.cache_data(max_entries=32, show_spinner=False)
def gate_chart(settings: CompareSettings, language: str) -> Spec:
    """The bars of all cells on show, in the words of `language`."""
    runs = compare(settings).runs
    words = {run.kind: run.title for run in runs} | {
        "forget_gate": t("forget f"),
        "input_gate": t("input i"),
        "output_gate": t("output o"),
        "update_gate": t("update z"),
        "reset_gate": t("reset r"),
    }
    return spec(lambda: gate_bars([part for run in runs for part in shares(run)], words, t=t))


def shares(run: CellRun) -> list[Shares]:
    """How much of the time each gate of a cell is open and closed, mean of units."""
    return [
        Shares(run.kind, name, float(found.open.mean()), float(found.closed.mean()))
        for name, found in gate_statistics(run.trace).items()
    ]


def gate_verdict(runs: Sequence[CellRun]) -> str:
    """Whether any gate closes, and how much of the first step's memory the gates alone would leave at the end."""
    if not all(np.isfinite(run.trace[name]).all() for run in runs for name in run.trace.signals):
        return t("**The states leave the range of numbers**: of the gates there is no more to say.")
    return " ".join((f"**{_closing(runs)}**", *(_left(run) for run in runs if run.trace.inputs.shape[0] > 1)))


def _closing(runs: Sequence[CellRun]) -> str:
    """Which gate is closed for most of the time, if any ever is."""
    most = max((part for run in runs for part in shares(run)), key=lambda part: part.closed)
    if most.closed == 0:
        return t("No gate ever closes here.")
    return t(
        "The {gate} of the {cell} is closed {percent} of the time.",
        gate=t(most.gate.replace("_", " ")),
        cell=CELLS[most.cell].title,
        percent=f"{100 * most.closed:.2g} %",
    )


def left_over(run: CellRun) -> float:
    """The most that the gates alone leave any unit of what its memory held after the first step: max over units of
    ∏ f_t (LSTM) or ∏ z_t (GRU), t = 2 … T.

    The memory at the end is this times that of the first step, and the sum of what was written since.
    """
    keeps = run.trace.part().signals[KEEPS[run.kind]][1:, 0]  # (T − 1, H)
    return float(np.prod(keeps, axis=0).max())


def _left(run: CellRun) -> str:
    share = left_over(run)
    if share > NEARLY:
        return (
            t("Forget gates alone would leave a unit of the LSTM nearly all of what its cell state held after step 1.")
            if run.kind == "lstm"
            else t("Update gates alone would leave a unit of the GRU nearly all of what its state held after step 1.")
        )
    percent = f"{np.ceil(100 * share):.0f} %"  # rounded up, so that "no more than" stays true
    values = {"percent": percent, "step": run.trace.inputs.shape[0]}
    if run.kind == "lstm":
        return t(
            "Forget gates alone would leave no unit of the LSTM more than {percent} of what its cell state held after "
            "step 1: all else in it at step {step} was written since.",
            **values,
        )
    return t(
        "Update gates alone would leave no unit of the GRU more than {percent} of what its state held after step 1: "
        "all else in it at step {step} was written since.",
        **values,
    )
