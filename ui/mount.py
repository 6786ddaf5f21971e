"""How a component of ours gets onto a page: its element, its style sheets, and the module that fills it.

What stands on a page is noted in its session as it is mounted, so that a picture can be saved as it stands.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui import assets

_HOUSE = Path(__file__).parent
_MOUNTED, _AROUND = "*mounted", "*around"
_PAGE = "look/around.css"  # of the page around a picture


@dataclass(frozen=True)
class Component:
    """What mounts the component when it is called on a page; Streamlit learns of it when it is called first.

    Attributes:
        name: of the component. With styles it has an element of the class `unrolled-<name>`, and without any it is
            never seen: it speaks and listens.
        module: the browser's half, by its path below `ui/`.
        styles: its style sheets, likewise.
        ready: whether the element says by `data-ready` that its picture stands.
        lasts: whether it is of any use in a picture that is saved, where no server hears it.
    """

    name: str
    module: str
    styles: tuple[str, ...] = ()
    ready: bool = False
    lasts: bool = True

    @property
    def html(self) -> str | None:
        """Its element, if it has one."""
        state = ' data-ready="false"' if self.ready else ""
        return f'<div class="unrolled-{self.name}" data-testid="{self.name}"{state}>\n</div>' if self.styles else None

    @property
    def css(self) -> str | None:
        """Its style sheets in one, if it has any."""
        styles = (*self.styles, _PAGE) if self.styles and self.ready else self.styles
        return "\n".join((_HOUSE / style).read_text("utf-8") for style in styles) or None

    def __call__(self, *, key: str, data: Any, **given: Any) -> Any:
        """Mount it under this key; what it gives back is Streamlit's."""
        found = _registered(self)(key=key, data=data, **given)
        if self.lasts:
            said = next((getattr(found, state) for state in given.get("default", {})), None)
            st.session_state.setdefault(_MOUNTED, {})[key] = Mounted(self, data, said or {})
        elif self.html:
            stands_around()
        return found


@dataclass(frozen=True, eq=False)
class Mounted:
    """A component as it stands on a page.

    Attributes:
        component: which one.
        data: what it was given: JSON or a block of bytes; None while there is nothing to see yet.
        said: what the browser reported last through it.
    """

    component: Component
    data: Any
    said: Mapping[str, Any]


@functools.cache
def _registered(component: Component) -> Any:
    return st.components.v2.component(
        f"unrolled.{component.name}",
        html=component.html,
        css=component.css,
        js=assets.loader(component.module),
        isolate_styles=False,  # plotly.js writes its styles into the document's head
    )


def component(name: str, module: str, *styles: str, ready: bool = False, lasts: bool = True) -> Component:
    """A component by its parts, as `Component` describes them."""
    return Component(name, module, styles, ready, lasts)


def clear_mounted() -> None:
    """A page begins: nothing stands on it yet. What was noted of the last one stays with whoever has it."""
    st.session_state[_MOUNTED] = {}
    st.session_state[_AROUND] = False


def stands_around() -> None:
    """Note that something is seen on the page that is no part of a picture that is saved."""
    st.session_state[_AROUND] = True


def is_more_around() -> bool:
    """Whether anything is."""
    return bool(st.session_state.get(_AROUND))


def mounted() -> Mapping[str, Mounted]:
    """What stands on the page by its key, in its order: it is kept up while this page stands, by its fragments too."""
    found: Mapping[str, Mounted] = st.session_state.setdefault(_MOUNTED, {})
    return found
