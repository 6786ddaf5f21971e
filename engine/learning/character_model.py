"""A network that reads letters one by one and guesses the next one, as a value: what it makes of any text.

A letter is one-hot in the order of the alphabet. Where a paragraph begins, memory is empty: the state before every
letter `begins` is zero, and it is read before the first letter of a text that has none there. So paragraphs are
independent of each other, in training as in reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array, Cell
from engine.cells.holding import Held
from engine.frozen import FrozenMapping, freeze
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.recording.interventions import Hold, as_holds, held_values

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ReadText:
    """What a network made of a text of N letters, letter by letter; NaN where it does not know the letter.

    Attributes:
        text: as it was read.
        known: which letters it knows, (N,); the others it passes over, as if they were not there.
        signals: name → value after each letter, (N, H): gates, candidates and states.
        probabilities: of every letter of the alphabet to come next, (N, K).
        nats: −log of the probability that it gave to this letter, (N,); NaN where nothing was read before it.
    """

    text: str
    known: NDArray[np.bool_]
    signals: Mapping[str, Array]
    probabilities: Array
    nats: Array

    def __post_init__(self) -> None:
        object.__setattr__(self, "signals", FrozenMapping.of(self.signals))
        for values in (self.known, self.probabilities, self.nats):
            freeze(values)


@dataclass(frozen=True, eq=False)
class CharacterModel:
    """A network whose layers read forwards, with an input and an answer for every letter.

    Attributes:
        network, readout: H units in each layer, K letters.
        alphabet: the letters, in the order of the inputs and of the answers.
        begins: the letter before which the state is empty; None for a network that carries it through all it reads.
        layer: whose units are looked at and held.
    """

    network: Network
    readout: Readout
    alphabet: tuple[str, ...]
    begins: str | None = "\n"
    layer: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "alphabet", tuple(self.alphabet))
        letters = len(self.alphabet)
        if set(self.network.layer_directions) != {"forward"} or self.network.proj_size:
            raise ValueError("letters are read by layers that read forwards, without a projection")
        if not 0 <= self.layer < self.network.num_layers:
            raise ValueError(f"there is no layer {self.layer}; the layers are 0 to {self.network.num_layers - 1}")
        if not letters == self.network.input_size == len(self.readout.bias):
            inputs, answers = self.network.input_size, len(self.readout.bias)
            raise ValueError(f"{letters} letters do not fit {inputs} inputs and {answers} answers")
        if len(set(self.alphabet)) < letters or any(len(letter) != 1 for letter in self.alphabet):
            raise ValueError("an alphabet has single letters, each of them once")
        if self.begins is not None and self.begins not in self.alphabet:
            raise ValueError(f"what a paragraph begins with, {self.begins!r}, is no letter of the alphabet")

    def __reduce__(self) -> tuple[type[CharacterModel], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    @property
    def cell(self) -> Cell:
        """The cell of the layer whose units are looked at."""
        return self.network.cell_of(self.layer)

    @property
    def memory(self) -> str:
        """The state in which it keeps what it knows: `cell` where there is one, else `hidden`."""
        return "cell" if "cell" in self.cell.state else "hidden"

    @property
    def states(self) -> tuple[str, ...]:
        """Where a unit may be looked at: its memory and, if that is another one, the state that the others see."""
        return tuple(dict.fromkeys((self.memory, "hidden")))

    @property
    def signals(self) -> tuple[str, ...]:
        """What can be seen of a unit: all that its cell computes but the sums inside of its gates."""
        return tuple(signal.name for signal in self.cell.signals if signal.kind != "preactivation")

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each letter stands in the alphabet."""
        return MappingProxyType({letter: place for place, letter in enumerate(self.alphabet)})

    def coded(self, text: str) -> Places:
        """Where each letter of a text stands in the alphabet, (N,); −1 for one that is not there."""
        return np.array([self.places.get(letter, -1) for letter in text], dtype=np.int64)

    def read(self, text: str, holds: Iterable[Hold] = (), only: Iterable[str] | None = None) -> ReadText:
        """Read a text, every paragraph with an empty memory.

        Args:
            holds: signals that keep a value, each of its own layer; their steps are the letters of the text. The letter
                that is read before a text is held as its first one is.
            only: the signals that are wanted, of `signals`; all of them without it.

        Raises:
            ValueError: a hold that does not fit, or a signal that is not there.
        """
        wanted = self.signals if only is None else tuple(only)
        if odd := set(wanted) - set(self.signals):
            raise ValueError(f"there is no signal {odd.pop()!r}; the signals are {', '.join(self.signals)}")
        coded = self.coded(text)
        known = coded >= 0
        fed, at = coded[known], np.flatnonzero(known)
        if self.begins is not None and (not fed.size or fed[0] != self.places[self.begins]):
            fed, at = np.concatenate(([self.places[self.begins]], fed)), np.concatenate(([-1], at))
        held = held_values(self.network, max(len(text), 1), 1, as_holds(holds))
        of_layers = [
            {name: values[at.clip(min=0), 0] for name, values in held.get((layer, 0), {}).items()}
            for layer in range(self.network.num_layers)
        ]
        computed, outputs = self._run(fed, of_layers, wanted)
        logs = self.readout.log_probabilities(outputs)
        nats = np.full(len(fed), np.nan)
        nats[1:] = -logs[np.arange(len(fed) - 1), fed[1:]]

        def of_text(values: Array) -> Array:
            found = np.full((len(text), *values.shape[1:]), np.nan)
            found[known] = values[at >= 0]
            return found

        signals = {name: of_text(computed[name]) for name in wanted}
        return ReadText(text, known, signals, of_text(np.exp(logs)), of_text(nats))

    @np.errstate(all="ignore")
    def _run(
        self, fed: Places, held: Sequence[Mapping[str, Array]], wanted: Iterable[str]
    ) -> tuple[dict[str, Array], Array]:
        """After each of the letters that are fed the signals and the outputs, (N, H) each.

        Paragraphs of much the same length are read together. `held` is what each layer is held at.
        """
        coding, network = np.eye(len(self.alphabet)), self.network
        found = {name: np.empty((len(fed), network.hidden_size)) for name in wanted}
        outputs = np.empty((len(fed), network.hidden_size))
        for at, there in self._paragraphs(fed):
            read = coding[fed[at]]
            for layer in range(network.num_layers):
                state = tuple(np.zeros((at.shape[1], size)) for size in network.state_sizes(layer).values())
                holding = Held({name: values[at] for name, values in held[layer].items()}) if held[layer] else None
                signals = network.cell_of(layer).forward(network.layer(layer), read, state, holding)
                read = signals["hidden"]
                if layer == self.layer:
                    for name, values in found.items():
                        values[at[there]] = signals[name][there]
            outputs[at[there]] = read[there]
        return found, outputs

    def _paragraphs(self, fed: Places) -> Iterator[tuple[Places, NDArray[np.bool_]]]:
        """Batches of paragraphs: where their letters stand, (T, B), and which of these are theirs and no padding.

        None is more than twice as long as another one of its batch, so that there is never much padding.
        """
        begin = self.places.get(self.begins, -1) if self.begins is not None else -1
        starts = np.flatnonzero(fed == begin) if begin >= 0 else np.arange(min(len(fed), 1))
        lengths = np.diff(np.append(starts, len(fed)))
        sizes = np.ceil(np.log2(lengths))
        for size in np.unique(sizes):
            chosen = sizes == size
            steps = np.arange(lengths[chosen].max())[:, None]
            there = steps < lengths[chosen]
            yield starts[chosen] + np.where(there, steps, 0), there
