"""What the weights of a layer say before any data is there: how they are spread, and how much they can enlarge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.spectral import largest_singular_value, spectral_radius
from engine.cells.base import Array
from engine.frozen import freeze
from engine.networks.network import Network

BINS = 41  # odd, so that one lies around 0
LARGEST = 256  # units for which eigenvalues are computed: beyond, they take seconds
LARGEST_NORM = 1024  # and for which the largest singular value is


@dataclass(frozen=True, eq=False, slots=True)
class Spread:
    """How the numbers of one array are spread, those aside that are NaN or infinite.

    Attributes:
        counts: numbers in each bin, (BINS,).
        edges: of the bins, (BINS + 1,), as far below 0 as above.
        mean, deviation: NaN where there is no finite number.
        lost: the share that is NaN or infinite, 0 … 1.
    """

    counts: NDArray[np.int64]
    edges: Array
    mean: float
    deviation: float
    lost: float

    def __post_init__(self) -> None:
        for array in (self.counts, self.edges):
            freeze(array)


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """The weights of one gate or candidate.

    Attributes:
        name: of the signal, such as `forget_gate`; `hidden` for a cell without blocks of other names.
        from_input: its rows of V; None where it does not read the input.
        from_state: its rows of W; None where it does not read the state.
        bias: (H,), both biases together; None without any.
        radius: the spectral radius of its rows of W; None where they are not square, or more than `LARGEST`.
        norm: the largest singular value of these rows: by so much they can enlarge a state in one step;
            None where they are more than `LARGEST_NORM`.
    """

    name: str
    from_input: Spread | None
    from_state: Spread | None
    bias: Array | None
    radius: float | None
    norm: float | None


def spread(values: Array, limit: float) -> Spread:
    """How numbers are spread, in bins from -limit to limit; what lies beyond is counted in the last bin."""
    finite = _finite(values)
    beyond = _largest(finite) > limit  # mostly none: then nothing is copied
    counts, edges = np.histogram(np.clip(finite, -limit, limit) if beyond else finite, BINS, (-limit, limit))
    some = finite.size > 0
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = (float(finite.mean()), float(finite.std())) if some else (np.nan, np.nan)
    return Spread(counts, edges, mean, deviation, 1 - finite.size / max(values.size, 1))


def blocks(network: Network, layer: int = 0, direction: int = 0) -> tuple[Block, ...]:
    """Every gate and candidate of one layer in one direction; all histograms share their bins.

    Raises:
        KeyError: there is no such layer or direction.
    """
    if (layer, direction) not in network.keys:
        raise KeyError(f"there is no part {(layer, direction)}; there are {', '.join(map(str, network.keys))}")
    cell, weights = network.cell_of(layer), network.layer(layer, direction)
    V = _by_block(weights.weight_ih, cell.input_blocks)
    W = _by_block(weights.weight_hh, cell.recurrent_blocks)
    b_ih, b_hh = (
        {} if bias is None else _by_block(bias, names)
        for bias, names in ((weights.bias_ih, cell.input_blocks), (weights.bias_hh, cell.recurrent_blocks))
    )
    limit = _limit([weights.weight_ih, weights.weight_hh])
    found = []
    for name in cell.blocks:
        biases = [part[name] for part in (b_ih, b_hh) if name in part]
        found.append(
            Block(
                name,
                spread(V[name], limit) if name in V else None,
                spread(W[name], limit) if name in W else None,
                sum(biases[1:], start=biases[0]) if biases else None,
                _radius(W.get(name)),
                _norm(W.get(name)),
            )
        )
    return tuple(found)


def _by_block(rows: Array, names: tuple[str, ...]) -> dict[str, Array]:
    return dict(zip(names, np.split(rows, len(names)), strict=True)) if names else {}


def _limit(weights: list[Array]) -> float:
    """The largest size of any weight that is finite, 1 if there is none."""
    largest = max((_largest(_finite(array)) for array in weights), default=0.0)
    return min(largest, 1e300) or 1.0  # the width of the bins must not overflow


def _finite(values: Array) -> Array:
    """The finite ones in a row; not a copy where all are."""
    known = np.isfinite(values)
    return values.ravel() if known.all() else values[known]


def _largest(finite: Array) -> float:
    """The largest size."""
    return float(max(-finite.min(initial=0.0), finite.max(initial=0.0)))


def _radius(W: Array | None) -> float | None:
    if W is None or W.shape[0] != W.shape[1] or len(W) > LARGEST:
        return None
    return spectral_radius(W)


def _norm(W: Array | None) -> float | None:
    return None if W is None or len(W) > LARGEST_NORM else largest_singular_value(W)
