"""One sequence, read twice: as it is, and with one symbol changed; by layers of as many weights, or by fresh ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import nan

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping, freeze
from engine.learning import reader_networks
from engine.learning.reader_networks import TrainedReader
from engine.learning.readers import Reader, untrained
from engine.learning.reading_tasks import BITS, odd_words, odd_words_batch
from engine.networks import wiring
from engine.networks.wiring import Node, Wiring
from engine.recording.record import record, with_gradients
from engine.recording.trace import Trace
from ui.lessons.architectures import norms
from ui.lessons.architectures.settings import ArchitecturesSettings

STEPS = 30
STEPS_OF_FRESH = 10  # of networks that are there for their arrows


@dataclass(frozen=True, eq=False)
class LayersRun:
    """A sequence and what one symbol changes.

    Attributes:
        trained: what ships, with as many layers.
        reader: what has read: this network, or as it was before training, or a fresh one with other directions.
        is_fresh: whether its directions are others, so that it cannot be the one that ships.
        symbols: (T,), places in `BITS`.
        step: where a symbol is changed, from 0, into the next of `BITS`.
        graph: its wiring, with an answer at every blank.
        trace, other: of the sequence, and of the changed one.
    """

    trained: TrainedReader
    reader: Reader
    is_fresh: bool
    symbols: NDArray[np.int64]
    step: int
    graph: Wiring
    trace: Trace
    other: Trace

    @property
    def layers(self) -> int:
        """How many there are."""
        return self.reader.network.num_layers

    @property
    def targets(self) -> NDArray[np.int64]:
        """(T,), the right answers; −1 where none is asked."""
        return odd_words(self.symbols[:, None])[:, 0]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The symbols as they are written; where one is changed, into what."""
        written = [BITS[symbol] for symbol in self.symbols]
        written[self.step] += f"→{BITS[(self.symbols[self.step] + 1) % len(BITS)]}"
        return tuple(written)

    @cached_property
    def probabilities(self) -> Array:
        """Of the answers at each step, (T, K)."""
        return np.asarray(self.reader.probabilities(self.trace.outputs)[:, 0])

    @cached_property
    def differences(self) -> Array:
        """‖Δh‖ of each layer, all its directions together, at each step: (layer, T)."""
        found = []
        for layer in range(self.layers):
            sides = [
                self.trace.parts[layer, side].signals["hidden"] - self.other.parts[layer, side].signals["hidden"]
                for side in self.reader.network.sides(layer)
            ]
            found.append(np.linalg.norm(np.concatenate(sides, axis=-1)[:, 0], axis=-1))
        return freeze(np.array(found))

    @cached_property
    def lasting(self) -> Array:
        """For each layer how many steps away from the change it is felt: their mean, weighted by ‖Δh‖; (layer,)."""
        away = np.abs(np.arange(len(self.symbols)) - self.step)
        return freeze((self.differences * away).sum(axis=1) / self.differences.sum(axis=1))

    @property
    def longest(self) -> float:
        """What `lasting` would be if a difference stayed as large to the end."""
        return (len(self.symbols) - 1 - self.step) / 2

    @cached_property
    def _norms(self) -> Mapping[Node, Mapping[Node, float]]:
        found = {}
        for answer in self.graph.of("answer"):
            targets = np.full((len(self.symbols), 1), -1)
            targets[answer.step] = self.targets[answer.step]
            back = with_gradients(self.trace, self.reader.loss(targets).gradient(self.trace.outputs))
            found[answer] = norms.of_states(back)
        return found

    def norm(self, answer: Node, node: Node) -> float:
        """‖∂L/∂(a value)‖ of the loss on an answer; NaN where no arrow leads to it."""
        return self._norms[answer].get(node, nan) if node in self.graph.sources(answer) else nan


def directions(settings: ArchitecturesSettings) -> tuple[str, ...]:
    """How each layer is to read."""
    return (settings.way_1, settings.way_2, settings.way_3)[: settings.layers]


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> LayersRun:
    """Read both sequences; `settings` as the view's `of_run` gives them."""
    trained, ways = load(settings.layers), directions(settings)
    is_fresh = set(ways) != {"forward"}
    reader = trained.reader
    if is_fresh or not settings.trained:
        reader = untrained(replace(trained.recipe, directions=ways))
    symbols = sequence(settings.seed)[: STEPS_OF_FRESH if is_fresh else STEPS]
    step = min(settings.changed, len(symbols)) - 1
    inputs = np.eye(len(BITS))[symbols][:, None]
    changed = inputs.copy()
    changed[step] = np.roll(changed[step], 1, axis=-1)
    asked = np.flatnonzero(symbols == BITS.index("␣")).tolist()
    graph = wiring.recurrent(len(symbols), directions=ways, answers=asked)
    traces = record(reader.network, inputs), record(reader.network, changed)
    return LayersRun(trained, reader, is_fresh, freeze(symbols), step, graph, *traces)


def sequence(seed: int) -> NDArray[np.int64]:
    """The symbols of a number, as places in `BITS`; drawn from a stream that no training uses."""
    inputs = odd_words_batch(STEPS, 1, np.random.default_rng((seed, 4))).inputs
    return np.asarray(inputs[:, 0].argmax(axis=-1), dtype=np.int64)


@cache
def load(layers: int) -> TrainedReader:
    """What ships with so many layers."""
    return reader_networks.load(f"layers_{layers}")


def shipped() -> Mapping[int, TrainedReader]:
    """All that ship, by how many layers."""
    return FrozenMapping({layers: load(layers) for layers in (1, 2, 3)})
