"""The pages that there are, for the frame to offer, and the icon by which all are known."""

import base64
import copy
import functools
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.lessons import LESSONS
from ui.words import language, t

# An own file, in itself: a material icon would be fetched from outside, and a path is read again in every run.
ICON = "data:image/svg+xml;base64," + base64.b64encode((Path(__file__).parent / "icon.svg").read_bytes()).decode()


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
