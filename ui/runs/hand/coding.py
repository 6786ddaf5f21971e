"""How a hand changes what a network reads."""

from engine.learning.tasks import Sequence
from engine.opening import data
from ui.figures.part import FIRST, Part
from ui.stepper import Coding

MOST_FIELDS = 16  # numbers of one step, up to which each has a field of its own


def coding_of(sequence: Sequence, part: Part = FIRST) -> Coding:
    """How a step's input is changed: a bit and its flag, a one and its reset, a flag, a letter, a number, several.

    Not at all where the part on show reads the layer below it, or more than a row of fields can show.
    """
    if part.layer:
        return "none"
    match sequence.task:
        case "latch":
            return "bits"
        case "count" | "toggle":
            return sequence.task
        case _ if sequence.is_one_hot:
            return "letters"
        case data.EMBEDDED:
            return "none" if sequence.alphabet is None else "letters"
    features = len(sequence.features)
    return "number" if features == 1 else "numbers" if features <= MOST_FIELDS else "none"
