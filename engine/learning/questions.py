"""Short questions and requests, and what somebody wants: negation and the order of words decide in many of them.

A sentence is an opening, what is said, and a closing. Openings and closings say nothing, but some of them have a *not*
or a *but* of their own. Wherever two things are named, of which one is wanted, there is a twin of the same words that
wants the other: “not a taxi but the radio” and “not the radio but a taxi”.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.vocabulary import Vocabulary
from engine.learning.words import Language

HELD_OUT = 3  # of what is said alike, every third sentence is kept from learning, twins together
LONGEST: Mapping[Language, int] = MappingProxyType({"en": 12, "ru": 11})  # words
MOST_WORDS = 20  # of an own sentence
REQUEST, REFUSAL = "request", "refusal"  # the forms that name one thing

# want → (the thing, how one asks for it otherwise); and what one wants who refuses a thing
_THINGS: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "en": {
        "time": ("the time", "what time is it | how late is it"),
        "weather": ("the weather", "is it raining | how warm is it outside"),
        "taxi": ("a taxi", "i have to go | drive me to the station"),
        "radio": ("the radio", "put on a song | let me hear the news"),
    },
    "ru": {
        "время": ("время", "который сейчас час | сколько сейчас времени"),
        "погода": ("погоду", "какая сегодня погода | на улице дождь"),
        "такси": ("такси", "мне пора ехать | отвези меня домой"),
        "радио": ("радио", "включи мне песню | хочу слушать новости"),
    },
}
_NOTHING: Mapping[Language, str] = {"en": "nothing", "ru": "ничего"}
# (V, N): a verb that goes with every thing, and its negation
_VERBS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("give me", "do not give me"),
        ("get me", "do not get me"),
        ("i want", "i do not want"),
        ("we need", "we do not need"),
    ),
    "ru": (
        ("дай мне", "не давай мне"),
        ("найди мне", "не ищи мне"),
        ("я хочу", "я не хочу"),
        ("нам бы", "нам бы не"),
    ),
}
# + is wanted, − is not
_FORMS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        REFUSAL: "{N} {−}",
        "not but": "{V} not {−} but {+}",
        "but not": "{V} {+} but not {−}",
        "instead": "{V} {+} instead of {−}",
        "instead first": "instead of {−} {V} {+}",
        "request last": "{N} {−} {V} {+}",
        "refusal last": "{V} {+} {N} {−}",
    },
    "ru": {
        REFUSAL: "{N} {−}",
        "not but": "{V} не {−} а {+}",
        "but not": "{V} {+} а не {−}",
        "instead": "{V} лучше {+} чем {−}",
        "instead first": "чем {−} лучше {V} {+}",
        "request last": "{N} {−} {V} {+}",
        "refusal last": "{V} {+} {N} {−}",
    },
}
_OPENINGS: Mapping[Language, str] = {
    "en": " | hello | please | excuse me | good morning | listen my friend | one more thing | if it is possible | "
    "before we go home | if you do not mind | i am not sure but",
    "ru": " | привет | слушай | добрый день | будь добр | скажу тебе честно | и еще одно | если тебе не трудно | "
    "пока мы не ушли | я пока не уверен но | если ты сейчас не занят",
}
_CLOSINGS: Mapping[Language, str] = {
    "en": " | please | now | right now | this evening | for my friend | and be quick | as soon as possible | "
    "if you do not mind",
    "ru": " | пожалуйста | сейчас | прямо сейчас | сегодня вечером | для моего друга | и поскорее прошу | "
    "как можно скорее прошу | если это не трудно",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, and what who says it wants.

    Attributes:
        words: all of them, in small letters.
        want: its number in `wants(language)`.
        form: how it is said: `request`, `refusal`, or one of the forms that name two things.
        kind: a number of its own for what is said between opening and closing, the same for twins.
        new: whether it is kept from learning.
    """

    words: tuple[str, ...]
    want: int
    form: str
    kind: int
    new: bool

    def __str__(self) -> str:
        return " ".join(self.words)


class Questions(NamedTuple):
    """N questions of one length: words (T, N) by their places in the vocabulary, wants (N,), and how likely each is."""

    words: NDArray[np.int64]
    wants: NDArray[np.int64]
    shares: Array


def wants(language: Language) -> tuple[str, ...]:
    """What somebody can want; the last is nothing."""
    return (*_THINGS[language], _NOTHING[language])


@lru_cache
def questions(language: Language) -> tuple[Question, ...]:
    """All there are of at most `LONGEST` words."""
    openings, closings = _phrases(_OPENINGS[language]), _phrases(_CLOSINGS[language])
    found, kinds = [], dict[object, int]()
    for kind, form, said, want in _said(language):
        number = kinds.setdefault(kind, len(kinds))
        for row, opening in enumerate(openings):
            for column, closing in enumerate(closings):
                words = (*opening, *said, *closing)
                if len(words) <= LONGEST[language]:
                    found.append(Question(words, want, form, number, (number + row + column) % HELD_OUT == 0))
    return tuple(found)


@lru_cache
def vocabulary(language: Language) -> Vocabulary:
    """Every word of the questions, in alphabetical order."""
    return Vocabulary(tuple(sorted({word for one in questions(language) for word in one.words})), most=MOST_WORDS)


@lru_cache
def by_length(language: Language, *, new: bool) -> Mapping[int, Questions]:
    """What there is to learn from, or what is kept from it.

    Of each length every want is equally likely, of each want every form, and of each form every kind.
    """
    known, there = vocabulary(language), [one for one in questions(language) if one.new == new]
    found = {}
    for length in sorted({len(one.words) for one in there}):
        chosen = [one for one in there if len(one.words) == length]
        said = [(one.want, one.form, one.kind) for one in chosen]
        alike = Counter(said)
        kinds = Counter((want, form) for want, form, _ in alike)
        forms = Counter(want for want, _ in kinds)
        ways = [len(forms) * forms[want] * kinds[want, form] * alike[want, form, kind] for want, form, kind in said]
        found[length] = Questions(
            np.array([known.indices(one.words) for one in chosen]).T,
            np.array([one.want for one in chosen]),
            1 / np.array(ways),
        )
    return MappingProxyType(found)


def _said(language: Language) -> Iterator[tuple[object, str, tuple[str, ...], int]]:
    """(kind, form, words, want) of all that can be said between opening and closing; twins are of one kind."""
    things, verbs = _THINGS[language], _VERBS[language]
    for want, (thing, otherwise) in enumerate(things.values()):
        for said in (*otherwise.split("|"), *(f"{verb} {thing}" for verb, _ in verbs)):
            yield (REQUEST, said), REQUEST, tuple(said.split()), want
    for form, pattern in _FORMS[language].items():
        for verb, negated in verbs:
            for want, (wanted, _) in enumerate(things.values()):
                for other, (unwanted, _) in enumerate(things.values()):
                    if (form == REFUSAL) == (want == other):
                        said = pattern.format_map({"V": verb, "N": negated, "+": wanted, "−": unwanted})
                        kind = (form, verb, frozenset((want, other)))
                        yield kind, form, tuple(said.split()), len(things) if form == REFUSAL else want


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))
