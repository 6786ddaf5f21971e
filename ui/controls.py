"""Settings, widgets and the URL, kept in step.

`open_settings()` before the widgets takes in a new URL (a deep link, the back button, a link to a scene) or what the
session last had on this page; `close_settings()` after them collects the widgets' values; `keep_in_url()` writes the
shortest link that shows the same picture. A widget belongs to a setting by its key, `key(page, name)`.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from ui.settings import QUERY_LANGUAGE, IsDataclass, read, write

S = TypeVar("S", bound=IsDataclass)


def key(page: str, name: str) -> str:
    """The session-state key of the widget for a setting."""
    return f"{page}.{name}"


@dataclass(frozen=True)
class Opened(Generic[S]):
    """The settings that a page begins with, and what was wrong with the URL that brought them."""

    settings: S
    problems: tuple[str, ...]


def open_settings(cls: type[S], page: str) -> Opened[S]:
    """Fill the widgets of a page from its URL if that is new, else from what the session had here last."""
    query = {name: value for name, value in st.query_params.items() if name != QUERY_LANGUAGE}
    kept: S | None = st.session_state.get(key(page, "*kept"))
    written: dict[str, str] | None = st.session_state.get(key(page, "*written"))
    # Coming back by the navigation brings an empty query: the page is found as it was left.
    arrived_by_link = kept is None or (query != written and bool(query))
    if arrived_by_link:
        kept, problems = read(cls, query)
        st.session_state[key(page, "*problems")] = (kept, problems)
    assert kept is not None
    for field in dataclasses.fields(cls):
        name = key(page, field.name)
        if arrived_by_link or name not in st.session_state:
            st.session_state[name] = getattr(kept, field.name)
    asked, problems = st.session_state[key(page, "*problems")]
    return Opened(kept, problems if asked == kept else ())


def close_settings(cls: type[S], page: str) -> S:
    """The settings as the widgets now say."""
    values: dict[str, Any] = {field.name: st.session_state[key(page, field.name)] for field in dataclasses.fields(cls)}
    settings = cls(**values)
    st.session_state[key(page, "*kept")] = settings
    return settings


def keep_in_url(settings: IsDataclass, page: str) -> None:
    """Write the settings into the URL, if they are not there yet."""
    query = write(settings)
    st.session_state[key(page, "*written")] = query
    others = {QUERY_LANGUAGE: st.query_params[QUERY_LANGUAGE]} if QUERY_LANGUAGE in st.query_params else {}
    if st.query_params.to_dict() != query | others:
        st.query_params.from_dict(query | others)


def note(page: str, **values: Any) -> None:
    """Keep settings that no widget holds, such as the step on which the browser rests."""
    kept = st.session_state[key(page, "*kept")]
    st.session_state[key(page, "*kept")] = dataclasses.replace(kept, **values)
    for name, value in values.items():
        st.session_state[key(page, name)] = value
