"""LSTM, GRU and RNN side by side: the same sequence through two or three cells, one cursor for all."""

import streamlit as st

from ui.lessons.compare.controls import sidebar
from ui.lessons.compare.memories import compare_and_change
from ui.lessons.compare.sections.gap import gap_section
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.tabs import tabs
from ui.lessons.compare.view import headline, initialised
from ui.settings.page import open_page
from ui.words import t

page = open_page("compare", CompareSettings)
with st.sidebar:
    sidebar(page.widgets)
page.close()

st.header(t("LSTM, GRU and RNN, side by side"), anchor=False)
page.say_problems()
settings, (comparison, change) = page.draw(compare_and_change)
st.markdown(headline(comparison))
st.markdown(initialised(comparison))
tabs(page, settings, comparison, change)
gap_section(page.widgets)
st.caption(t("The address of this page is a link to exactly this picture."))
