"""The family tree as a component: Python says once what the cards say; choosing two is told to the page."""

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from engine.learning.family import SEEDS
from ui.lessons.cells.controls import task_names
from ui.lessons.cells.difference import Edit, edit
from ui.lessons.cells.family import FAMILY, KINDS, Member, parent_of
from ui.lessons.cells.portraits import PORTRAITS
from ui.lessons.cells.results import of_seeds, result
from ui.lessons.cells.thumbnail import thumbnail
from ui.look import palette
from ui.mount import component
from ui.words import language, t

NAME = "family"
ADDED, TAKEN = "#15724a", palette.EXPLODING
_DARK: Mapping[str, str] = MappingProxyType({ADDED: "#63c97f"})
_component = component(
    "family",
    "lessons/cells/tree/tree.js",
    "lessons/cells/tree/tree.css",
    "lessons/cells/thumbnail.css",
    ready=True,
    lasts=False,
)


def tree(chosen: tuple[str, str], on_choice: Callable[[str, str], None]) -> None:
    """Show the family with two of it chosen; `on_choice` is told of another two, in the order of the family."""
    data = tree_data(language()) | {"chosen": list(chosen)}

    def heard() -> None:
        said: Any = st.session_state[NAME].pair
        # what a browser says is input
        if isinstance(said, list) and len(said) == 2 and all(kind in FAMILY for kind in said):
            first, second = sorted(said, key=KINDS.index)
            on_choice(first, second)

    _component(key=NAME, data=data, on_pair_change=heard)


@functools.lru_cache(maxsize=8)
def tree_data(language: str) -> dict[str, Any]:
    """All cards, in the words of `language`, the session's, and a key that changes with them."""
    years: dict[int, set[int]] = {}
    for member in FAMILY.values():
        years.setdefault(member.place[0], set()).add(member.year)
    content = {
        "cards": [_card(member) for member in FAMILY.values()],
        "years": [[column, _span(found)] for column, found in sorted(years.items())],
        "text": {
            "tree": t("The family of cells by year: choose two to compare"),
            "with_parent": t("Compare with its parent, {parent}"),
            "added": t("added"),
            "removed": t("taken away"),
            "changed": t("changed"),
            "from": t("from {parent}"),
            "learned": t("learned"),
            "legend": [
                ["ring", t("added to its parent")],
                ["gone", t("taken away")],
                ["belt", t("the memory, from step to step")],
                ["past", t("h of the step before")],
                ["input", t("the input")],
            ],
            "bars": t("Bars: in how many of {seeds} seeds it learned", seeds=len(SEEDS)),
            "tasks": list(task_names().values()),
        },
        "palette": {**palette.SIGNAL_COLOURS, "added": ADDED, "taken": TAKEN},
        "dark": dict(palette.DARK) | dict(_DARK),
    }
    digest = hashlib.blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()
    return content | {"key": digest}


def _card(member: Member) -> dict[str, Any]:
    parent = parent_of(member.kind)
    told = edit(FAMILY[parent].engine, member.engine) if parent else Edit((), (), ())
    return {
        "kind": member.kind,
        "title": t(member.title),
        "year": member.year,
        "source": member.source,
        "idea": t(member.idea),
        "place": list(member.place),
        "parent": parent,
        "parent_title": t(FAMILY[parent].title) if parent else "",
        "added": list(told.added),
        "removed": list(told.removed),
        "learned": [_bar(member.kind, task, name) for task, name in task_names().items()],
        "thumbnail": thumbnail(member.kind) if member.kind in PORTRAITS else "",
        "changed": [] if told.added or told.removed else list(told.changed),
    }


def _bar(kind: str, task: str, name: str) -> dict[str, Any]:
    """How many seeds learned a task, to be drawn as a share and told in words."""
    found = result(kind, task)
    if found is None:
        return {"share": None, "told": f"{name}: –"}
    return {"share": sum(found.learned) / len(found.learned), "told": f"{name}: {of_seeds(found)}"}


def _span(years: set[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last % 100}"
