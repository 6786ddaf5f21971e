"""How a component of ours gets onto a page: its element, its style sheets, and the module that fills it."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from ui import assets

_HOUSE = Path(__file__).parent


def component(name: str, module: str, *styles: str, ready: bool = False) -> Callable[..., Any]:
    """What mounts the component when it is called on a page; Streamlit learns of it when it is called first.

    Args:
        name: of the component. With styles it has an element of the class `unrolled-<name>`, and without any it is
            never seen: it speaks and listens.
        module: the browser's half, by its path below `ui/`.
        styles: its style sheets, likewise.
        ready: whether the element says by `data-ready` that its picture stands.
    """

    @functools.cache
    def registered() -> Any:
        state = ' data-ready="false"' if ready else ""
        return st.components.v2.component(
            f"unrolled.{name}",
            html=f'<div class="unrolled-{name}" data-testid="{name}"{state}>\n</div>' if styles else None,
            css="\n".join((_HOUSE / style).read_text("utf-8") for style in styles) or None,
            js=assets.loader(module),
            isolate_styles=False,  # plotly.js writes its styles into the document's head
        )

    return lambda **given: registered()(**given)
