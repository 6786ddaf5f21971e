"""The echo: every bit again, a few steps later, in a stream that is cut into chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.exercises.exercise import Exercise, held_out_generator
from engine.learning.tasks.drawn import BITS
from engine.learning.tasks.sequence import Batch, Sequence, whole
from engine.learning.tasks.shown import MAX_LENGTH

MAX_LAG = 30
HELD_OUT_ANSWERS = 40  # so many are asked for in a held-out sequence


@dataclass(frozen=True)
class Echo(Exercise):
    """Independent bits, ±1; the answer is always the bit that came `lag` steps before.

    Learned from one endless stream in chunks of `window` steps: the state is carried from chunk to chunk, the gradient
    is not. So a bit whose echo falls into another chunk tells nothing of how it should have been kept; in a window of
    at most `lag` steps that is so for all of them.

    What random weights happen to keep can be read all the same, without having been learned, as in an echo state
    network (Jaeger 2001): at a lag of 3 the readout of a tanh RNN with 32 units finds every bit, at a lag of 8 few.
    """

    lag: int = 3
    window: int = 8

    name: ClassVar[str] = "echo"
    features: ClassVar[tuple[str, ...]] = ("bit",)
    answers: ClassVar[tuple[str, ...]] = BITS
    prefixes: ClassVar[bool] = False
    carried: ClassVar[bool] = True
    chance: ClassVar[float] = 1 / len(BITS)

    def __post_init__(self) -> None:
        whole("lag", self.lag, 1, MAX_LAG)
        whole("window", self.window, 1, MAX_LENGTH)

    @property
    def longest(self) -> int:
        """The steps before the first echo, and those with one."""
        return self.lag + HELD_OUT_ANSWERS

    def batches(self, count: int, generator: np.random.Generator) -> Iterator[Batch]:
        """One chunk after another of `count` streams, which have begun before: in the first, too, echoes are asked."""
        before = self._bits(self.lag, count, generator)
        while True:
            stream = np.concatenate([before, self._bits(self.window, count, generator)])
            before = stream[self.window :]
            yield Batch(_inputs(stream[self.lag :]), stream[: self.window])

    def held_out(self, count: int) -> Batch:
        """Sequences with nothing before them: what their first `lag` steps are to echo is not asked."""
        bits = self._bits(self.longest, count, held_out_generator())
        targets = np.full(bits.shape, -1, dtype=np.int64)
        targets[self.lag :] = bits[: -self.lag]
        return Batch(_inputs(bits), targets)

    def shown(self) -> Sequence:
        """One of that stream."""
        batch = self.held_out(1)
        tokens = tuple(BITS[int(bit > 0)] for bit in batch.inputs[:, 0, 0])
        return Sequence(self.name, batch.inputs, tokens, self.features, batch.targets[:, 0], self.answers)

    def _bits(self, steps: int, count: int, generator: np.random.Generator) -> NDArray[np.int64]:
        return generator.integers(len(BITS), size=(steps, count))


def _inputs(bits: NDArray[np.int64]) -> Array:
    """Bits 0 and 1 as −1 and 1, one feature."""
    return np.asarray(2.0 * bits[..., None] - 1.0)
