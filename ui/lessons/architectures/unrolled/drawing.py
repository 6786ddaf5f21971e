"""What the picture of an unrolled network is made of: nodes and arrows of its wiring, with their places and values.

The arrows are those of `engine.networks.wiring` and no others: a view says where a value stands and what is written on
it, never what is joined to what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.networks.wiring import Arrow, Node, Wiring

LEAST = 30  # pixels of a column

Array = NDArray[np.float64]
Shape = Literal["token", "vector", "point", "picture", "letter", "strip"]
Colour = Literal["input", "forward", "backward", "decoder", "looking", "found", "whole", "answer"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the picture, from the top down as they are listed.

    Attributes:
        name: what boxes say to stand in it.
        title: on its left, in the session's language.
        colour: of its frames and of the arrows along it.
        shape: `token`, a letter or a word in a box; `vector`, a box with a square for every unit; `point`, a disc;
            `picture`, a box with a pixel for every value, 0…1, as many down as across. For very many columns,
            without frames: `letter`, and `strip`, a square for every unit, one below the other.
    """

    name: str
    title: str
    colour: Colour
    shape: Shape


@dataclass(frozen=True, eq=False)
class Box:
    """One value of the network, in its place.

    Attributes:
        node: what it is in the wiring.
        row, x: where it stands; `x` counts columns from 0 and may lie between two.
        at: the step of the transport, from 0, at which it is known: until then it is pale. -1: it is there at once.
        label: written on it.
        note: written beside it, such as "74 %".
        values: (units,), painted as squares on the scale of signed values, ±1 at its ends.
        right: whether an answer is right; None where nobody asks.
        instead: what would be right, beside the sign that it is wrong.
        before: what stood here before a hand changed something, struck through; empty where nothing changed.
        told: what it is in words, for the pointer that rests on it and for those who do not see it.
        marked: whether it is framed, as what the others are to find.
        lit: what is said while it is chosen, instead of the usual sentence.
        won: the units whose squares are framed: their largest value of all steps is this one.
    """

    node: Node
    row: str
    x: float
    at: int
    label: str = ""
    note: str = ""
    values: Array | None = None
    right: bool | None = None
    instead: str = ""
    before: str = ""
    told: str = ""
    marked: bool = False
    lit: str = ""
    won: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Track:
    """Bars below the picture, one in each of its columns; the highest is as high as the track.

    Attributes:
        title: on its left, in the session's language.
        note: below the title, such as "98 %".
        values: one for each column, at least 0; where it is NaN, there is no bar.
        told: what each bar says in words.
        strong: whether it stands out among the others.
    """

    title: str
    note: str
    values: Array
    told: tuple[str, ...]
    strong: bool = True


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture of an unrolled network.

    Attributes:
        rows: from the top down.
        boxes: one for each node of the wiring.
        arrows: (index of the box that is read, index of the box that reads it).
        steps: of the transport.
        weights: arrow → how much of what is read comes that way, 0…1; such an arrow is drawn as thick and as dark as
            that, while the transport stands where its end becomes known.
        gradients: index of an answer → for every box ‖∂L/∂(its value)‖, NaN where there is none: what is shown while
            that answer is chosen. Where it is exactly 0, nothing comes back, and nothing lights up.
        says: one sentence for each step, `**strong**` parts in it; may be empty.
        least: how many pixels a column takes at least; where there is no room, the picture is scrolled.
        calm: whether arrows step back at all steps but their own, where there are very many, and of more than a
            thousand all but those are hidden until a box is chosen that they lead to.
        tracks: bars by column, below everything; `tracks_title` stands above them.
    """

    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[int, int], ...]
    steps: int
    weights: Mapping[tuple[int, int], float] = field(default_factory=dict)
    gradients: Mapping[int, Sequence[float]] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    least: int = LEAST
    calm: bool = False
    tracks: tuple[Track, ...] = ()
    tracks_title: str = ""

    @property
    def columns(self) -> float:
        """How many columns wide it is."""
        return max(box.x for box in self.boxes) + 1

    def index(self, node: Node) -> int:
        """Which box is a node's. Raises ValueError where there is none."""
        return [box.node for box in self.boxes].index(node)


def drawn(
    wiring: Wiring,
    rows: Sequence[Row],
    place: Callable[[Node], Box],
    steps: int,
    *,
    weight: Callable[[Arrow], float | None] = lambda arrow: None,
    gradients: Mapping[Node, Callable[[Node], float]] | None = None,
    says: Sequence[str] = (),
    least: int = LEAST,
    calm: bool = False,
) -> Drawing:
    """The picture of a wiring: every node is placed by `place`, and every arrow is drawn.

    Args:
        place: a node's box.
        weight: how much comes along an arrow, or None for a plain one.
        gradients: an answer → ‖∂L/∂(a node's value)‖ of the loss on it, NaN where there is none.

    Raises:
        ValueError: a box in a row that is not there, or known at a step that is not.
    """
    boxes = tuple(place(node) for node in wiring.nodes)
    names = {row.name for row in rows}
    for box in boxes:
        if box.row not in names or not -1 <= box.at < steps:
            raise ValueError(f"{box.node} stands in the row {box.row!r} at step {box.at}, which are not both there")
    index = {box.node: number for number, box in enumerate(boxes)}
    arrows = sorted(wiring.arrows)
    ends = {arrow: (index[arrow[0]], index[arrow[1]]) for arrow in arrows}
    shares = {ends[arrow]: share for arrow in arrows if (share := weight(arrow)) is not None}
    losses = {index[node]: [norm(box.node) for box in boxes] for node, norm in (gradients or {}).items()}
    return Drawing(tuple(rows), boxes, tuple(ends.values()), steps, shares, losses, tuple(says), least, calm)
