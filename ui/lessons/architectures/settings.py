"""Everything that a link to the lesson on architectures says."""

from dataclasses import dataclass

from ui.settings.parameters import Choice, Flag, Whole, Words, parameter

VIEWS = ("shapes", "reading", "both", "layers", "attention", "convolution")
SCENES: tuple[str, ...] = (  # in the order of the lecture
    "tagging", "sentiment", "caption",
    "early_clue", "pooled", "majority",
    "clue_before", "clue_after", "zamok",
    "layers_last", "depth",
    "looks", "elsewhere", "fixed", "untrained",
    "motif", "near", "order",
)  # fmt: skip
LONGEST = 200  # characters that a link may give
MOST_FILTERS = 60  # of a convolution, of which a link may choose one


@dataclass(frozen=True, slots=True)
class ArchitecturesSettings:
    """Everything a link to the page says. Each view reads some of it (`View.settings`); steps count from 1."""

    scene: str = parameter("", Choice(("", *SCENES)))
    view: str = parameter("attention", Choice(VIEWS))
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(True, Flag())
    # attention: an encoder-decoder that writes dates
    date: str = parameter("5 марта 2021 г.", Words(LONGEST))
    writer: str = parameter("attention", Choice(("attention", "fixed", "fixed_longer", "fixed_larger")))
    trained: bool = parameter(True, Flag())
    filler: int = parameter(0, Whole(0, 120))
    held: str = parameter("", Words(LONGEST))
    apart: bool = parameter(False, Flag())
    # shapes
    shape: str = parameter("many_many", Choice(("one_one", "one_many", "many_one", "many_many", "encoder_decoder")))
    words: str = parameter("", Words(LONGEST))
    # reading the answer
    task: str = parameter("clue", Choice(("clue", "majority")))
    readout: str = parameter("last", Choice(("last", "mean", "max")))
    # both directions
    tongue: str = parameter("en", Choice(("en", "ru")))
    sentence: str = parameter("", Words(LONGEST))
    clue: str = parameter("after", Choice(("after", "before")))
    reader: str = parameter("forward", Choice(("forward", "backward", "both")))
    # layers
    layers: int = parameter(2, Whole(1, 3))
    changed: int = parameter(3, Whole(1, 30))
    way_1: str = parameter("forward", Choice(("forward", "backward", "both")))
    way_2: str = parameter("forward", Choice(("forward", "backward", "both")))
    way_3: str = parameter("forward", Choice(("forward", "backward", "both")))
    # convolution
    search: str = parameter("motif", Choice(("motif", "order")))
    letters: str = parameter("", Words(LONGEST))  # of the motif
    clues: str = parameter("", Words(LONGEST))  # of the order
    reach: str = parameter("5", Choice(("5", "25", "dilated", "gru")))
    filters: str = parameter("4", Choice(("1", "2", "3", "4", "7", "several")))
    filter: int = parameter(0, Whole(0, MOST_FILTERS))
    alone: bool = parameter(False, Flag())
    stride: int = parameter(1, Whole(1, 4))
    padding: int = parameter(0, Whole(0, 6))
    dilation: int = parameter(1, Whole(1, 4))
    pool: int = parameter(1, Whole(1, 4))
    gap: int = parameter(10, Whole(1, 40))
    # of every view
    seed: int = parameter(0, Whole(0, 9999))
    t: int = parameter(0, Whole(0, 300), place=True)
    box: int = parameter(0, Whole(0, 2000), place=True)
