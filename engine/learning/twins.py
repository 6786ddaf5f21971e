"""Text that somebody typed, as a network's alphabet has it: a letter that it lacks gives way to its twin.

Nothing is left out: a letter without a twin stays where it is, and is counted as unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PAIRS = ("“”", "«»", '""')  # of quotation marks, by which those of another kind are written, the first that is known
_OPENING, _CLOSING, _LOW = "“«„‟", "”»", "„"
_TWINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys("’‘ʼ`´", ("'", "’")),
        "'": ("’",),
        **dict.fromkeys("—–‒‑−", ("—", "–", "-")),
        "-": ("–", "—"),
        "…": ("...",),
        "ё": ("е",),
        "Ё": ("Е",),
        **dict.fromkeys("\t\u00a0\u2009\u202f", (" ",)),
    }
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text with the letters of an alphabet.

    Attributes:
        text: in most cases as long as what was typed.
        unknown: how many of its letters the alphabet lacks.
    """

    text: str
    unknown: int


def typed(text: str, alphabet: Collection[str]) -> Typed:
    """A text as an alphabet has it.

    Where it lacks them, quotation marks become those of the kind that it has, a straight one by turns; three points
    stand for an ellipsis, one dash for another, е for ё, and a letter for the same one in the other case.
    """
    known = frozenset(alphabet)
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    written = "".join(_written(lines, known))
    return Typed(written, sum(letter not in known for letter in written))


def _written(text: str, known: frozenset[str]) -> Iterator[str]:
    pair = next((pair for pair in PAIRS if known.issuperset(pair)), None)
    opened = ""  # by which mark; none outside
    for letter in text:
        if letter == "\n":
            opened = ""
        is_closing = letter in _CLOSING or (letter == '"' and opened != "") or (letter == "“" and opened == _LOW)
        is_mark = letter in _OPENING or is_closing or letter == '"'
        if is_mark:
            opened = "" if is_closing else letter
        if letter in known and not (letter == "“" and is_closing):
            yield letter
        elif is_mark and pair:
            yield pair[is_closing]
        else:
            yield _twin(letter, known)


def _twin(letter: str, known: frozenset[str]) -> str:
    """The first that is known of its twins and of all in the other case; itself if none is."""
    twins = (letter, *_TWINS.get(letter, ()))
    forms = (form for twin in twins for form in (twin, twin.lower(), twin.upper()) if len(form) == len(twin))
    return next((form for form in forms if known.issuperset(form)), letter)
