"""Everything that a link to the page of own models says: not the file, which is in no address."""

from dataclasses import dataclass, replace

from engine.opening.data import MAX_STEPS
from engine.opening.layers import ASKED
from ui.settings.parameters import Choice, Flag, Whole, Words, parameter, without_place

MOST_LAYERS = 64  # of a file, or of a stack
MOST_UNITS = 512
DATA = ("sine", "random", "table", "array", "text")
ANSWERS = tuple(dict.fromkeys(cell for cells in ASKED for cell in cells))


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """Layers, steps and units are counted from 1, as people do.

    Attributes:
        layer: which of the recurrent layers of the file.
        cell: the answer to what its weights do not say; "" for what is likeliest.
        depth, side: which part of it is shown.
        data: what it reads.
        steps, seed: of numbers that are drawn.
        readout: which of the linear layers of the file that fit answers; 0 for none.
        text: that is read.
    """

    layer: int = parameter(1, Whole(1, MOST_LAYERS))
    cell: str = parameter("", Choice(("", *ANSWERS)))
    depth: int = parameter(1, Whole(1, MOST_LAYERS))
    side: str = parameter("forward", Choice(("forward", "backward")))
    data: str = parameter("sine", Choice(DATA))
    steps: int = parameter(60, Whole(1, MAX_STEPS))
    seed: int = parameter(0, Whole(0, 9999))
    standardise: bool = parameter(False, Flag())
    text: str = parameter("", Words(MAX_STEPS))
    readout: int = parameter(1, Whole(0, MOST_LAYERS))
    loss: str = parameter("last", Choice(("last", "every", "task")))
    signals: str = parameter("main", Choice(("main", "all")))
    t: int = parameter(0, Whole(0, MAX_STEPS), place=True)
    unit: int = parameter(0, Whole(0, MOST_UNITS), place=True)

    @property
    def of_run(self) -> "OwnSettings":
        """What decides the run: neither where in it one looks, nor which part of it, nor how much is drawn."""
        return replace(without_place(self), depth=1, side="forward", signals="main")
