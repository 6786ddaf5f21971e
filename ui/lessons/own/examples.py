"""What somebody without a model can try the page with: trained networks that ship, in files as anybody may have one."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from engine.learning import forecaster, writers
from engine.learning.corpora import corpus
from engine.opening.tokens import Tokens
from ui.lessons.own.session import AWAITED, Model, keep, kept, open_model
from ui.lessons.own.settings import EXAMPLES, OwnSettings
from ui.settings.page import Page
from ui.words import t

WRITER = "quotes_en_0"
# Two quotations and what is between them: by one alone a unit that only counts letters would seem to know it.
WRITTEN = (
    "The room was dark. “The street is cold. The old man paints the key at last,” whispered the girl. "
    "His sister found the jug. The boy asked: “Who finds the box?” The water was quiet."
)


@dataclass(frozen=True, eq=False)
class Example:
    """One of them.

    Attributes:
        path: of its file.
        begins: the settings that it opens with.
        tokens: the vocabulary that belongs to it, if it needs one.
    """

    path: Path
    begins: OwnSettings
    tokens: Tokens | None = None


@functools.cache
def known() -> Mapping[str, Example]:
    """All of them, by their names in the address."""
    alphabet = corpus(writers.load(WRITER).recipe.corpus).alphabet
    reads = OwnSettings(example="writer", data="text", text=WRITTEN)
    found = {
        "sunspots": Example(forecaster.PATH, OwnSettings()),
        "writer": Example(writers.SHELF.path(WRITER), reads, Tokens(tuple(alphabet))),
    }
    assert tuple(found) == EXAMPLES
    return MappingProxyType(found)


@functools.cache
def opened(name: str) -> Model:
    """An example, opened as any other file is."""
    file = known()[name].path
    model = open_model(file.read_bytes(), file.name)
    return Model("", model.opened, model.found)


def begin(page: Page[OwnSettings]) -> Model:
    """The example of the settings, with what it needs to read; an address that names nothing else opens it as meant."""
    name = page.settings.example
    example = known()[name]
    look = page.settings.look
    if page.settings == OwnSettings(example=name, look=look) != (begins := replace(example.begins, look=look)):
        page.put(begins)
    if example.tokens is not None and kept("vocabulary") is None:
        keep("vocabulary", example.tokens)
    return opened(name)


def example_controls(page: Page[OwnSettings]) -> None:
    """Which example it is, and its file to take away: dropped here, it is opened like one's own."""

    def other() -> None:
        st.session_state.pop(AWAITED, None)
        page.put(known()[st.session_state["own.example"]].begins)

    names = {"sunspots": t("a forecaster"), "writer": t("a writer")}
    name = page.widgets.pills("example", t("Examples"), names, label_visibility="collapsed", on_change=other)
    example = known()[name]
    st.download_button(
        t("Take this file"),
        example.path.read_bytes(),
        example.path.name,
        on_click="ignore",
        icon=":material/download:",
        help=t("It is one like yours: drop it here to try how that goes."),
    )
    if example.tokens is not None:
        letters = json.dumps(list(example.tokens.tokens), ensure_ascii=False)
        st.download_button(t("and its vocabulary"), letters, "vocabulary.json", on_click="ignore")


def said(name: str) -> str:
    """What an example is and how well it does, in Markdown."""
    if name == "writer":
        wrote = writers.load(WRITER).measured
        return t(
            "**This is an example**: an LSTM that learned to guess the next letter of made-up dialogues. On sentences "
            "that it never met its loss is **{loss}** nats a letter; with all its {letters} letters equally likely it "
            "would be {even}.",
            loss=f"{wrote.nats:.2f}",
            letters=len(known()[name].tokens or ()),
            even=f"{log(len(known()[name].tokens or ())):.2f}",
        )
    found = forecaster.measured()
    return t(
        "**This is an example**: a PyTorch LSTM that forecasts next year's sunspots, made in {notebook}. In "
        "{first}–{last}, which it never learned from, its root mean squared error is **{network}**; that of last "
        "year's number is {as_it_is}, of the one 11 years ago {a_period_ago}, of a linear regression {regression}.",
        notebook=f"`examples/{forecaster.NOTEBOOK.name}`",
        first=found.first,
        last=found.last,
        network=found.network,
        as_it_is=found.as_it_is,
        a_period_ago=found.a_period_ago,
        regression=found.regression,
    )
