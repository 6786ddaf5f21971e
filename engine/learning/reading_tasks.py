"""What readers are trained for: where an answer stands in a sequence, and how it can be read from the states.

A `Batch` has targets (T, B), −1 where no answer is asked, or (B,), one answer for each whole sequence.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from engine.learning import words
from engine.learning.tasks.drawn import SYMBOLS, Task
from engine.learning.tasks.sequence import Batch

FILLERS = ("u", "v", "w", "x", "y", "z")  # they say nothing
CLUE_WITHIN = 10  # the clue stands in the first 1/10 of the sequence
BITS = ("0", "1", "␣")  # the last one ends a word
COUNTS = ("0", "1", "2")
BLANK_PROBABILITY = 0.25


def clue_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """A or B somewhere in the first tenth, all else filler; which was it? Targets (B,)."""
    letters = generator.integers(len(FILLERS), size=(length, count)) + len(SYMBOLS)
    symbol = generator.integers(len(SYMBOLS), size=count)
    letters[generator.integers(max(1, length // CLUE_WITHIN), size=count), np.arange(count)] = symbol
    return Batch(np.eye(len(SYMBOLS + FILLERS))[letters], symbol)


def majority_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """A and B, both as likely: which of them comes more often? Targets (B,). A tie is broken at a random step."""
    letters = generator.integers(len(SYMBOLS), size=(length, count))
    tied = np.flatnonzero(2 * letters.sum(axis=0) == length)
    steps = generator.integers(length, size=len(tied))
    letters[steps, tied] = 1 - letters[steps, tied]
    return Batch(np.eye(len(SYMBOLS))[letters], (2 * letters.sum(axis=0) > length).astype(np.int64))


def odd_words_batch(length: int, count: int, generator: np.random.Generator) -> Batch:
    """Words of bits with blanks between them: how many words, modulo 3, had an odd number of ones?

    Every step is a blank with probability ¼, else a bit. The answer is asked at each blank: targets (T, B).
    """
    blank = generator.random((length, count)) < BLANK_PROBABILITY
    bits = generator.integers(2, size=(length, count))
    symbols = np.where(blank, BITS.index("␣"), bits)
    return Batch(np.eye(len(BITS))[symbols], odd_words(symbols))


def odd_words(
    symbols: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The targets of such symbols, both (T, B)."""
    blank = symbols == BITS.index("␣")
    ones = np.cumsum(symbols == BITS.index("1"), axis=0)
    at_blanks = np.where(blank, ones, 0)
    before = np.zeros_like(at_blanks)
    before[1:] = np.maximum.accumulate(at_blanks, axis=0)[:-1]  # ones up to the last blank before this step
    odd = blank & ((ones - before) % 2 == 1)
    return np.where(blank, np.cumsum(odd, axis=0) % len(COUNTS), -1).astype(np.int64)


def _words(language: words.Language, length: int, count: int, generator: np.random.Generator) -> Batch:
    """`length` counts for nothing: a sentence has its own."""
    return words.batch(language, count, generator)


def _of_language(language: words.Language) -> Task:
    classes = tuple(f"{word}: {meaning}" for word, meaning in words.meanings(language))
    return Task(words.vocabulary(language).words, classes, partial(_words, language))


READING_TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "clue": Task(SYMBOLS + FILLERS, SYMBOLS, clue_batch),
        "majority": Task(SYMBOLS, SYMBOLS, majority_batch),
        "odd_words": Task(BITS, COUNTS, odd_words_batch),
        "words_en": _of_language("en"),
        "words_ru": _of_language("ru"),
    }
)
