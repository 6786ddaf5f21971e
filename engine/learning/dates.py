"""Dates as people write them, in English and Russian, to be written in one format: a task for an encoder–decoder.

"5 march 2021", "march 5, 2021", "05.03.2021", "5 марта 2021 г." … → "2021-03-05", letter by letter. After the date
there may be more text, names of weekdays, that says nothing of it: then the answer has to be carried, or looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.tasks.sequence import InputProblem
from engine.learning.tasks.typed import visible
from engine.recording.decoding import fed_by

FIRST_YEAR, LAST_YEAR = 1700, 2099
LETTERS = 10  # of an answer: 2021-03-05
MOST_READ = 200  # characters of a text

ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
RUSSIAN = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
_LONGEST_DATE = 24  # letters of a date, and some more
WRITTEN = "0123456789-"  # what an answer is made of

FORMATS: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year}",
    lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{ENGLISH[d.month - 1]} {d.day} {d.year}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1][:3]} {d.year}",
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    lambda d: f"{d.year}-{d.month:02}-{d.day:02}",
    lambda d: f"{d.day} {RUSSIAN[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {RUSSIAN[d.month - 1]} {d.year} г.",
    lambda d: f"{d.day} {RUSSIAN[d.month - 1]} {d.year} года",
    lambda d: f"{d.day} {RUSSIAN[d.month - 1][:3]} {d.year}",
)

READ = tuple(
    sorted(
        {
            letter
            for way in FORMATS
            for month in range(1, 13)
            for year in (1702, 1834, 1956)
            for letter in way(date(year, month, 7)) + "".join(WEEKDAYS)
        }
    )
)  # what the network knows; every digit is among them


@dataclass(frozen=True, eq=False)
class DateBatch:
    """B written dates, with blanks around them: inputs (T, B, D) and targets (10, B), symbols of `WRITTEN`."""

    inputs: Array
    targets: NDArray[np.int64]

    @property
    def fed(self) -> Array:
        """What the decoder is given at each step, the right symbol before it; zeros at the first: (10, B, 11)."""
        return fed_by(self.targets, len(WRITTEN))


def written(day: date) -> str:
    """A date as the network is to write it."""
    return f"{day.year}-{day.month:02}-{day.day:02}"


def date_in(text: str) -> date | None:
    """The date that a text gives in one of `FORMATS`, of any year with four digits; None where it gives none.

    Nothing may follow but names of weekdays, the last of which may be cut off.
    """
    text = text.strip().lower()
    numbers = {int(digits) for digits in re.findall(r"[0-9]+", text[:_LONGEST_DATE]) if len(digits) <= 4}
    months = {month for month in range(1, 13) for names in (ENGLISH, RUSSIAN) if names[month - 1][:3] in text}
    for year, month, day in product(numbers, numbers | months, numbers):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if year < 1000:
            continue
        rests = (text[len(way(found)) :] for way in FORMATS if text.startswith(way(found)))
        if any(_is_filler(rest) for rest in rests):
            return found
    return None


def with_filler(text: str, length: int, seed: int = 0) -> str:
    """A text as `coded` reads it, with so many letters of weekdays after it."""
    text = text.strip().lower()
    return f"{text} {_filler(length, np.random.default_rng((seed, 4)))}" if length else text


def coded(text: str, length: int = 0) -> Array:
    """A text as the network reads it, one-hot, (T, 1, D): in small letters, then blanks up to `length`, at least one.

    In training, too, a text that is alone has a blank beside it.

    Raises:
        InputProblem: nothing to read, too much, or a letter that the network has never seen.
    """
    text = text.strip().lower()
    if not text:
        raise InputProblem(
            "There is nothing to read yet: please type a date, such as “5 march 2021” or “5 марта 2021”."
        )
    if len(text) > MOST_READ:
        raise InputProblem(
            "The text has {length} characters: please shorten it to at most {limit}.", length=len(text), limit=MOST_READ
        )
    for position, letter in enumerate(text, start=1):
        if letter not in READ:
            raise InputProblem(
                "This network has never seen “{character}”, character {position}. It knows digits, English and Russian "
                "letters of months and weekdays, and . , / -",
                character=visible(letter),
                position=position,
            )
    return _one_hot([f"{text} ".ljust(length)])


def date_batch(count: int, generator: np.random.Generator, filler: int = 0) -> DateBatch:
    """Random dates in random formats, each followed by `filler` letters of weekdays.

    Blanks stand before and after, by chance, so that a text may end with its date or go on.
    """
    days = [_random_day(generator) for _ in range(count)]
    texts = [FORMATS[generator.integers(len(FORMATS))](day) for day in days]
    if filler:
        texts = [f"{text} {_filler(filler, generator)}" for text in texts]
    targets = [[WRITTEN.index(letter) for letter in written(day)] for day in days]
    longest = max(map(len, texts))
    before = [int(generator.integers(longest - len(text), endpoint=True)) for text in texts]
    texts = [(" " * blanks + text).ljust(longest) for blanks, text in zip(before, texts, strict=True)]
    return DateBatch(_one_hot(texts), np.array(targets).T)


def dates_first(count: int, generator: np.random.Generator, steps: int) -> DateBatch:
    """Random dates in random formats, each at the very beginning of so many letters, the rest of them filler."""
    days = [_random_day(generator) for _ in range(count)]
    texts = [FORMATS[generator.integers(len(FORMATS))](day) for day in days]
    texts = [f"{text} {_filler(steps - len(text) - 1, generator)}" for text in texts]
    targets = [[WRITTEN.index(letter) for letter in written(day)] for day in days]
    return DateBatch(_one_hot(texts), np.array(targets).T)


def read_back(symbols: NDArray[np.int64]) -> tuple[str, ...]:
    """What was written, from symbols (10, B)."""
    return tuple("".join(WRITTEN[symbol] for symbol in column) for column in symbols.T)


def _random_day(generator: np.random.Generator) -> date:
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    return date.fromordinal(int(generator.integers(first, last, endpoint=True)))


def _filler(length: int, generator: np.random.Generator) -> str:
    """Names of weekdays, cut off at a length."""
    names = [WEEKDAYS[index] for index in generator.integers(len(WEEKDAYS), size=length // 5 + 1)]
    return " ".join(names)[:length].ljust(length)


def _is_filler(rest: str) -> bool:
    """Whether a text after a date is what `_filler` writes, whole names but for the last, or nothing at all."""
    if not rest:
        return True
    *whole, last = rest.removeprefix(" ").split(" ")
    return rest[0] == " " and set(whole) <= set(WEEKDAYS) and any(name.startswith(last) for name in WEEKDAYS)


def _one_hot(texts: Sequence[str]) -> Array:
    """Texts of one length, (T, B, D)."""
    places = {letter: index for index, letter in enumerate(READ)}
    indices = np.array([[places[letter] for letter in text] for text in texts]).T
    return np.asarray(np.eye(len(READ))[indices])
