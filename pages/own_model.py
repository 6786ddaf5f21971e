"""A model of somebody's own: its layers, what their weights say, and every step of a run."""

import streamlit as st

from ui.lessons.own.controls import answer_controls, data_controls, layer_controls
from ui.lessons.own.large import block_control
from ui.lessons.own.looks import look_control, show
from ui.lessons.own.opening import opening
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.view import unclear, weights_section
from ui.settings.page import open_page
from ui.teaching.reading import read_more
from ui.words import prose, t

page = open_page("own", OwnSettings)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.header(t("A model of your own"), anchor=False, width="content")
    st.markdown(prose("own", "read"), width="content")
given = opening(page)
unclear(given)
if given.found.layers:
    with st.sidebar:
        layer = layer_controls(given, page)
        data_controls(layer, page.widgets)
        answer_controls(given, layer, page.widgets)
    weights = st.container()
    look_control(page)
    if page.widgets["look"] == "steps":
        block_control(page, layer)
    page.close()
    page.say_problems()
    with weights:
        weights_section(layer, page.settings)
    show(page, given)
st.caption(prose("own", "private"))
if more := read_more(t("Read more: which files, and what is computed")):
    more.markdown(prose("own", "more"))
