"""Torch computes the very run on screen again, once the picture stands: it is not on the way to it."""

import streamlit as st

import engine
from engine.recording.differences import Differences
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.view import View
from ui.lessons.architectures.views import VIEWS
from ui.runs.agreement import agreement
from ui.stepper import once_drawn

KEY = "unrolled"


def badge(view: View, settings: ArchitecturesSettings, content: str) -> None:
    """Say how near torch came, once the picture of this content stands."""
    of_run = view.of_run(settings)
    once_drawn(KEY, content, lambda: _say(of_run), key="unrolled.checked")


def _say(settings: ArchitecturesSettings) -> None:
    st.markdown(agreement(check(settings)))


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def check(settings: ArchitecturesSettings) -> Differences:
    """How far torch's states, gates and gradients are from what is recorded of this very run."""
    view = VIEWS[settings.view]
    return engine.verify(view.recorded(settings, view.make(settings)))
