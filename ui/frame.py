"""The frame around every page: its title, its icon, and the way from page to page. Runs on every full rerun."""

import streamlit as st

import ui.everything  # noqa: F401  before what it imports: several sessions may run this script at once
from ui.doors import ICON, doors
from ui.lessons import LESSONS, beside
from ui.mount import clear_mounted
from ui.saving import offer_file
from ui.settings.page import page_begins, page_is_whole
from ui.standalone.embedded import alone
from ui.teaching.presenter import is_frameless, is_notes_window, is_presenting
from ui.words import t

embedded = bool(st.context.is_embedded)  # in somebody's course page: the lesson alone
bare = is_frameless() or is_notes_window() or embedded  # a lecture hall sees the picture alone, the speaker the notes
st.set_page_config(
    page_title="Unrolled",
    page_icon=ICON,
    layout="wide",
    initial_sidebar_state="collapsed" if embedded else "auto",
)
page = st.navigation(
    doors(),
    position="hidden" if bare else "top",
)
st.session_state["*came_from"] = st.session_state.get("*here")
st.session_state["*here"] = page.url_path
clear_mounted()
page_begins()
if embedded:
    alone()
page.run()
here = next((lesson for lesson in LESSONS if lesson.url == page.url_path), None)
if here and not is_presenting() and not embedded:
    offer_file(here)
    before, after = beside(page.url_path)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for lesson, words in ((before, t("← Before: {name}")), (after, t("Next: {name} →"))):
            if lesson is not None:
                st.page_link(lesson.page, label=words.format(name=t(lesson.name)), width="content")
page_is_whole()
