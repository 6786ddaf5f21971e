"""One plain sentence on what happens at a step: templates that the browser fills from the numbers. Each cell's own is
in its folder below `cells/`; here is what they are made of.

A template holds `{fields}`; a part between `**` is set off, in the colour of the signal it speaks of. A field is a live
number, the word that fits a number (`Words`), or the chosen unit. Whole sentences, so that they can be translated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.words import t


@dataclass(frozen=True)
class Words:
    """The first of `choices` whose bound the number lies below; the last has none.

    `read` is a reference as in `equations.py`. With `against`, the number is |read| / (|read| + |against|); with
    `magnitude`, it is |read|.
    """

    read: str
    choices: tuple[tuple[float | None, str], ...]
    against: str | None = None
    magnitude: bool = False


HOW_MUCH = (
    (0.2, "almost nothing"),
    (0.4, "a little"),
    (0.6, "about half"),
    (0.9, "most"),
    (None, "almost all"),
)
"""Gates in words. A gate of 0.16 lets almost nothing through, one of 0.86 most, one of 0.97 almost all."""


@dataclass(frozen=True)
class Narration:
    """The sentence of a cell; the one for its first step; and what it reads, in the order a NaN would be noticed.

    A field name in a template is a signal, or `<signal>_before` for its value one step earlier, or a key of `words`.
    `first` is said where the step is the first and `start` is 0 there: nothing is remembered yet. The numbers of `adds`
    are written so that the last of them is the sum of the others.
    """

    template: str
    first: str
    start: str
    words: dict[str, Words]
    watched: tuple[str, ...]
    adds: tuple[str, ...] = ()


NOT_FINITE = (
    "not a number: the {what} of unit {unit} is **{value}** at this step. An input or a weight was not finite, "
    "or a sum grew beyond what a computer can hold; every later step that reads it is lost as well."
)


def described_words(named: Mapping[str, Words]) -> dict[str, Any]:
    """Words by their fields as JSON for the browser, in the session's language."""
    return {
        name: {
            "read": words.read,
            "against": words.against,
            "magnitude": words.magnitude,
            "choices": [[bound, t(word) if word else ""] for bound, word in words.choices],
        }
        for name, words in named.items()
    }


def described_narration(narration: Narration) -> dict[str, Any]:
    """A cell's narration as JSON for the browser, in the session's language."""
    return {
        "template": t(narration.template),
        "first": t(narration.first),
        "start": narration.start,
        "not_finite": t(NOT_FINITE),
        "words": described_words(narration.words),
        "watched": list(narration.watched),
        "adds": list(narration.adds),
    }
