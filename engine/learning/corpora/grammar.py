"""Made-up text to learn letters from, and text of the same kind of which no sentence was ever met.

A corpus is a grammar that writes paragraphs. Each of its sentences is either learned from or kept for looking at the
network afterwards, by a digest of its words: whoever draws, however long, never draws one of the other side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar
from zlib import crc32

import numpy as np

Tongue = Literal["en", "ru", "signs"]

END = "\n"  # ends a paragraph, and begins the next
LONGEST = 130  # letters of a paragraph: a batch is as long as its longest
KEPT_IN = 5  # one sentence in so many is kept from training
_HELD_OUT_SEED = 2026

T = TypeVar("T")


class Draw:
    """Chooses, by a generator."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._random = generator.random

    def one(self, things: Sequence[T]) -> T:
        """One of them, each as likely."""
        return things[int(self._random() * len(things))]

    def number(self) -> float:
        """From 0 up to 1."""
        return float(self._random())

    def chance(self, share: float) -> bool:
        """True in such a share of cases."""
        return self.number() < share


@dataclass(frozen=True)
class Corpus:
    """A grammar that writes paragraphs.

    Attributes:
        name: what it is found by.
        tongue: English, Russian, or none: signs.
        sentence_count: how many different sentences there are; 0 where the grammar has no end of them.
        letters: every letter of its paragraphs, in any order, but their end.
        write: one paragraph of at most 130 letters, of sentences that are kept from training, or of the others.
        present, past: the verbs of its sentences in either tense, whole words; empty where it tells nothing.
        praise, complaint: the words of either verdict, whole words; empty where nothing is judged.
    """

    name: str
    tongue: Tongue
    sentence_count: int
    letters: str
    write: Callable[[Draw, bool], str] = field(repr=False, compare=False)
    present: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    complaint: tuple[str, ...] = ()

    @cached_property
    def alphabet(self) -> tuple[str, ...]:
        """Every letter once: the end of a paragraph, then the others in the order of their code points."""
        return (END, *sorted(set(self.letters)))

    def paragraphs(self, count: int, generator: np.random.Generator) -> tuple[str, ...]:
        """So many paragraphs to learn from, without their ends."""
        draw = Draw(generator)
        return tuple(self.write(draw, False) for _ in range(count))

    def held_out(self, letters: int) -> str:
        """Paragraphs that are kept from training, joined by their ends: the first that have so many letters together.

        It is always the same text; a longer one begins with the shorter.
        """
        draw, length = Draw(np.random.default_rng(_HELD_OUT_SEED)), 0
        found: list[str] = []
        while length < letters or not found:
            found.append(self.write(draw, True))
            length += len(found[-1]) + bool(length)
        return END.join(found)


def is_kept(sentence: str) -> bool:
    """Whether a sentence is kept from training, by its words alone."""
    return crc32(sentence.encode()) % KEPT_IN == 0


def sides(sentences: Iterable[T], said: Callable[[T], str] = str) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Sentences to learn from, and those that are kept from it, by what is `said` in them."""
    both: tuple[list[T], list[T]] = ([], [])
    for sentence in sentences:
        both[is_kept(said(sentence))].append(sentence)
    return tuple(both[0]), tuple(both[1])


def capital(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]


def listed(text: str) -> tuple[str, ...]:
    """What is written with bars between."""
    return tuple(part.strip() for part in text.split("|"))
