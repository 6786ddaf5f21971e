"""A row of pictograms as a component: each choice in small, by its own wiring; choosing one is told to the page."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import streamlit as st

from engine.networks.wiring import Wiring
from ui.lessons.architectures.pictogram import pictogram
from ui.look import palette
from ui.mount import component
from ui.words import language, t

NAME = "chooser"
_component = component(
    NAME,
    "lessons/architectures/chooser/chooser.js",
    "lessons/architectures/chooser/chooser.css",
    ready=True,
    lasts=False,
)


class Pictured(Protocol):
    """What can be chosen by its picture: a view, or one of its shapes."""

    @property
    def title(self) -> str:
        """In English, to be said with `t()`."""

    @property
    def pictogram(self) -> Wiring:
        """Its wiring in small."""


def chooser(
    choices: Mapping[str, Pictured],
    chosen: str,
    on_choice: Callable[[str], None],
    *,
    label: str,
    within: str = "",
) -> None:
    """Show what there is to choose, one of it chosen; `on_choice` is told of another.

    Args:
        label: what is chosen here, for those who do not see it.
        within: the name of the view in which this is a choice of its own: then it is smaller, words beside pictures.
    """
    content = {
        "views": [
            {"name": name, "title": t(choice.title), "svg": pictogram(choice.pictogram)}
            for name, choice in choices.items()
        ],
        "text": {"label": label},
        "small": bool(within),
        "palette": dict(palette.PARTS),
        "dark": dict(palette.DARK),
    }
    digest = hashlib.blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()
    name = f"{NAME}.{within}" if within else NAME

    def heard() -> None:
        said: Any = st.session_state[name].view
        if isinstance(said, str) and said in choices:  # what a browser says is input
            on_choice(said)

    _component(key=name, data=content | {"key": f"{digest}:{language()}", "chosen": chosen}, on_view_change=heard)
