"""LSTM, GRU and RNN side by side: the same sequence through two or three cells, one cursor for all."""

import streamlit as st

from ui.lessons.compare.controls import sidebar
from ui.lessons.compare.memories import compare_and_change
from ui.lessons.compare.sections.conventions import convention_section
from ui.lessons.compare.sections.fair import fair_section
from ui.lessons.compare.sections.gap import gap_section
from ui.lessons.compare.sections.memory import memory_section
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import ORDER_NOTES, compare_payload, headline, initialised
from ui.settings.page import open_page
from ui.stepper import Place, stepper
from ui.words import language, t

page = open_page("compare", CompareSettings)
with st.sidebar:
    sidebar(page.widgets)
page.close()

st.header(t("LSTM, GRU and RNN, side by side"), anchor=False)
page.say_problems()
settings, (comparison, change) = page.draw(compare_and_change)
st.markdown(headline(comparison))
st.markdown(initialised(comparison))


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    page.note_place(t=place.step + 1, unit=place.unit + 1)


payload = compare_payload(comparison.settings, language(), settings.diagrams, settings.convention == "writes")
step, unit = comparison.place(page.settings)
stepper(payload.at(step, unit), key="compare", on_rest=remember, link=("t", "unit"))
st.caption(t(ORDER_NOTES[settings.order]))
convention_section(page.widgets, comparison)
memory_section(page.widgets, comparison, change, "compare", payload.key)
fair_section(page.widgets, comparison)
gap_section(page.widgets)
st.caption(t("The address of this page is a link to exactly this picture."))
