"""Predict first: what a lesson asks about a picture before it shows it, and the card that asks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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

    def cover(self) -> None:
        """Begin again, with the option chosen before. For callbacks."""
        st.session_state[f"{self.name}.revealed"] = False


def turn_at(page: Page[S], asked: Question, about: int) -> Turn:
    """How far a person is with a question. `about` says in a number what it is about: with another one it is new."""
    return Turn(key(page.name, f"*{hash((about, asked.text))}"), asked)


@contextmanager
def asking(turn: Turn | None, then: Callable[[], Question | None], *, covered: bool) -> Iterator[None]:
    """The question around the picture that is drawn inside: on it while it is covered, else below it, where the answer
    comes too. (In the lecture hall it stands above it: `presenter`.)

    Args:
        turn: the question, or None for none.
        then: the question that may follow its answer; asked for when it is shown.
        covered: the picture shows nothing yet.
    """
    with st.container(key="unrolled-ground", gap=None):
        with st.container(key="unrolled-question" if turn and covered else None, gap="xsmall"):  # its looks: sketch.css
            if turn and covered:
                _ask_at_the_desk(turn)
        yield
        with st.container(key="unrolled-answer", gap="xsmall"):
            if turn and turn.revealed:
                _answer_at_the_desk(turn, then)
            elif turn and not covered:
                _ask_at_the_desk(turn)


def _ask_at_the_desk(turn: Turn) -> None:
    st.markdown(f"**{t('Predict first:')}** {turn.asked.text}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _options(turn)
        label, icon = t("Reveal"), ":material/visibility:"
        st.button(label, icon=icon, key=f"{turn.name}.button", on_click=turn.reveal)


def _answer_at_the_desk(turn: Turn, then: Callable[[], Question | None]) -> None:
    st.markdown(_answer(turn))
    following = then()
    with st.container(horizontal=True, vertical_alignment="center"):
        if following is not None:
            after = Turn(f"{turn.name}.then", following)
            st.markdown(f"**{following.text}**", width="content")
            _options(after)
        st.button(t("Cover again"), key=f"{turn.name}.again", on_click=turn.cover, type="tertiary")
    if following is not None and after.chosen is not None:
        st.markdown(_answer(after))


def _options(turn: Turn) -> None:
    st.pills(
        t("Your prediction"), turn.asked.options, key=f"{turn.name}.pills", label_visibility="collapsed",
        on_change=turn.choose, disabled=turn.revealed,
    )  # fmt: skip


def _answer(turn: Turn) -> str:
    right = turn.asked.options[turn.asked.answer]
    verdict = "" if turn.chosen is None else "✓ " if turn.chosen == right else "✗ "
    return f"{verdict}**{t('Answer: {answer}.', answer=right)}** {turn.asked.explanation}"
