"""Everything that a link to the page of own models says: not the file, which is in no address."""

from dataclasses import dataclass, fields, replace
from typing import Any

from engine.opening.data import MAX_STEPS
from engine.opening.layers import ASKED
from ui.figures.bands import MOST_ROWS
from ui.runs.fresh import BIASES, INITS
from ui.settings.parameters import Choice, Flag, Number, Whole, Words, parameter, without_place
from ui.units.settings import SpotSettings

MOST_LAYERS = 64  # of a file, or of a stack
MOST_UNITS_RUN = 512  # of a larger layer only the weights are shown
MOST_ANSWERS = 200  # that a row can show
DATA = ("sunspots", "sine", "random", "table", "array", "text")
LOOKS = ("steps", "influence", "beside", "units")
KNOWN = ("quotes", "depth", "word", "line", "next_vowel", "next_consonant", "next_space", "next_mark", "painted")
LONGEST = 5000  # letters of a text of which it is asked what units know
_OF_LOOKING = frozenset(
    [
        "depth",
        "side",
        "signals",
        "order",
        "block",
        "look",
        "beside",
        "fresh_seed",
        "init",
        "radius",
        "forget_bias",
        "know",
        "anew",
        "influence",
        "until",
    ]
)
EXAMPLES = ("sunspots", "writer")
DROPPED = "own"  # in the place of an example: a file of somebody's own
ANSWERS = tuple(dict.fromkeys(cell for cells in ASKED for cell in cells))


@dataclass(frozen=True, slots=True)
class OwnSettings(SpotSettings):
    """Layers, steps and units are counted from 1, as people do.

    Attributes:
        example: which of ours is opened, where no file is given; `DROPPED` for one that is in no address.
        layer: which of the recurrent layers of the file.
        cell: the answer to what its weights do not say; "" for what is likeliest.
        depth, side: which part of it is shown.
        data: what it reads.
        steps, seed: of numbers that are drawn.
        standardise: whether each column of a table or an array is brought to mean 0 and deviation 1.
        readout: which of the linear layers of the file that fit answers; 0 for none.
        text: that is read.
        loss: what the gradients are of: of one answer, one unit or a typed direction it is what they are at a step.
        loss_step: which step; 0 for the last.
        loss_answer, loss_unit, loss_direction: which.
        signals: the main ones, or all.
        order: of the units; usually by index, and in a large layer by activity.
        block: which 64 units of a large layer are shown, in that order; 0 for all of them in bands.
        look: what is looked at in the run.
        beside: what stands beside it: a fresh network, or that of another file.
        fresh_seed, init, radius, forget_bias: how the fresh one begins.
        know: what a unit might know, by its name in the engine.
        anew: whether the memory is empty wherever a line begins.
        hand: what a person holds in that part, see `ui/runs/hand`.
        influence, until: of the map of influence: between which states, and at which step it ends where it is a window;
            0 for the last.
        t, k, unit: where one looks, and for the map which earlier step.
    """

    example: str = parameter("sunspots", Choice((*EXAMPLES, DROPPED)))
    layer: int = parameter(1, Whole(1, MOST_LAYERS))
    cell: str = parameter("", Choice(("", *ANSWERS)))
    depth: int = parameter(1, Whole(1, MOST_LAYERS))
    side: str = parameter("forward", Choice(("forward", "backward")))
    data: str = parameter("sunspots", Choice(DATA))
    steps: int = parameter(60, Whole(1, MAX_STEPS))
    seed: int = parameter(0, Whole(0, 9999))
    standardise: bool = parameter(False, Flag())
    text: str = parameter("", Words(MAX_STEPS))
    readout: int = parameter(1, Whole(0, MOST_LAYERS))
    loss: str = parameter("norm", Choice(("norm", "every", "task", "answer", "unit", "direction")))
    loss_step: int = parameter(0, Whole(0, MAX_STEPS))
    loss_answer: int = parameter(1, Whole(1, MOST_ANSWERS))
    loss_unit: int = parameter(1, Whole(1, 2 * MOST_UNITS_RUN))
    loss_direction: str = parameter("", Words(6000))
    signals: str = parameter("main", Choice(("main", "all")))
    order: str = parameter("usual", Choice(("usual", "index", "activity", "openness")))
    block: int = parameter(0, Whole(0, MOST_UNITS_RUN // MOST_ROWS))
    look: str = parameter("steps", Choice(LOOKS))
    beside: str = parameter("fresh", Choice(("fresh", "file")))
    fresh_seed: int = parameter(0, Whole(0, 9999))
    init: str = parameter("default", Choice(INITS))
    radius: float = parameter(1.0, Number(0.1, 3.0))
    forget_bias: str = parameter("default", Choice(BIASES))
    know: str = parameter("quotes", Choice(KNOWN))
    anew: bool = parameter(False, Flag())
    influence: str = parameter("hidden", Choice(("hidden", "cell")))
    until: int = parameter(0, Whole(0, MAX_STEPS))
    hand: str = parameter("", Words(800), place=True)
    t: int = parameter(0, Whole(0, LONGEST), place=True)
    k: int = parameter(0, Whole(0, MAX_STEPS), place=True)
    unit: int = parameter(0, Whole(0, MOST_UNITS_RUN), place=True)

    @property
    def of_run(self) -> "OwnSettings":
        """What decides the run: neither where in it one looks, nor which part of it, nor how much is drawn."""
        usual: dict[str, Any] = {field.name: field.default for field in fields(self) if field.name in _OF_LOOKING}
        return replace(without_place(self), **usual)
