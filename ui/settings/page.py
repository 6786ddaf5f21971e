"""Settings, widgets and the URL, kept in step.

`open_settings()` before the widgets takes in a new URL (a deep link, the back button, a link to a scene) or what the
session last had on this page; `close_settings()` after them collects the widgets' values; `keep_in_url()` writes the
shortest link that shows the same picture. A widget belongs to a setting by its key, `key(page, name)`.

The place in a run, step and unit, is written into the URL by the browser itself when it rests there. Streamlit may
send us the address of before, so a query is new only if it says something else than all that we know was written.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from ui.settings.parameters import QUERY_LANGUAGE, IsDataclass, read, write

S = TypeVar("S", bound=IsDataclass)


def key(page: str, name: str) -> str:
    """The session-state key of the widget for a setting."""
    return f"{page}.{name}"


@dataclass(frozen=True)
class Opened(Generic[S]):
    """The settings that a page begins with, and what was wrong with the URL that brought them."""

    settings: S
    problems: tuple[str, ...]


def pick(page: str, name: str, label: str, names: Mapping[str, str]) -> str:
    """A drop-down for a `Choice`; the options are the same in every language and in the URL, their names are not."""
    return st.selectbox(label, _options(page, name, names), key=key(page, name), format_func=names.__getitem__)


def switch(page: str, name: str, label: str, names: Mapping[str, str]) -> str:
    """The same as buttons side by side, for two or three options."""
    options = _options(page, name, names)
    chosen = st.segmented_control(
        label, options, key=key(page, name), format_func=names.__getitem__, required=True, width="stretch"
    )
    return chosen or options[0]


def _options(page: str, name: str, names: Mapping[str, str]) -> list[str]:
    if st.session_state.get(key(page, name)) not in names:  # it applied to what was chosen before
        st.session_state[key(page, name)] = next(iter(names))
    return list(names)


def open_settings(cls: type[S], page: str) -> Opened[S]:
    """Fill the widgets of a page from its URL if that is new, else from what the session had here last."""
    query = {name: value for name, value in st.query_params.items() if name != QUERY_LANGUAGE}
    kept: S | None = st.session_state.get(key(page, "*kept"))
    written = st.session_state.get(key(page, "*written"), [])
    # Coming from another page by the navigation brings an empty query: the page is found as it was left. Going back
    # to another page in the browser's history brings the query of the page that was left: it is not ours to read.
    stayed = st.session_state.get("*came_from") == st.session_state.get("*here")
    foreign = not stayed and query in _written_elsewhere(page)
    arrived_by_link = kept is None or (query not in written and (bool(query) or stayed) and not foreign)
    if arrived_by_link:
        kept, problems = read(cls, query)
        st.session_state[key(page, "*problems")] = (kept, problems)
        st.session_state[key(page, "*written")] = [query]
    assert kept is not None
    for field in dataclasses.fields(cls):
        name = key(page, field.name)
        if arrived_by_link or name not in st.session_state:
            st.session_state[name] = getattr(kept, field.name)
    asked, problems = st.session_state[key(page, "*problems")]
    return Opened(kept, problems if asked == kept else ())


def _written_elsewhere(page: str) -> list[dict[str, str]]:
    """The queries that the session's other pages wrote last."""
    return [
        query
        for name, written in st.session_state.items()
        if str(name).endswith(".*written") and name != key(page, "*written")
        for query in written
    ]


def close_settings(cls: type[S], page: str) -> S:
    """The settings as the widgets now say."""
    values: dict[str, Any] = {field.name: st.session_state[key(page, field.name)] for field in dataclasses.fields(cls)}
    settings = cls(**values)
    st.session_state[key(page, "*kept")] = settings
    return settings


def keep_in_url(settings: IsDataclass, page: str) -> None:
    """Write the settings into the URL, if they are not there yet."""
    query = write(settings)
    st.session_state[key(page, "*written")] = [query]
    others = {QUERY_LANGUAGE: st.query_params[QUERY_LANGUAGE]} if QUERY_LANGUAGE in st.query_params else {}
    if st.query_params.to_dict() != query | others:
        st.query_params.from_dict(query | others)


def note_place(page: str, **place: int) -> None:
    """Keep the step and unit on which the browser rests; it has written them into the URL already."""
    kept = dataclasses.replace(st.session_state[key(page, "*kept")], **place)
    st.session_state[key(page, "*kept")] = kept
    for name, value in place.items():
        st.session_state[key(page, name)] = value
    # The address of before may still be sent with the next run, and so may the new one.
    st.session_state[key(page, "*written")] = [st.session_state[key(page, "*written")][0], write(kept)]
