"""One thing that a hand has given a value, and how it is spelled."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MOST = 24  # changes in one address
LARGEST = 20.0  # that an input or a weight can be made: far beyond where every σ and tanh is flat
WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_WORD = re.compile(r"([a-z_]{1,40})\*(-?\d{1,9}(?:\.\d{1,24})?(?:e-?\d{1,3})?)\*(all|\d{1,4}-?)(?:\*(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Held:
    """Something given a value by hand, zero-based.

    Attributes:
        signal: a signal; `input`, or `token` for a whole letter; or a weight by PyTorch's name.
        value: of a token the letter's place in the alphabet, from 1 on.
        first: the first step; of a weight its row.
        last: the last step, None for the end; of an input or a weight as `first`.
        unit: None for all; of an input its component, of a weight its column.
    """

    signal: str
    value: float
    first: int = 0
    last: int | None = None
    unit: int | None = None

    @property
    def kind(self) -> Literal["signal", "input", "weight"]:
        """What has been given a value."""
        if self.signal in ("input", "token"):
            return "input"
        return "weight" if self.signal in WEIGHTS else "signal"

    def spelled(self) -> str:
        """As it stands in the address: to the last digit, so that a link shows the same."""
        place = "all" if (self.first, self.last) == (0, None) else f"{self.first + 1}{'-' if self.last is None else ''}"
        index = "" if self.unit is None else f"*{self.unit + 1}"
        return f"{self.signal}*{repr(float(self.value)).removesuffix('.0')}*{place}{index}"


def spell(holds: Iterable[Held]) -> str:
    """The changes as they stand in the address."""
    return ",".join(held.spelled() for held in holds)


def read(word: str) -> Held | None:
    """One word of an address; None for what is none."""
    match = _WORD.fullmatch(word)
    if match is None or not math.isfinite(float(match[2])):
        return None
    signal, value, place, index = match.groups()
    first = 0 if place == "all" else int(place.rstrip("-")) - 1
    last = None if place == "all" or place.endswith("-") else first
    return Held(signal, float(value), first, last, None if index is None else int(index) - 1)
