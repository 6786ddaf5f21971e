"""What a unit might know of a text: a number for each letter, from the text alone, and what a text has more of with it.

A label is what is so *after* a letter was read, as a state is what is known after it: the opening mark counts as inside
already, the closing mark as outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.cells.base import Array

if TYPE_CHECKING:
    from engine.learning.corpora import Corpus

Kind = Literal["two", "many"]

OPENING, CLOSING = "“«", "”»"
BRACKETS_OPEN, BRACKETS_CLOSE = "([{", ")]}"
VOWELS = "aeiouyаеёиоуыэюя"
CONSONANTS = "bcdfghjklmnpqrstvwxzбвгджзйклмнпрстфхцчшщъь"
MARKS = ".,:;!?…—–-“”«»\"'’()[]{}+*/=<>"
NEXT = ("vowel", "consonant", "space", "mark")
_WORD = re.compile(r"[^\W\d_]+")  # in a browser /\p{L}+/gu: letters in a row


@dataclass(frozen=True)
class Counted:
    """Something that is counted in a text.

    Attributes:
        name: what it is found by.
        strings: what counts, none a part of another; words are in small letters.
        whole_words: whether only whole words count, whatever their capitals; a word is as many letters in a row as
            there are.
    """

    name: str
    strings: tuple[str, ...]
    whole_words: bool = False

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self.strings)

    def count(self, text: str) -> int:
        """How often it stands in a text."""
        if self.whole_words:
            return sum(1 for word, _ in words(text) if word in self._words)
        return sum(map(text.count, self.strings))


@dataclass(frozen=True)
class Property:
    """Something that a letter of a text may carry.

    Attributes:
        name: what it is found by.
        kind: whether a letter has it or not, 1 or 0, or how much of it.
        labels: from a text to a number for each of its letters, (N,); NaN where there is nothing to be said.
        plus, minus: what there is more of, and less, in what is written by somebody who believes to have it; None where
            nobody knows, and all letters are compared.
        also: what else is worth to be counted.
    """

    name: str
    kind: Kind
    labels: Callable[[str], Array] = field(repr=False)
    plus: Counted | None = None
    minus: Counted | None = None
    also: tuple[Counted, ...] = ()

    @property
    def counted(self) -> tuple[Counted, ...]:
        """All that is counted in what is written."""
        return tuple(each for each in (self.plus, self.minus, *self.also) if each is not None)


def writable(asked: Property, alphabet: Iterable[str]) -> Property:
    """A property as a network can show it that writes these letters.

    Where it cannot write what is counted on either side, all letters are compared: straight quotation marks neither
    open nor close.
    """
    letters = frozenset(alphabet)
    sides = [each for each in (asked.plus, asked.minus) if each is not None]
    if all(any(letters.issuperset(string) for string in side.strings) for side in sides):
        return asked
    return replace(asked, plus=None, minus=None)


def words(text: str) -> Iterator[tuple[str, int]]:
    """Each word of a text in small letters, and where it ends: the place of the first letter after it."""
    return ((found.group().lower(), found.end()) for found in _WORD.finditer(text))


def fitting(corpus: Corpus) -> tuple[str, ...]:
    """The names of all that makes sense to look for in text of a corpus; what it was made for comes first."""
    own = {"dialogues": ("quotes",), "reviews": ("praise",), "brackets": ("depth",)}[corpus.name.partition("_")[0]]
    if corpus.tongue == "signs":
        return (*own, "line", "next_mark")
    return (*own, "word", "line", *(f"next_{kind}" for kind in NEXT))


def find(name: str, corpus: Corpus | None = None, painted: Iterable[tuple[int, int]] = ()) -> Property:
    """A property by its name: `quotes`, `praise`, `depth`, `word`, `line`, `next_<class>` of `NEXT`, or `painted`.

    Args:
        corpus: whose words are counted, and tell praise from complaint; without it there are none.
        painted: from which letter, counted from 0, up to which, which is not painted any more.

    Raises:
        ValueError: there is no such property.
    """
    own = partial(_words_of, corpus)
    if name == "quotes":
        tenses = own("present"), own("past")
        also = tuple(each for each in tenses if each.strings)
        return Property(name, "two", inside_quotes, _signs("closed", CLOSING), _signs("opened", OPENING), also)
    if name == "praise":
        good, bad = own("praise"), own("complaint")
        return Property(name, "two", partial(verdicts, praise=good, complaint=bad), good, bad)
    if name == "depth":
        return Property(name, "many", depth, _signs("closed", BRACKETS_CLOSE), _signs("opened", BRACKETS_OPEN))
    if name == "word":
        return Property(name, "many", in_word, _signs("spaces", " "), _signs("letters", _both(VOWELS + CONSONANTS)))
    if name == "line":
        others = "".join(map(_letters_of, NEXT))
        return Property(name, "many", in_line, _signs("ends", "\n"), _signs("others", others))
    if name == "painted":
        return Property(name, "two", partial(inside, ranges=tuple(painted)))
    if name in (f"next_{kind}" for kind in NEXT):
        kind = name.removeprefix("next_")
        others = "".join(_letters_of(other) for other in NEXT if other != kind)
        signs = _letters_of(kind)
        return Property(name, "two", partial(before, signs=signs), _signs(f"{kind}s", signs), _signs("others", others))
    raise ValueError(f"there is no property called {name!r}")


def inside_quotes(text: str) -> Array:
    """1 from an opening mark on, 0 from a closing mark on and where a paragraph begins. A straight mark does either."""

    def after(is_inside: int, letter: str) -> int:
        if letter == '"':
            return not is_inside
        return letter in OPENING or (is_inside and letter not in CLOSING and letter != "\n")

    return _running(text, after, 0)


def depth(text: str) -> Array:
    """How many brackets are open after each letter; none where a line begins, and never fewer than none."""

    def after(open_now: int, letter: str) -> int:
        if letter == "\n":
            return 0
        return max(open_now + (letter in BRACKETS_OPEN) - (letter in BRACKETS_CLOSE), 0)

    return _running(text, after, 0)


def in_word(text: str) -> Array:
    """How many letters of its word were read; 0 where there is none."""
    return _running(text, lambda read, letter: read + 1 if letter.isalpha() else 0, 0)


def in_line(text: str) -> Array:
    """How many letters of its paragraph were read; 0 at the sign that begins it."""
    return _running(text, lambda read, letter: 0 if letter == "\n" else read + 1, 0)


def before(text: str, signs: str) -> Array:
    """1 where one of these signs comes next, 0 where another one does; NaN for the last letter."""
    return np.array([*(float(letter in signs) for letter in text[1:]), *[np.nan] * bool(text)])


def inside(text: str, ranges: Sequence[tuple[int, int]]) -> Array:
    """1 for the letters from the first to before the last of each range, else 0."""
    labels = np.zeros(len(text))
    for first, end in ranges:
        labels[max(first, 0) : max(end, 0)] = 1.0
    return labels


def verdict(review: str, praise: Counted, complaint: Counted) -> float:
    """1 if there are more words of praise than of complaint, 0 if there are fewer; NaN for as many, or none."""
    balance = praise.count(review) - complaint.count(review)
    return float(balance > 0) if balance else np.nan


def verdicts(text: str, praise: Counted, complaint: Counted) -> Array:
    """The verdict of each letter's paragraph, once its first word of either was read to its end; NaN before."""
    telling, labels = {*praise.strings, *complaint.strings}, np.full(len(text), np.nan)
    start = 0
    for review in text.split("\n"):
        ends = (end for word, end in words(review) if word in telling)
        first = next(ends, len(review))
        labels[start + first : start + len(review)] = verdict(review, praise, complaint)
        start += len(review) + 1
    return labels


def _running(text: str, after: Callable[[int, str], int], start: int) -> Array:
    """What is so after each letter, from what was so before it."""
    return np.array([*accumulate(text, after, initial=start)][1:], dtype=np.float64)


def _signs(name: str, letters: str) -> Counted:
    return Counted(name, tuple(letters))


def _letters_of(kind: str) -> str:
    return {"vowel": _both(VOWELS), "consonant": _both(CONSONANTS), "space": " ", "mark": MARKS}[kind]


def _both(letters: str) -> str:
    """Small and capital."""
    return letters + letters.upper()


def _words_of(corpus: Corpus | None, name: str) -> Counted:
    strings: tuple[str, ...] = getattr(corpus, name) if corpus is not None else ()
    return Counted(name, tuple(dict.fromkeys(word.lower() for word in strings)), whole_words=True)
