"""What the shapes are shown on: examples, pictures of 25 pixels, and the right answers where they are known."""

from collections.abc import Mapping, Sequence

from engine.learning.tasks.sequence import InputProblem
from ui.lessons.architectures.shapes.networks import PICTURES, SIDE, Learned

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "many_one": ("this film was not good", "this film was good"),
    "many_many": ("they fish the fish", "the old man fish"),
    "encoder_decoder": ("5 march 2021", "5 марта 2021 г.", "december 25, 1999"),
}


def offered(shape: str) -> tuple[str, ...]:
    """The examples of a shape: sentences, or names of pictures; the first is the usual one."""
    return SENTENCES.get(shape) or tuple(PICTURES)


def usual(shape: str) -> str:
    """What is read where nothing has been typed."""
    return offered(shape)[0]


def pixels(typed: str) -> str:
    """The pixels of a picture, row by row, by its name or as they are.

    Raises:
        InputProblem: neither a name nor 25 pixels.
    """
    found = PICTURES.get(typed.strip().lower(), "".join(typed.split()))
    if len(found) != SIDE**2 or not set(found) <= {"0", "1"}:
        raise InputProblem(
            "A picture here is {count} pixels, each 0 or 1, row by row, or one of these: {names}.",
            count=SIDE**2,
            names=", ".join(PICTURES),
        )
    return found


def right(shape: str, known: Learned, read: Sequence[str], pixels: str) -> tuple[int, ...] | None:
    """The classes of the right answers, by step; None where nobody knows them."""
    return None
