"""Memory, measured: how long a change stays in the state, and to which inputs the last state is sensitive."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui.lessons.compare.figures.memory import perturbation, sensitivity
from ui.lessons.compare.memories import Memory, differ, memories
from ui.lessons.compare.run import Comparison, compare
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import sentence_list
from ui.look.cells import CELLS
from ui.look.charts import Spec, show, spec
from ui.settings.widgets import Widgets
from ui.teaching.reading import read_more
from ui.words import language, prose, t

FIRM = 0.01  # a share below this, of an input that is remembered to the end, is worth a word


def memory(widgets: Widgets, comparison: Comparison, step: int) -> None:
    """How long a change of the input at the zero-based `step` stays, and to what the last state is sensitive."""
    found = memories(comparison.settings, step)
    said, choice = st.columns([7, 4], gap="medium", vertical_alignment="center")
    said.markdown(memory_verdict(found, step))
    which, how = choice.columns([3, 4], vertical_alignment="bottom")
    widgets.whole("change", t("Change at step"), which)
    with how:
        scale = widgets.pills("scale", t("Scale"), {"log": t("logarithmic"), "linear": t("linear")})
    charts = memory_charts(comparison.settings, step, scale == "log", language())
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(t("**How long does a change of one input stay?**"))
        show(st, charts["change"])
        st.caption(
            t("How to read this: the higher a curve, the further apart the two runs, with and without the change.")
            + " "
            + lasting_verdict(comparison, found)
        )
    with right:
        st.markdown(t("**To which inputs is the last state still sensitive?**"))
        show(st, charts["shares"])
        st.caption(sensitivity_verdict(comparison, found, step))
    if more := read_more(t("Read more: sensitive and remembering are two things")):
        more.markdown(prose("compare", "shares"))


def memory_verdict(found: tuple[Memory, ...], step: int) -> str:
    """In which cells a changed input is seen to the end, and after how many steps it is gone from the others."""
    lasts = [memory for memory in found if np.median(memory.lasting) == memory.longest]
    fades = [memory for memory in found if memory not in lasts]
    parts = []
    if lasts:
        cells = [t("the {cell}", cell=CELLS[one.kind].title) for one in lasts]
        parts.append(t("still seen at the end in {cells}", cells=sentence_list(cells)))
    if fades:
        cells = [
            t("the {cell} after {steps}", cell=CELLS[one.kind].title, steps=round(float(np.median(one.lasting))))
            for one in fades
        ]
        parts.append(t("below a tenth of its largest effect in {cells} steps", cells=sentence_list(cells)))
    return t("**A change of input {step} is {parts}.**", step=step + 1, parts="; ".join(parts))


@st.cache_data(max_entries=32, show_spinner=False)
def memory_charts(settings: CompareSettings, step: int, logarithmic: bool, language: str) -> dict[str, Spec]:
    """The charts of the chapter in the words of `language`: `change` and `shares`."""
    comparison, found = compare(settings), memories(settings, step)
    curves, states = {}, {}
    for memory in found:
        curves[memory.kind], states[memory.kind] = memory.distances, f"{CELLS[memory.kind].title} h"
        if memory.cell_distances is not None:
            again = f"{memory.kind} again"
            curves[again], states[again] = memory.cell_distances, f"{CELLS[memory.kind].title} c"
    shares = {memory.kind: memory.shares for memory in found}
    titles = {memory.kind: CELLS[memory.kind].title for memory in found}
    tokens = comparison.sequence.tokens
    return {
        "change": spec(lambda: perturbation(curves, states, step, logarithmic=logarithmic, t=t)),
        "shares": spec(lambda: sensitivity(shares, titles, tokens, t=t)),
    }


def _spread(values: NDArray[np.intp], end: int | None = None) -> str:
    """The median, and the least and the greatest value; a value of `end` is one that the sequence cut off."""
    low, middle, high = (round(float(value)) for value in np.percentile(values, (0, 50, 100)))
    said = t("to the end") if middle == end else f"{middle}"
    if low == high:
        return f"**{said}**"
    return f"**{said}** ({low}–{high})"


def _behind(comparison: Comparison, found: tuple[Memory, ...]) -> str:
    """What a median and a range are of."""
    count = len(found[0].lasting)
    return (
        t("median and range of {count} sequences", count=count)
        if comparison.settings.uses_trained
        else t("median and range of {count} seeds", count=count)
    )


def lasting_verdict(comparison: Comparison, found: tuple[Memory, ...]) -> str:
    """For how many steps, with the spread, and whether the cells differ by more than that."""
    parts = [f"{CELLS[memory.kind].title} {_spread(memory.lasting, memory.longest)}" for memory in found]
    said = t(
        "It is last seen above a tenth of its largest effect after so many steps (of {longest} that follow it): "
        "{parts} ({behind}).",
        longest=found[0].longest,
        parts=sentence_list(parts),
        behind=_behind(comparison, found),
    )
    cut_off = [memory for memory in found if np.median(memory.lasting) == memory.longest]
    return " ".join(filter(None, (said, _cut_off(cut_off), _same(found, cut_off))))


def _cut_off(found: list[Memory]) -> str:
    if not found:
        return ""
    return t(
        "“To the end” is where the sequence ends, not the memory: how much longer {cells} would keep it is not "
        "seen here.",
        cells=sentence_list([CELLS[memory.kind].title for memory in found]),
    )


def _same(found: tuple[Memory, ...], cut_off: list[Memory]) -> str:
    """The pairs whose difference is within the spread; nothing is said of two that the end cut off."""
    pairs = [
        t("{one} and {other}", one=CELLS[one.kind].title, other=CELLS[other.kind].title)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if not differ(one.lasting, other.lasting) and not (one in cut_off and other in cut_off)
    ]
    return t("The difference between {pairs} is within the spread.", pairs="; ".join(pairs)) if pairs else ""


def sensitivity_verdict(comparison: Comparison, found: tuple[Memory, ...], step: int) -> str:
    """How many last inputs hold nine tenths of it; and who remembers the first one without being sensitive to it."""
    known = [memory for memory in found if np.isfinite(memory.shares[0]).all()]
    parts = [f"{CELLS[memory.kind].title} {_spread(memory.reach)}" for memory in known]
    if not parts:
        return t("The states leave the range of numbers: there is no sensitivity to speak of.")
    said = t(
        "A tiny change of an input moves the last state by its gradient. Nine tenths of all gradients belong to so "
        "many last inputs (of {steps}): {parts} ({behind}; line: this run, band: all of them).",
        steps=comparison.steps,
        parts=sentence_list(parts),
        behind=_behind(comparison, found),
    )
    firm = [
        CELLS[memory.kind].title
        for memory in known
        if step == 0 and memory.lasting[0] == memory.longest and memory.shares[0, 0] < FIRM
    ]
    if firm:
        said += " " + t(
            "{cells}: the first input is remembered to the end of this run, though its share is below 1 %: a tiny "
            "change of it would move next to nothing.",
            cells=sentence_list(firm),
        )
    return said
