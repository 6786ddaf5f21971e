"""A network that goes on from where it is: what comes next depends on what it said itself."""

from __future__ import annotations

import numpy as np

from engine.cells.base import Array
from engine.networks.network import Network


class Feeder:
    """A network with its state, beginning at zero; it is fed some steps, and later some more.

    Raises:
        ValueError: a layer of the network reads backwards, so that nothing can be said before the end is there.
    """

    def __init__(self, network: Network, sequences: int = 1) -> None:
        if network.directions > 1 or set(network.layer_directions) != {"forward"}:
            raise ValueError("a network that reads backwards cannot go on from where it is")
        self._layers = tuple((network.cell_of(layer), network.layer(layer)) for layer in range(network.num_layers))
        self._states = [
            tuple(np.zeros((sequences, size)) for size in network.state_sizes(layer).values())
            for layer in range(network.num_layers)
        ]

    @np.errstate(all="ignore")
    def feed(self, inputs: Array) -> Array:
        """The outputs (T, B, F) of the next T ≥ 1 steps, inputs (T, B, D) of as many sequences as it has."""
        outputs = inputs
        for layer, (cell, weights) in enumerate(self._layers):
            signals = cell.forward(weights, outputs, self._states[layer])
            self._states[layer] = tuple(signals[name][-1] for name in cell.state)
            outputs = signals["hidden"]
        return outputs
