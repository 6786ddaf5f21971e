"""The view for the lecture hall: the picture alone, without navigation and settings; in the sidebar, the scenes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from ui.settings.page import Page
from ui.settings.widgets import key
from ui.teaching.scenes import Scene, Script, Staged
from ui.words import t

S = TypeVar("S", bound=Staged)

_SHOWN = "*presenting"


def is_presenting() -> bool:
    """Whether the frame should leave everything but the picture away; asked before the page knows its settings."""
    here = st.session_state.get("*here")
    kept: Any = st.session_state.get(f"{here}.*kept")
    presenting = bool(getattr(kept, "present", st.query_params.get("present") == "1"))
    st.session_state[_SHOWN] = presenting
    return presenting


def agree_with_frame(presenting: bool) -> None:
    """Draw again where the address has just turned the view on or off and the frame could not know it yet."""
    if st.session_state.get(_SHOWN, presenting) != presenting:
        st.rerun()


def presenter_bar(page: Page[S], script: Script[S], scenes: Sequence[Scene]) -> None:
    """The scene's title, large, beside the ways to the scenes before and after it and out of the hall; in the sidebar,
    folded away, the way to any other."""
    shown = script.current(page.settings)
    named = {scene.name: scene.title for scene in scenes}

    def leave() -> None:
        page.put(replace(page.settings, present=False))

    with st.sidebar:  # folded away until somebody wants another scene than the one before or after
        for scene in scenes:
            name, to = key(page.name, f"*to {scene.name}"), (page, scene.name)
            label = f"**{scene.title}**" if scene.name == shown else scene.title
            st.button(label, key=name, on_click=script.go, args=to, type="tertiary")
    title, ways = st.columns([3, 2], vertical_alignment="center")
    title.title(named.get(shown, t("Your own settings")), anchor=False)
    with ways.container(horizontal=True, horizontal_alignment="right"):
        for words, name, shortcut, by in ((t("Previous"), "*left", "Left", -1), (t("Next"), "*right", "Right", 1)):
            to = (page, script.beside(page.settings, by))
            st.button(words, key=key(page.name, name), shortcut=shortcut, on_click=script.go, args=to)
        st.button(t("Leave"), key=key(page.name, "*out"), shortcut="Escape", on_click=leave)
