"""What the shapes are shown on: pictures by their captions or by their pixels, and sentences."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from engine.learning.shapes import END, NAMES, PLACES, SIDE, Drawing, Picture, draw, drawings
from engine.learning.tasks.sequence import InputProblem

OFFERED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "one_one": ("large heart", "large house", "small plus on the left", "small corner on the right"),
        "one_many": ("small cross on the left", "small house in the middle", "large heart"),
        "many_one": (
            "the film was not good",
            "the film was good",
            "it was never dull",
            "the plot was clever but i did not like the ending",
        ),
        "many_many": ("they fish the fish", "the young cook fish", "our old dogs often play in the garden"),
        "encoder_decoder": ("5 march 2021", "5 марта 2021 г.", "december 25, 1999"),
    }
)
ONE_WRONG = 1  # pixels that may be wrong in a picture of which the network has learned what it is


def usual(shape: str) -> str:
    """What is read where nothing has been typed."""
    return OFFERED[shape][0]


@cache
def pictures() -> Mapping[str, Drawing]:
    """Pictures by what is said of them; a small one stands half way down."""
    large = {f"large {name}": draw(name) for name in NAMES}
    small = {
        f"small {name} {place}": draw(name, "small", 1, column) for name in NAMES for column, place in enumerate(PLACES)
    }
    return MappingProxyType(large | small)


def pixels(typed: str) -> Picture:
    """A picture by its name, or its pixels row by row.

    Raises:
        InputProblem: neither a name nor 25 pixels.
    """
    if (named := pictures().get(" ".join(typed.lower().split()))) is not None:
        return named.pixels
    spelt = "".join(typed.split())
    if len(spelt) != SIDE**2 or not set(spelt) <= {"0", "1"}:
        raise InputProblem(
            "A picture here is {count} pixels, each 0 or 1, row by row, or one that has a name, such as “{one}” or "
            "“{other}”.",
            count=SIDE**2,
            one=OFFERED["one_one"][0],
            other=OFFERED["one_many"][0],
        )
    return np.array([int(pixel) for pixel in spelt]).reshape(SIDE, SIDE)


def spelt(picture: Picture) -> str:
    """Its pixels, row by row, as an address says them."""
    return "".join(map(str, picture.ravel().tolist()))


def meant(picture: Picture) -> Drawing | None:
    """What a picture shows: one that was learned, with at most one pixel wrong; None where that is none, or several."""
    wrong = [int((drawing.pixels != picture).sum()) for drawing in drawings()]
    nearest = min(wrong)
    if nearest > ONE_WRONG or wrong.count(nearest) > 1:
        return None
    return drawings()[wrong.index(nearest)]


def until_the_end(words: tuple[str, ...]) -> int:
    """How many words a caption has, its full stop among them."""
    return words.index(END) + 1 if END in words else len(words)
