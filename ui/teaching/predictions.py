"""Predict first: what a lesson asks about a picture before it shows it, and the card that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import streamlit as st

from ui.settings.page import Page
from ui.settings.widgets import key
from ui.teaching.scenes import Staged
from ui.words import t

S = TypeVar("S", bound=Staged)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its possible answers, the index of the right one, and why: all of it computed from the run."""

    text: str
    options: tuple[str, ...]
    answer: int
    explanation: str


def nearest(value: float, options: Sequence[float]) -> int:
    """Which of the options a positive number is nearest to on a logarithmic scale."""
    return int(np.argmin([abs(np.log(value / option)) for option in options]))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that is put to somebody, and how far they are with it; the session keeps that under `name`."""

    name: str
    asked: Question

    @property
    def chosen(self) -> str | None:
        """The option committed to, if any."""
        chosen: str | None = st.session_state.get(f"{self.name}.chosen")
        return chosen

    @property
    def revealed(self) -> bool:
        """Whether the answer has been asked for."""
        return bool(st.session_state.get(f"{self.name}.revealed"))

    def choose(self) -> None:
        """Commit to the option that the pills show. For callbacks."""
        st.session_state[f"{self.name}.chosen"] = st.session_state[f"{self.name}.pills"]

    def reveal(self) -> None:
        """Ask for the answer. For callbacks."""
        st.session_state[f"{self.name}.revealed"] = True


def ask(page: Page[S], settings: S, asked: Question, about: int) -> bool:
    """Show the question's card; whether the picture is to stay covered.

    Args:
        page: whose widget for `cover` stands in the card.
        settings: those that are shown.
        asked: the question.
        about: what the question is about, as a number: with another one the card begins anew.
    """
    turn = Turn(key(page.name, f"*{hash((about, asked.text))}"), asked)
    with st.container(border=True):
        if settings.present:
            _ask_the_hall(turn)
        else:
            _ask_at_the_desk(page, turn)
    return settings.cover and not turn.revealed


def _ask_the_hall(turn: Turn) -> None:
    if turn.revealed:  # in the hall the answer takes the question's place
        st.subheader(_answer(turn), anchor=False)
        return
    words, action = st.columns([6, 1], vertical_alignment="center")
    words.header(f"**{t('Predict first:')}** {turn.asked.text}", anchor=False)
    with words:
        _options(turn)
    with action:
        _reveal_button(turn, "stretch")


def _ask_at_the_desk(page: Page[S], turn: Turn) -> None:
    st.markdown(f"**{t('Predict first:')}** {turn.asked.text}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _options(turn)
        if not turn.revealed:
            _reveal_button(turn, "content")
        page.widgets.toggle("cover", t("Cover the picture first"))
    if turn.revealed:
        st.markdown(_answer(turn))


def _options(turn: Turn) -> None:
    st.pills(
        t("Your prediction"), turn.asked.options, key=f"{turn.name}.pills", label_visibility="collapsed",
        on_change=turn.choose, disabled=turn.revealed,
    )  # fmt: skip


def _reveal_button(turn: Turn, width: Literal["content", "stretch"]) -> None:
    label, icon = t("Reveal"), ":material/visibility:"
    st.button(label, icon=icon, key=f"{turn.name}.button", on_click=turn.reveal, width=width)


def _answer(turn: Turn) -> str:
    right = turn.asked.options[turn.asked.answer]
    verdict = "" if turn.chosen is None else "✓ " if turn.chosen == right else "✗ "
    return f"{verdict}**{t('Answer: {answer}.', answer=right)}** {turn.asked.explanation}"
