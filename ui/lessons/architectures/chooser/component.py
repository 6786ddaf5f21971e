"""The row of pictograms as a component: every view in small, by its own wiring; choosing one is told to the page."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.lessons.architectures.pictogram import pictogram
from ui.lessons.architectures.view import View
from ui.look import palette
from ui.mount import component
from ui.words import language, t

NAME = "chooser"
_component = component(
    NAME, "lessons/architectures/chooser/chooser.js", "lessons/architectures/chooser/chooser.css", ready=True
)


def chooser(views: Mapping[str, View], chosen: str, on_choice: Callable[[str], None]) -> None:
    """Show the views with one of them chosen; `on_choice` is told of another."""
    content = {
        "views": [
            {"name": view.name, "title": t(view.title), "svg": pictogram(view.pictogram)} for view in views.values()
        ],
        "text": {"label": t("How cells are put together")},
        "palette": dict(palette.PARTS),
        "dark": dict(palette.DARK),
    }
    digest = hashlib.blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()

    def heard() -> None:
        said: Any = st.session_state[NAME].view
        if isinstance(said, str) and said in views:  # what a browser says is input
            on_choice(said)

    _component(key=NAME, data=content | {"key": f"{digest}:{language()}", "chosen": chosen}, on_view_change=heard)
