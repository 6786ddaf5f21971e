"""The order of units: it means nothing to a network, so it can be chosen for the eye that compares two of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import cells
from engine.cells.base import Array
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.recording.trace import Trace

Order = NDArray[np.intp]


def by_memory(trace: Trace, layer: int = 0, direction: int = 0, batch: int = 0) -> Order:
    """The units that keep longest first: by the mean of what a step keeps of their memory on its direct path.

    Where that is the same for all of them, as without a gate, by mean |h_t|.
    """
    part = trace.part(layer, direction, batch)
    terms = part.kind.gradient_terms(part.weights, *part.run(), batch)
    kept = np.einsum("tuu->u", terms["direct"]) if "direct" in terms else np.zeros(part.weights.hidden_size)
    if (kept == kept[0]).all():
        kept = np.abs(part.signals["hidden"][:, batch]).sum(axis=0)
    return np.argsort(-kept, kind="stable")


def by_similarity(trace: Trace, reference: Array, layer: int = 0, direction: int = 0, batch: int = 0) -> Order:
    """Beside each unit of a reference the unit that moves most like it (|correlation| through time), up or down.

    The most similar pair is taken first, then the most similar one of those left. Units that find no partner follow in
    their own order.

    Args:
        reference: (T, R), hidden states of another network on the same sequence, in the order to be matched.
    """
    values = trace.part(layer, direction, batch).signals["hidden"][:, batch]
    likeness = np.abs(_standard(reference).T @ _standard(values))  # (R, H)
    places: dict[int, int] = {}
    for _ in range(min(likeness.shape)):
        row, unit = np.unravel_index(int(likeness.argmax()), likeness.shape)
        places[int(row)] = int(unit)
        likeness[row], likeness[:, unit] = -1, -1
    matched = [places[row] for row in sorted(places)]
    return np.array([*matched, *(unit for unit in range(values.shape[1]) if unit not in matched)])


def reordered(network: Network, order: Order) -> Network:
    """The same network with its units in another order: `order[0]` becomes the first.

    Every state, gate and gradient of it is that of the original, rearranged. One layer, one direction.

    Raises:
        ValueError: several layers or directions, or not an order of this network's units.
    """
    if network.layer_directions != ("forward",) or network.proj_size:
        raise ValueError("units are reordered for one layer in one direction, without a projection")
    if sorted(order.tolist()) != list(range(network.hidden_size)):
        raise ValueError(f"not an order of {network.hidden_size} units: {order.tolist()}")
    weights = {name: _rows(weight, order) for name, weight in network.weights.items()}
    weights["weight_hh_l0"] = weights["weight_hh_l0"][:, order]
    if cells.get(network.cell).embeds:  # what is embedded has a number for each unit
        weights["weight_ih_l0"] = weights["weight_ih_l0"][:, order]
    return Network(network.cell, weights, network.input_size, network.hidden_size, bias=network.bias)


def _rows(weight: Array, order: Order) -> Array:
    """A parameter with the H rows of each of its blocks in another order."""
    return np.asarray(weight.reshape(-1, len(order), *weight.shape[1:])[:, order].reshape(weight.shape))


def reordered_readout(readout: Readout, order: Order) -> Readout:
    """The readout that gives the same answers from the reordered units."""
    return Readout(readout.weight[:, order], readout.bias)


def _standard(values: Array) -> Array:
    """Each column with mean 0 and length 1; a column that never moves, or is not finite, becomes 0."""
    with np.errstate(all="ignore"):
        centred = values - values.mean(axis=0)
        lengths = np.linalg.norm(centred, axis=0)
        return np.asarray(np.where(np.isfinite(lengths) & (lengths > 1e-12), centred / lengths, 0.0))
