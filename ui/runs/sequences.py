"""The sequences that lessons run cells on: a task of the engine by its name, or what a person typed."""

from engine import tasks
from engine.learning.tasks import Sequence

# The yearly numbers of sunspots from 1700 on.
SOME_SERIES = "5 11 16 23 36 58 29 20 10 8 3 0 0 2 11 27 47 63 60 39 28 26 22 11 21 40 78 122 103 73"


def make_sequence(name: str, *, length: int = 30, seed: int = 0, typed: str = "") -> Sequence:
    """The sequence of `length` steps that a setting names. Raises InputProblem.

    Args:
        name: `text` or `series` for what was typed, else a task: `latch`, `first`, `count`, `toggle`, `hello` or
            `sine`.
        length: its steps, for the tasks that come in any length.
        seed: of what is drawn.
        typed: the text, or the numbers.
    """
    match name:
        case "text":
            return tasks.text(typed)
        case "series":
            return tasks.series(typed, standardise=True)
        case "hello":
            return tasks.hello()
        case "first":
            return tasks.first_symbol(length - 1, seed)
        case "sine":
            return tasks.sine(length, seed)
        case "count":
            return tasks.count(length, seed)
        case "toggle":
            return tasks.toggle(length, seed)
        case _:
            return tasks.latch(length, seed)


def called(sequence: Sequence) -> tuple[str, ...]:
    """What each step reads, as a picture calls it: one number that was standardised with what became of it."""
    if len(sequence.scales) != 1:
        return sequence.tokens
    given = (f"{value:.2f}".replace("-", "−") for value in sequence.inputs[:, 0, 0])
    return tuple(f"{token} → {value}" for token, value in zip(sequence.tokens, given, strict=True))
