"""The pages that there are, for the frame to offer."""

import copy
import functools

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.lessons import LESSONS
from ui.words import language, t


def doors() -> list[StreamlitPage]:
    """All pages under their titles in the session's language, for one run of the frame."""
    return [copy.copy(page) for page in _found(language())]


@functools.cache
def _found(_language: str) -> tuple[StreamlitPage, ...]:
    """The same, found once: each time, the system is asked about every folder on the way to every page."""
    return (
        st.Page("../pages/start.py", title=t("Start"), default=True),
        *(st.Page(lesson.page, title=t(lesson.title), url_path=lesson.url) for lesson in LESSONS),
        st.Page("../pages/notes.py", title=t("Speaker notes"), url_path="notes", visibility="hidden"),
    )
