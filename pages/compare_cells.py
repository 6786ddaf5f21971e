"""LSTM, GRU and RNN side by side: the same sequence through two or three cells, one cursor for all."""

import streamlit as st

from engine.learning.tasks import InputProblem
from ui.lessons.compare.controls import PAGE, sidebar
from ui.lessons.compare.gap import gap_section
from ui.lessons.compare.run import Comparison, checked_change, compare
from ui.lessons.compare.sections import convention_section, fair_section, memory_section
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import ORDER_NOTES, compare_payload, headline, initialised
from ui.settings.page import close_settings, keep_in_url, key, note_place, open_settings
from ui.stepper import Place, stepper
from ui.words import language, say_problem, t

opened = open_settings(CompareSettings, PAGE)
with st.sidebar:
    sidebar()
settings = close_settings(CompareSettings, PAGE)

st.header(t("LSTM, GRU and RNN, side by side"), anchor=False)
for problem in opened.problems:
    st.warning(problem)

try:
    comparison: Comparison = compare(settings.of_the_run())
    change = checked_change(settings, comparison.steps)
    st.session_state[key(PAGE, "*good")] = settings
except InputProblem as problem:
    st.warning(say_problem(problem))
    settings = st.session_state.get(key(PAGE, "*good"), CompareSettings())
    st.caption(t("Below is the last picture that could be drawn."))
    comparison = compare(settings.of_the_run())
    change = checked_change(settings, comparison.steps)
keep_in_url(settings, PAGE)
st.markdown(headline(comparison))
st.markdown(initialised(comparison))


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    note_place(PAGE, t=place.step + 1, unit=place.unit + 1)


payload = compare_payload(comparison.settings, language(), settings.diagrams, settings.convention == "writes")
step, unit = comparison.place(st.session_state[key(PAGE, "*kept")])
stepper(payload.at(step, unit), key="compare", on_rest=remember, link=("t", "unit"))
st.caption(t(ORDER_NOTES[settings.order]))
convention_section(comparison)
memory_section(comparison, change)
fair_section(comparison)
gap_section()
st.caption(t("The address of this page is a link to exactly this picture."))
