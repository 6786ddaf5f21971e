"""Typed sequences: the letters of a text, the numbers of a series."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import numpy as np

from engine.learning.tasks.sequence import InputProblem, Scale, Sequence, shorten

MAX_TYPED = 200  # characters of a text, values of a series
MAX_VALUE = 1e6  # far beyond where every tanh and σ is saturated, and far from where a float64 square overflows


def text(text: str, alphabet: Iterable[str] | None = None) -> Sequence:
    """Return the characters of a text, one-hot over its own alphabet in order of first appearance.

    A character is a Unicode code point. With `alphabet` (the letters a trained network knows) the coding is over
    that alphabet instead. Raises InputProblem for an empty or too long text or a letter outside the alphabet.
    """
    text = text.replace("\r\n", "\n")
    if not text:
        raise InputProblem(
            "The text is empty: please type at least one character, and at most {limit}.", limit=MAX_TYPED
        )
    if len(text) > MAX_TYPED:
        raise InputProblem(
            "The text has {length} characters: please shorten it to at most {limit}.", length=len(text), limit=MAX_TYPED
        )
    letters = tuple(dict.fromkeys(text if alphabet is None else alphabet))
    for position, letter in enumerate(text, start=1):
        if letter not in letters:
            raise InputProblem(
                "This network knows only the characters {known}, and character {position} is “{character}”.",
                known=" ".join(map(visible, letters)),
                position=position,
                character=visible(letter),
            )
    indices = np.array([letters.index(letter) for letter in text])
    return Sequence(
        task="text",
        inputs=np.eye(len(letters))[indices][:, None],
        tokens=tuple(map(visible, text)),
        features=tuple(map(visible, letters)),
    )


def visible(character: str) -> str:
    """Return a character as it can be shown: white space as a sign, an invisible one by its code point."""
    signs = {" ": "␣", "\n": "⏎", "\t": "⇥"}
    if character in signs:
        return signs[character]
    category = unicodedata.category(character)
    if category.startswith("M") and "VARIATION SELECTOR" not in unicodedata.name(character, ""):
        return "◌" + character  # an accent alone needs something to sit on
    if category.startswith(("C", "Z", "M")):  # control, format, lone surrogate, unassigned; other spaces
        return f"U+{ord(character):04X}"
    return character


def series(values: str | Iterable[float], standardise: bool = False) -> Sequence:
    """Return a series of numbers, one feature, exactly as given.

    `values` is typed or pasted text (numbers with a decimal point; comma, semicolon or white space between them)
    or the numbers themselves: 1 to MAX_TYPED finite values of magnitude up to MAX_VALUE. With `standardise` the
    network is given (x − mean) / standard deviation, while the tokens still name the values as typed.
    Raises InputProblem, which names the first value that cannot be read.
    """
    words = _split_numbers(values) if isinstance(values, str) else [str(value) for value in values]
    if not words:
        raise InputProblem("There are no numbers yet: please give at least one, and at most {limit}.", limit=MAX_TYPED)
    if len(words) > MAX_TYPED:
        raise InputProblem(
            "The series has {length} values: please shorten it to at most {limit}.", length=len(words), limit=MAX_TYPED
        )
    numbers = np.array([_number(word, position) for position, word in enumerate(words, start=1)])
    tokens = tuple(f"{number:.6g}".replace("-", "−") for number in numbers)
    scales: tuple[Scale, ...] = ()
    if standardise:
        scale = Scale(float(numbers.mean()), float(numbers.std()) or 1.0)
        numbers, scales = (numbers - scale.mean) / scale.spread, (scale,)
    return Sequence("series", numbers[:, None, None], tokens, ("value",), scales=scales)


def _split_numbers(typed: str) -> list[str]:
    chunks = re.split(r"[;\s]+", typed.strip())
    # "1,5 2,5" and "1,5" alone may be decimals or pairs: to guess would be silently wrong half of the time.
    for chunk in chunks:
        if re.fullmatch(r"[+−-]?\d+,\d+(?:[eE][+−-]?\d+)?", chunk.strip(",")):
            raise InputProblem(
                "“{word}” can be read in two ways. Please write a decimal with a point ({decimal}), "
                "or two values with a space between them ({pair}).",
                word=shorten(chunk.strip(",")),
                decimal=shorten(chunk.strip(",").replace(",", ".")),
                pair=shorten(chunk.strip(",").replace(",", ", ")),
            )
    words = re.split(r"\s*[,;]\s*|\s+", typed.strip().rstrip(",; \t\r\n"))
    return [] if words == [""] else words


def _number(word: str, position: int) -> float:
    if not word:
        raise InputProblem(
            "Value {position} is missing: there is nothing between two separators. Please put a number there, "
            "or take one separator away.",
            position=position,
        )
    try:
        number = float(word.replace("−", "-").replace("_", "?"))
    except ValueError:
        raise InputProblem(
            "Value {position}, “{word}”, is not a number. Please give numbers with a decimal point, "
            "separated by commas, semicolons or spaces.",
            position=position,
            word=shorten(word),
        ) from None
    if np.isnan(number) or "inf" in word.lower():
        raise InputProblem(
            "Value {position} is “{word}”, which has no size: every state after it would be undefined. "
            "Please put a number there, or leave it out.",
            position=position,
            word=shorten(word),
        )
    if abs(number) > MAX_VALUE:
        raise InputProblem(
            "Value {position}, {word}, is too large: please keep all values between −{limit} and {limit}.",
            position=position,
            word=shorten(word),
            limit=f"{MAX_VALUE:,.0f}",
        )
    return number
