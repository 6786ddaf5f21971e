"""LSTM, GRU and RNN in a race: the same sequence through two or three cells, one cursor for all."""

import streamlit as st

from ui.lessons.compare.controls import sidebar
from ui.lessons.compare.memories import compare_and_change
from ui.lessons.compare.race.section import race_section
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.tabs import tabs
from ui.settings.page import open_page
from ui.words import t

page = open_page("compare", CompareSettings)
with st.sidebar:
    sidebar(page.widgets)
page.close()

page.say_problems()
settings, (comparison, change) = page.draw(compare_and_change)
train_here = race_section(page, comparison)
tabs(page, settings, comparison, change)
st.caption(t("The address of this page is a link to exactly this picture."))
train_here()
