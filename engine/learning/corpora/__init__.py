"""Corpora by name: made-up text that characters are learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from engine.learning.corpora import brackets, dialogues, reviews
from engine.learning.corpora.grammar import END, Corpus

_MADE: Mapping[str, Callable[[], Corpus]] = MappingProxyType(
    {
        "dialogues_en": dialogues.english,
        "dialogues_ru": dialogues.russian,
        "reviews_en": reviews.english,
        "reviews_ru": reviews.russian,
        "brackets": brackets.corpus,
    }
)


def names() -> tuple[str, ...]:
    """What there is to learn from."""
    return tuple(_MADE)


@cache
def corpus(name: str) -> Corpus:
    """A corpus by its name. Raises ValueError: there is none; the message lists them."""
    if name not in _MADE:
        raise ValueError(f"there is no corpus called {name!r}; there are {', '.join(_MADE)}")
    return _MADE[name]()


__all__ = ["END", "Corpus", "corpus", "names"]
