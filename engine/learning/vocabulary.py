"""Sentences of known words: what a person types, split into words and coded as a network reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning.tasks.sequence import InputProblem, shorten

MOST_WORDS = 40  # of a sentence
QUOTED = 5  # so many unknown words are named in a refusal
INSIDE_A_WORD = "'-"  # don't, semi-detached


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows, in the order of its inputs.

    Attributes:
        words: in small letters, each once.
        most: words that a sentence may have.
    """

    words: tuple[str, ...]
    most: int = MOST_WORDS
    _places: FrozenMapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", tuple(self.words))
        places = {_plain(word): place for place, word in enumerate(self.words)}
        if len(places) < len(self.words):
            raise ValueError("a vocabulary has each of its words once")
        if odd := [word for word in self.words if split(word) != (_plain(word),)]:
            raise ValueError(f"{odd[0]!r} is no single word")
        object.__setattr__(self, "_places", FrozenMapping(places))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return _plain(word) in self._places

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a text that are not known, each once, in order of their appearance."""
        return tuple(dict.fromkeys(word for word in split(text) if word not in self._places))

    def tokens(self, text: str) -> tuple[str, ...]:
        """A sentence as the words of the vocabulary: in small letters, without punctuation.

        Raises:
            InputProblem: no word, too many, or unknown ones.
        """
        words = split(text)
        if not words:
            raise InputProblem("There is no word to read yet: please type a sentence of known words.")
        if len(words) > self.most:
            raise InputProblem(
                "The sentence has {length} words: please shorten it to at most {limit}.",
                length=len(words),
                limit=self.most,
            )
        if unknown := self.unknown(text):
            named = ", ".join(f"“{shorten(word)}”" for word in islice(unknown, QUOTED))
            raise InputProblem(
                "This network knows {count} words, and not {words}: please choose others.",
                count=len(self),
                words=named + (", …" if len(unknown) > QUOTED else ""),
            )
        return tuple(self.words[self._places[word]] for word in words)

    def indices(self, tokens: Iterable[str]) -> tuple[int, ...]:
        """The place of each word; KeyError for one that is not known."""
        return tuple(self._places[_plain(word)] for word in tokens)

    def coded(self, tokens: Sequence[str]) -> Array:
        """Known words, one-hot: (T, 1, D). KeyError for one that is not known."""
        return np.eye(len(self))[list(self.indices(tokens))][:, None]


def split(text: str) -> tuple[str, ...]:
    """The words of a text: in small letters, without punctuation, accents of stress and all that cannot be seen."""
    letters = (" " if _parts_words(letter) else letter for letter in _plain(text))
    words = (word.strip(INSIDE_A_WORD) for word in "".join(letters).split())
    return tuple(word for word in words if word)


def _plain(text: str) -> str:
    """In small letters; ё as е and without a mark of stress, as Russian is mostly written."""
    composed = unicodedata.normalize("NFC", text.lower().replace("’", "'")).replace("ё", "е")
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Mn")


def _parts_words(letter: str) -> bool:
    """Punctuation, white space and invisible characters do; a sign such as an emoji is a word that nobody knows."""
    return letter not in INSIDE_A_WORD and unicodedata.category(letter)[0] in "PZC"
