"""A network of letters that writes, free or with some of its units held: the same luck, another text.

Letter i of a text takes number i of its stream of `engine.learning.luck`, so that a browser, which has the same luck,
writes the same letters. It begins with an empty memory and the letter that begins a paragraph, which is not part of
what is written; whenever it writes that letter itself, its memory is emptied before it is read. Where a network has no
such letter, it begins with the first of its alphabet.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.arithmetic import sigmoid
from engine.cells.base import Array
from engine.cells.holding import Held
from engine.learning.character_model import CharacterModel, Places
from engine.learning.luck import numbers
from engine.learning.tasks.sequence import InputProblem

TOGETHER = 128  # texts at once: their numbers stay in the processor's cache, which makes it twice as fast as 1024
FREE: Mapping[int, float] = MappingProxyType({})


def write(
    model: CharacterModel,
    count: int,
    temperature: float,
    seed: int,
    *,
    holds: Mapping[int, float] = FREE,
    streams: int = 1,
) -> tuple[str, ...]:
    """So many texts of `count` letters each.

    Args:
        temperature: T of softmax(logits / T); 0 always takes the likeliest letter, the first of equal ones.
        seed: of the luck; text s takes stream s of it.
        holds: unit → the value at which its memory is held after every step.

    Raises:
        ValueError: a unit that is not there, a value that is not finite, or a temperature below 0.
        InputProblem: the answers of the network are not finite.
    """
    held = np.tile(held_at(model, holds), (streams, 1))
    return in_letters(model, write_rows(model, temperature, luck(seed, streams, count), held))


def held_at(model: CharacterModel, holds: Mapping[int, float] = FREE) -> Array:
    """Where units are held, (H,), NaN where they are free. ValueError: no such unit, or a value that is not finite."""
    held = np.full(model.network.hidden_size, np.nan)
    for unit, value in holds.items():
        if not 0 <= unit < len(held):
            raise ValueError(f"there is no unit {unit}; the units are 0 to {len(held) - 1}")
        if not isfinite(value):
            raise ValueError(f"unit {unit} is held at a finite number, not at {value}")
        held[unit] = value
    return held


def luck(seed: int, streams: int, count: int) -> Array:
    """The luck of so many texts, (streams, count)."""
    return np.stack([numbers(seed, stream, count) for stream in range(streams)])


def in_letters(model: CharacterModel, written: Places) -> tuple[str, ...]:
    """What stands in rows of places in the alphabet, (R, count)."""
    return tuple("".join(model.alphabet[place] for place in row) for row in written.tolist())


def write_rows(model: CharacterModel, temperature: float, luck: Array, held: Array) -> Places:
    """Texts as places in the alphabet, (R, count), each with its own luck (R, count) and what is held in it (R, H)."""
    if not temperature >= 0:
        raise ValueError(f"the temperature should be at least 0, but is {temperature}")
    parts = [slice(start, start + TOGETHER) for start in range(0, len(luck), TOGETHER)]
    return np.concatenate([_write_together(model, temperature, luck[part], held[part]) for part in parts])


@np.errstate(all="ignore")
def _write_together(model: CharacterModel, temperature: float, luck: Array, held: Array) -> Places:
    begin = model.places[model.begins] if model.begins is not None else -1
    network = (_LSTM if model.network.layer_cells == ("lstm",) else _AnyCells)(model, held)
    letters = np.full(len(luck), max(begin, 0))
    written = np.empty(luck.shape, dtype=np.int64)
    for place in range(luck.shape[1]):
        letters = choose(model.readout.logits(network.read(letters)), temperature, luck[:, place])
        written[:, place] = letters
        network.forget(letters == begin)
    return written


class _AnyCells:
    """A network that reads letters with some of its memory held, as its cells say, layer by layer."""

    def __init__(self, model: CharacterModel, held: Array) -> None:
        self._network, self._layer = model.network, model.layer
        self._coding = np.eye(len(model.alphabet))
        self._held = None if np.isnan(held).all() else Held({model.memory: held[None]})
        layers = range(model.network.num_layers)
        sizes = [model.network.state_sizes(layer).values() for layer in layers]
        self._states: list[list[Array]] = [[np.zeros((len(held), size)) for size in of_layer] for of_layer in sizes]

    def read(self, letters: Places) -> Array:
        """The outputs, (R, H), after a letter for each row."""
        read = self._coding[letters][None]
        for layer, state in enumerate(self._states):
            cell, held = self._network.cell_of(layer), self._held if layer == self._layer else None
            signals = cell.forward(self._network.layer(layer), read, tuple(state), held)
            state[:] = [signals[name][0] for name in cell.state]
            read = signals["hidden"]
        return np.asarray(read[0])

    def forget(self, rows: NDArray[np.bool_]) -> None:
        """Empty the memory of some rows."""
        for state in self._states:
            for values in state:
                values[rows] = 0.0


class _LSTM:
    """The same for one layer of LSTM, which nearly all writing is done with, in less than half the time.

    One letter of a sequence needs nothing to be kept of it, and what a letter brings is a row of a table.
    """

    def __init__(self, model: CharacterModel, held: Array) -> None:
        weights, units = model.network.layer(0), model.network.hidden_size
        gates_first = np.r_[: 2 * units, 3 * units : 4 * units, 2 * units : 3 * units]  # i, f, o, g: all σ side by side
        self._table = np.ascontiguousarray((weights.weight_ih.T + weights.bias)[:, gates_first])  # V x + b, (K, 4·H)
        self._W = np.ascontiguousarray(weights.weight_hh.T[:, gates_first])
        self._held = np.nonzero(~np.isnan(held))
        self._values = held[self._held]
        self._h, self._c = np.zeros((2, len(held), units))

    def read(self, letters: Places) -> Array:
        """The hidden states, (R, H), after a letter for each row."""
        a = self._h @ self._W
        a += self._table[letters]
        gates, g = np.split(a, [3 * self._h.shape[1]], axis=1)
        sigmoid(gates, gates)
        np.tanh(g, g)
        i, f, o = np.split(gates, 3, axis=1)
        self._c *= f  # c_t = f ∘ c_{t-1} …
        g *= i
        self._c += g  # … + i ∘ g
        self._c[self._held] = self._values
        self._h = np.tanh(self._c)
        self._h *= o  # h_t = o ∘ tanh(c_t)
        return self._h

    def forget(self, rows: NDArray[np.bool_]) -> None:
        """Empty the memory of some rows."""
        self._h[rows] = 0.0
        self._c[rows] = 0.0


def choose(logits: Array, temperature: float, luck: Array) -> Places:
    """A letter for each row of logits (R, K) by its luck (R,).

    The weights exp((l − max l) / T) are summed in the order of the alphabet; it is the first letter whose sum exceeds
    luck · (the sum of all).
    """
    highest = logits.max(axis=-1, keepdims=True)
    if not np.isfinite(highest).all():
        raise InputProblem("The network cannot write: its answers are no longer finite numbers.")
    if temperature == 0:
        return np.asarray(logits.argmax(axis=-1))
    sums = np.exp((logits - highest) / temperature).cumsum(axis=-1)
    return np.asarray((sums <= luck[:, None] * sums[:, -1:]).sum(axis=-1))
