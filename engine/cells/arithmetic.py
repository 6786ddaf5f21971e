"""What the cells' equations are written with: products for all steps at once, walks through time, σ and diagonals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def from_inputs(inputs: Array, V: Array, b: Array | float | None = None) -> Array:
    """V x_t + b for every step in one matrix product: inputs (T, B, D), V (G·H, D) → (T, B, G·H); None is no bias."""
    product = inputs.reshape(-1, inputs.shape[-1]) @ V.T
    if b is not None:
        product += b
    return product.reshape(*inputs.shape[:2], -1)


def split_blocks(stacked: Array, blocks: int) -> tuple[Array, ...]:
    """The blocks of (T, B, G·H) by themselves, as views (T, B, H) that can be written to."""
    rows = stacked.reshape(*stacked.shape[:-1], blocks, -1)
    return tuple(rows[..., block, :] for block in range(blocks))


def stack_blocks(*blocks: Array) -> Array:
    """The opposite: blocks (T, B, H) as one contiguous array (T, B, G, H)."""
    steps, batch, units = blocks[0].shape
    stacked = np.empty((steps, batch, len(blocks), units))
    for index, block in enumerate(blocks):
        stacked[:, :, index] = block
    return stacked


def forwards(*arrays: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Step by step from the first to the last: every array's values at that step, as views that can be written to."""
    return zip(*arrays, strict=True)


def backwards(*arrays: Any) -> Iterator[tuple[Any, ...]]:
    """The same from the last step to the first."""
    return zip(*(array[::-1] for array in arrays), strict=True)


def sigmoid(a: Array, out: Array | None = None) -> Array:
    """σ(a) = 1 / (1 + e^-a), exact to the last digits even where it is tiny: σ(-40) = 4.2e-18."""
    out = np.negative(a, out=out)
    np.exp(out, out=out)
    out += 1.0
    return np.reciprocal(out, out=out)


def log_sigmoid(a: Array) -> Array:
    """log σ(a), a true number where σ(a) rounds to 0 or to 1."""
    return -softplus(-a)


def softplus(a: Array) -> Array:
    """log(1 + e^a), whose slope is σ(a)."""
    return np.asarray(np.logaddexp(0.0, a))


@np.errstate(over="ignore")
def sigmoid_slope(a: Array) -> Array:
    """σ'(a) = σ(a) σ(-a) = 1 / (2 cosh(a/2))², a true number where σ rounds to 1 and σ (1 - σ) would be 0."""
    return np.asarray(np.square(0.5 / np.cosh(0.5 * a)))


@np.errstate(over="ignore")
def tanh_slope(a: Array) -> Array:
    """tanh'(a) = 1 / cosh²(a), a true number where tanh rounds to 1 and 1 - tanh² would be 0."""
    return np.asarray(np.square(1.0 / np.cosh(a)))


def previous(states: Array, initial: Array) -> Array:
    """s_{t-1} for every t: `states` (T, B, H) moved on by one step, beginning with `initial` (B, H)."""
    return np.concatenate((initial[None], states[:-1]))


def rows(scale: Array, matrix: Array) -> Array:
    """diag(scale_t) · matrix for every t: scale (T, H), matrix (H, K) → (T, H, K)."""
    return np.asarray(np.einsum("tu,uk->tuk", scale, matrix))  # a third faster than broadcasting


def summed_rows(scales: Array, matrices: Array, out: Array) -> Array:
    """Σ_g diag(scale_g,t) · matrix_g for every t: scales (T, H, G), stacked matrices (G·H, K) → out (T, H, K).

    Row u of the sum mixes row u of the G matrices, so it is one small matrix product (T, G) × (G, K) per unit: several
    times faster than G big temporary arrays.
    """
    _, units, gates = scales.shape
    by_unit = matrices.reshape(gates, units, -1).transpose(1, 0, 2)  # (H, G, K)
    np.matmul(scales.transpose(1, 0, 2), np.ascontiguousarray(by_unit), out=out.transpose(1, 0, 2))
    return out


def set_diagonal(matrices: Array, values: Array) -> None:
    """Write values (T, H) onto the diagonals of matrices (T, H, H)."""
    np.einsum("tii->ti", matrices)[...] = values


def diagonal(values: Array) -> Array:
    """diag(values_t) for every t: (T, H) → (T, H, H)."""
    steps, units = values.shape
    matrices = np.zeros((steps, units, units))
    set_diagonal(matrices, values)
    return matrices
