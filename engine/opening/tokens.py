"""The words or letters that a model of somebody's own reads, as a file names them, and a text as their numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.frozen import FrozenMapping
from engine.learning.tasks.sequence import InputProblem, shorten
from engine.learning.tasks.typed import visible
from engine.opening.stored import MB

MAX_FILE = 4 * MB
MAX_TOKENS = 200_000
QUOTED = 5  # so many unknown words are named in a refusal
MARK = re.compile(r"<[^<>]+>|\[[A-Za-z_]+\]")  # <unk>, [PAD]: no word of any text
UNKNOWN = ("<unk>", "[UNK]", "<UNK>", "<oov>", "<OOV>")
INSIDE = ("vocab", "vocabulary", "stoi", "char2idx", "char_to_idx", "token_to_id", "word_index", "model")
UNREADABLE = (
    "This file is no vocabulary: please give JSON, a list of tokens or an object that says the number of each, or a "
    "text with one token a line."
)


@dataclass(frozen=True)
class Tokens:
    """What a model reads, in the order of its numbers; "" for a number that nobody uses."""

    tokens: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", tuple(self.tokens))

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def are_letters(self) -> bool:
        """Whether a text is read letter by letter: no token but marks such as <unk> has more than one."""
        return all(len(token) <= 1 or MARK.fullmatch(token) for token in self.tokens)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each token; the first, if it is there twice."""
        return FrozenMapping({token: len(self) - 1 - place for place, token in enumerate(reversed(self.tokens))})

    def beginning(self, text: str, count: int) -> str:
        """So many tokens of a text, the first of it."""
        return text[:count] if self.are_letters else " ".join(text.split()[:count])

    def read(self, text: str) -> NDArray[np.int64]:
        """A text as numbers, (T,): letters, or words between white space, in small letters where only these are known.

        What is not known is <unk>, if there is such a token.

        Raises:
            InputProblem: nothing to read, or not known.
        """
        numbers = self.numbers
        pieces = list(text.replace("\r\n", "\n")) if self.are_letters else text.split()
        if not pieces:
            raise InputProblem("The text is empty: please type at least one character or word.")
        instead = next((numbers[mark] for mark in UNKNOWN if mark in numbers), None)
        found = [numbers.get(piece, numbers.get(piece.lower(), instead)) for piece in pieces]
        unknown = dict.fromkeys(piece for piece, number in zip(pieces, found, strict=True) if number is None)
        if unknown:
            named = ", ".join(f"“{shorten(''.join(map(visible, piece)))}”" for piece in islice(unknown, QUOTED))
            raise InputProblem(
                "The vocabulary has {count} tokens, and not {words}: please choose others.",
                count=f"{len(self):,}",
                words=named + (", …" if len(unknown) > QUOTED else ""),
            )
        return np.array(found, np.int64)

    def shown(self, numbers: NDArray[np.int64]) -> tuple[str, ...]:
        """Tokens as they can be shown, by their numbers: white space as a sign."""
        return tuple("".join(map(visible, self.tokens[number])) for number in numbers)


def tokens(data: bytes) -> Tokens:
    """A vocabulary out of a file: JSON, a list of tokens or an object that says the number of each; or a line for each.

    Raises:
        InputProblem: too large, neither of these, or numbers that are none of tokens.
    """
    if len(data) > MAX_FILE:
        raise InputProblem(
            "The vocabulary has {size} MB: please give one of at most {limit} MB.",
            size=f"{len(data) / MB:.1f}",
            limit=MAX_FILE // MB,
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputProblem(UNREADABLE) from None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):  # no JSON; "[" is a token like others
        if "\0" in text:
            raise InputProblem(UNREADABLE) from None
        content = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    found = _in_order(content)
    if not any(found) or len(found) > MAX_TOKENS:
        raise InputProblem(
            "The vocabulary has {count} tokens: please give one of 1 to {limit}.",
            count=f"{sum(map(bool, found)):,}",
            limit=f"{MAX_TOKENS:,}",
        )
    return Tokens(tuple(found))


def _in_order(content: Any) -> list[str]:
    """Tokens in the order of their numbers, as JSON holds them. Raises InputProblem: there are none."""
    for _ in range(2):  # as a library for tokens saves its own: {"model": {"vocab": {…}}}
        if isinstance(content, dict):
            content = next((content[key] for key in INSIDE if isinstance(content.get(key), (dict, list))), content)
    if isinstance(content, list) and all(isinstance(token, str) for token in content):
        return content
    if not isinstance(content, dict):
        raise InputProblem(UNREADABLE)
    by_number = all(key.isascii() and key.isdecimal() and len(key) < 10 for key in content)
    if by_number and all(isinstance(token, str) for token in content.values()):
        content = {token: int(number) for number, token in content.items()}
    if not all(_is_number(number) for number in content.values()):
        raise InputProblem(UNREADABLE)
    length = 1 + max(content.values(), default=-1)
    if length > MAX_TOKENS:
        raise InputProblem(
            "The vocabulary counts to {count}: please give one of at most {limit} tokens.",
            count=shorten(str(length)),
            limit=f"{MAX_TOKENS:,}",
        )
    found = [""] * length
    for token, number in content.items():
        found[number] = token
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
