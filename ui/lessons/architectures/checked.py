"""Torch computes the very run on screen again."""

import streamlit as st

import engine
from engine.recording.differences import Differences
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.views import VIEWS


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def check(settings: ArchitecturesSettings) -> Differences:
    """How far torch's states, gates and gradients are from what is recorded of this very run."""
    view = VIEWS[settings.view]
    return engine.verify(view.recorded(settings, view.make(settings)))
