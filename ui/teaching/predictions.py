"""Predict first: what a lesson asks about a picture before it shows it, and the card that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

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


def ask(page: Page[S], settings: S, asked: Question, about: int) -> bool:
    """Show the question's card; whether the picture is to stay covered.

    Args:
        page: whose widget for `cover` stands in the card.
        settings: those that are shown.
        asked: the question.
        about: what the question is about, as a number: with another one the card begins anew.
    """
    name = key(page.name, f"*{hash((about, asked.text))}")
    state = st.session_state
    revealed = bool(state.get(f"{name}.revealed"))

    def commit() -> None:
        state[f"{name}.chosen"] = state[f"{name}.pills"]

    def reveal() -> None:
        state[f"{name}.revealed"] = True

    with st.container(border=True):
        if settings.present and revealed:  # in the hall the answer takes the question's place
            st.subheader(_answer(asked, state.get(f"{name}.chosen")), anchor=False)
            return False
        words, action = st.columns([6, 1], vertical_alignment="center")
        text = f"**{t('Predict first:')}** {asked.text}"
        words.header(text, anchor=False) if settings.present else words.markdown(text)
        with words.container(horizontal=True, vertical_alignment="center"):
            st.pills(
                t("Your prediction"), asked.options, key=f"{name}.pills", label_visibility="collapsed",
                on_change=commit, disabled=revealed,
            )  # fmt: skip
            if not settings.present:
                page.widgets.toggle("cover", t("Cover the picture first"))
        if revealed:
            words.markdown(_answer(asked, state.get(f"{name}.chosen")))
        else:
            action.button(
                t("Reveal"), icon=":material/visibility:", key=f"{name}.button", on_click=reveal, width="stretch"
            )
    return settings.cover and not revealed


def _answer(asked: Question, chosen: str | None) -> str:
    right = asked.options[asked.answer]
    verdict = "" if chosen is None else "✓ " if chosen == right else "✗ "
    return f"{verdict}**{t('Answer: {answer}.', answer=right)}** {asked.explanation}"
