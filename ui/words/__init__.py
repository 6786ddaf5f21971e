"""The words on screen: `t()` for sentences, `prose()` for longer Markdown, `plain()` for what people typed.

English is the source: the sentence itself is the key of its translations. Another language is one catalogue
`<language>.json` (sentence → translation) and one folder `<language>/` of Markdown files beside this file.
"""

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

QUERY_LANGUAGE = "lang"
_CHOSEN = "*language"
_HERE = Path(__file__).parent
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/])")


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages there are: English, and each that has a catalogue."""
    return ("en", *sorted(path.stem for path in _HERE.glob("*.json")))


@functools.cache
def _catalogue(language: str) -> Mapping[str, str]:
    path = _HERE / f"{language}.json"
    return MappingProxyType(json.loads(path.read_text("utf-8")) if path.exists() else {})


def language() -> str:
    """The language of this session: the one it chose, else the browser's, else English."""
    if get_script_run_ctx(suppress_warning=True) is None:  # a notebook, a test of a figure
        return "en"
    if len(languages()) == 1:  # hundreds of sentences ask at every run
        return languages()[0]
    wanted = (chosen_language(), (st.context.locale or "").split("-")[0])
    return next((code for code in wanted if code in languages()), "en")


def chosen_language() -> str | None:
    """What `?lang=` said last in this session; the ways from page to page do not carry it, so it is kept."""
    chosen: str | None = st.query_params.get(QUERY_LANGUAGE, st.session_state.get(_CHOSEN))
    if chosen is not None:
        st.session_state[_CHOSEN] = chosen
    return chosen if chosen in languages() else None


def t(sentence: str, **values: object) -> str:
    """Say a sentence in the session's language, with `{names}` filled in from `values`."""
    translated = _catalogue(language()).get(sentence, sentence)
    return translated.format(**values) if values else translated


def prose(page: str, section: str) -> str:
    """The part of a page's Markdown file that stands under the heading `## section`."""
    return _sections(language(), page)[section]


def has_prose(page: str, section: str) -> bool:
    """Whether a page's Markdown file has a part under the heading `## section`."""
    return section in _sections(language(), page)


@functools.cache
def _sections(code: str, page: str) -> Mapping[str, str]:
    path = _HERE / code / f"{page}.md"
    parts = re.split(
        r"^## (.+)$", (path if path.exists() else _HERE / "en" / f"{page}.md").read_text("utf-8"), flags=re.M
    )
    return MappingProxyType({name.strip(): body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)})


def plain(typed: str, limit: int = 40) -> str:
    """What a person typed, safe inside Markdown: shown letter by letter, shortened to `limit` characters."""
    short = typed if len(typed) <= limit else typed[: limit - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", " ".join(short.split()))


class Told(Protocol):
    """A problem that keeps its sentence and the values in it apart, so that it can be translated."""

    template: str
    values: Mapping[str, object]


def say_problem(problem: Told) -> str:
    """Tell a problem with somebody's input in the session's language; what was typed is shown letter by letter."""
    return t(problem.template, **{name: plain(str(value)) for name, value in problem.values.items()})
