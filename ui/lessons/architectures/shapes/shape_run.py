"""What is known of one run of a shape, whichever network it was: all that drawing, sentences and question need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.cells.base import Array
from engine.networks.wiring import Node, Wiring
from engine.recording.decoding import Decoding
from engine.recording.trace import Trace


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        label: the likeliest.
        sure: its probability.
        right: whether it is right; None where nobody can know.
        wanted: what its loss asks for: the right answer, or where that is not known, the one that was given; nothing
            where there is no loss, beyond the end of what is right.
        loss: -log p(wanted), in nats.
    """

    label: str
    sure: float
    right: bool | None
    wanted: str
    loss: float


@dataclass(frozen=True, eq=False)
class ShapeRun:
    """One run of a shape.

    Attributes:
        shape: as in the address.
        read: what is written on each input.
        answers: by the step of their nodes.
        graph: the wiring, with its losses.
        values: of the states, (units,).
        recorded: the run with all its losses together.
        norms: a loss, or their sum → node → ‖∂L/∂(its value)‖; nodes that it does not reach have 0 or are not there.
        touched: the answers, by step, that change when the last input is another; of a picture, when a pixel is.
        so_far: for each step, what the readout would say of its state, and how sure; whether it is asked or not.
        pixels: the picture that is read, in 0 and 1; nothing where words are.
        fed: what a decoder is given at a step: the letter that it wrote before.
        classes: all answers that there can be.
        alone: whether every answer stays the same without any weight from state to state.
    """

    shape: str
    read: tuple[str, ...]
    answers: Mapping[int, Answer]
    graph: Wiring
    values: Mapping[Node, Array]
    recorded: Trace | Decoding
    norms: Mapping[Node, Mapping[Node, float]]
    touched: frozenset[int] = frozenset()
    so_far: tuple[tuple[str, float], ...] = ()
    pixels: str = ""
    fed: Mapping[int, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    alone: bool = False

    @cached_property
    def reached(self) -> Mapping[Node, frozenset[Node]]:
        """A loss, or their sum → all that it is computed from: what its gradient comes back to."""
        return {loss: self.graph.sources(loss) for loss in (*self.graph.of("total"), *self.graph.of("loss"))}

    @property
    def reading(self) -> int:
        """Steps of reading that come before the first answer in time: of an encoder; else none."""
        return len(self.read) if self.shape == "encoder_decoder" else 0

    @property
    def steps(self) -> int:
        """Of the transport."""
        return self.reading + max(node.step for node in self.graph.of("written") or self.graph.of("state")) + 1

    def at(self, node: Node) -> int:
        """The step of the transport at which a value is known."""
        if node.kind in ("input", "state") and self.reading:
            back = self.reading - 1 - node.step  # who reads backwards begins with the last letter
            return min(node.step, back) if node.kind == "input" else back if node.direction else node.step
        return self.steps - 1 if node.kind == "total" else self.reading + node.step
