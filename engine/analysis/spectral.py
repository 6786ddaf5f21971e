"""Spectral norms of long products of Jacobians: all of them at once, certified, and safe from under- and overflow.

‖∂h_t/∂h_k‖ for all k ≤ t takes T²/2 products, and LAPACK's singular values of one cost ten times as much as the
product itself. But the product that ends at t differs from the one that ended at t-1 by one factor only, so the few
directions in which that one was largest are a good guess for this one. A step of block iteration mends them, and a
bound *proves* how far the result can be off. Where the proof fails, LAPACK decides.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array

TOLERANCE = 1e-9  # relative error of a norm that is let through without a full decomposition
BLOCK = 4  # directions followed for each product: with more each try costs more, with fewer more tries fail
DEGREE = 6  # of the Chebyshev filter, for products whose largest singular values lie close together
SMALLEST = 24  # below this size a full decomposition is the cheaper way
FIRST_GAP = 3  # products of fewer factors are not yet dominated by few directions
PATIENCE = 8  # the most factors to wait after a try that was not proven


def spectral_radius(matrix: Array) -> float:
    """ρ = max |λ|, the rate at which powers of a matrix (n, n) grow or shrink in the long run; NaN if it is not finite.

    The largest singular value bounds a single step instead: ‖W^k‖ ≤ σ_max^k always, and ‖W^k‖^(1/k) → ρ ≤ σ_max only as
    k → ∞ (Gelfand). A non-normal W with ρ < 1 can grow for many steps before it vanishes.

    Raises:
        ValueError: the matrix is not square.
    """
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"only a square matrix has a spectral radius, not one of shape {matrix.shape}")
    if not np.isfinite(matrix).all():
        return float("nan")
    return float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))


def singular_values(matrices: Array) -> Array:
    """Singular values of each matrix, largest first, (k, m, n) → (k, min(m, n)); NaN where it is not finite."""
    values: Array = np.linalg.svdvals(np.nan_to_num(matrices, posinf=0.0, neginf=0.0))
    values[~np.isfinite(matrices).all(axis=(1, 2))] = np.nan
    return values


def largest_singular_value(matrix: Array) -> float:
    """σ_max of a matrix (m, n), by how much it can enlarge a vector; NaN if it is not finite.

    The root of the largest eigenvalue of Wᵀ W or W Wᵀ, whichever is smaller: squared, small singular values drown in
    rounding, but the largest is as good as LAPACK's own, in less than half the time for a thousand units. Vectors
    W v, Wᵀ W v, … would take a tenth of it, and be wrong unseen where the two largest lie close together.
    """
    if not np.isfinite(matrix).all():
        return float("nan")
    scale = float(np.abs(matrix).max(initial=0.0)) or 1.0
    W = matrix / scale  # its squares stay in range
    squares = np.linalg.eigvalsh(W.T @ W if W.shape[0] > W.shape[1] else W @ W.T)
    return scale * math.sqrt(squares.max(initial=0.0))


def log_product_norms(jacobians: Array, block: slice, starts: int | None = None, logs: Array | None = None) -> Array:
    """The natural log of the spectral norm of every product of successive Jacobians, (time, starts).

    Entry (t, k) belongs to J_t J_{t-1} ⋯ J_{k+1}, of which rows and columns `block` are kept. The relative error of a
    norm is at most 1e-9 plus rounding.

    Args:
        jacobians: (time, to, from); the first one enters no product.
        block: the part of the state whose influence on itself is wanted: a slice with a start and a stop.
        starts: how many columns k = 0, 1, … are wanted; all if None.
        logs: (time,), natural log of a factor that each Jacobian is to be multiplied with; none if None.

    Returns:
        0 on the diagonal (the identity), -inf above it, -inf where a product is zero, NaN from the first Jacobian on
        that holds a NaN or an infinity. Products are rescaled as they go, so that a norm of 1e-400 is -921.03.
    """
    steps, _, width = jacobians[:, :, block].shape
    starts = steps if starts is None else starts
    finite = np.asarray(np.isfinite(jacobians).all(axis=(1, 2)))
    diagonals: Array = np.einsum("tii->ti", jacobians)
    if np.count_nonzero(jacobians[finite]) == np.count_nonzero(diagonals[finite]):
        factors = np.where(finite[:, None], diagonals[:, block], np.nan)
        return _of_diagonals(factors, np.zeros(steps) if logs is None else logs, starts)
    # Every other k to each of two threads: numpy computes outside of Python's lock, and no k needs another one.
    workers = 2 if starts * width >= 1024 else 1
    shares = [np.arange(first, starts, workers) for first in range(workers)]
    norms = np.empty((steps, starts))
    factors, exponents = scaled(jacobians)
    if logs is not None:
        exponents = exponents + logs
    with ThreadPoolExecutor(workers) as pool:
        for share, part in zip(
            shares, pool.map(lambda ks: _columns(factors, exponents, block, ks), shares), strict=True
        ):
            norms[:, share] = part
    return norms


@np.errstate(all="ignore")
def _of_diagonals(factors: Array, logs: Array, starts: int) -> Array:
    """`log_product_norms` of diagonal Jacobians, (time, units) times e^logs: each unit's is a product of numbers."""
    steps, units = factors.shape
    norms = np.where(np.arange(steps)[:, None] == np.arange(starts), 0.0, -np.inf)
    gains = np.log(np.abs(factors)) + logs[:, None]
    products = np.zeros((starts, units))
    for t, gain in enumerate(gains):
        products[:t] += gain  # those that began before t
        norms[t, :t] = products[:t].max(axis=1)
    return norms


@np.errstate(all="ignore")
def _columns(jacobians: Array, exponents: Array, block: slice, starts: NDArray[np.intp]) -> Array:
    """The columns k ∈ `starts` (ascending) of `log_product_norms`, (time, len(starts)), of Jacobians · e^exponents."""
    steps, size, _ = jacobians.shape
    factors = _Factors.of(jacobians)
    norms = np.where(np.arange(steps)[:, None] == starts, 0.0, -np.inf)
    identity = np.eye(size)[:, block]
    products = np.empty((len(starts), *identity.shape))
    spare = np.empty_like(products)
    logs = np.zeros(len(starts))  # log of the factor taken out of each product so far
    tracker = _Tracker.of(len(starts), identity.shape[1])
    first = last = 0  # products first:last are under way
    for t in range(steps):
        if not np.isfinite(exponents[t]):
            first = last  # everything that passes through this step is lost
        live = slice(first, last)
        norms[t, :first] = np.nan
        if first < last:
            factors.apply(t, products[live], spare[live])
            products, spare = spare, products
            logs[live] += exponents[t]
            _rescale(products[live], logs[live])
            norms[t, live] = logs[live] + np.log(tracker.norms(products[live, block], live, t - starts[live]))
        if last < len(starts) and starts[last] == t:
            products[last] = identity
            last += 1
    return norms


@np.errstate(all="ignore")
def scaled(jacobians: Array) -> tuple[Array, Array]:
    """Each Jacobian divided by the power of two next to its largest entry, and that power's log; NaN if not finite."""
    largest = np.abs(jacobians).max(axis=(1, 2))
    exponents = np.where(largest > 0, np.frexp(largest)[1], 0)
    return np.ldexp(jacobians, -exponents[:, None, None]), np.where(
        np.isfinite(largest), exponents * np.log(2.0), np.nan
    )


def _rescale(products: Array, logs: Array) -> None:
    """Bring products whose norms have drifted away from 1 back to it, in place."""
    squares = _square(products)
    far = np.flatnonzero((squares < 1e-8) | (squares > 1e8))
    if far.size:
        moved = products[far]
        exponents = np.frexp(np.abs(moved).max(axis=(1, 2)))[1]  # of a product that is zero: 0
        products[far] = np.ldexp(moved, -exponents[:, None, None])
        logs[far] += exponents * np.log(2.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Factors:
    """Jacobians ready to be applied. The LSTM's are half diagonal: ∂h_t/∂c_{t-1} and ∂c_t/∂c_{t-1} take no matmul."""

    dense: Array  # (time, to, from), or only the first half of `from` if the rest is made of diagonal blocks
    diagonals: Array | None  # (time, to): the diagonals of the two blocks of the other half

    @classmethod
    def of(cls, jacobians: Array) -> _Factors:
        steps, size, _ = jacobians.shape
        half = size // 2
        if size % 2 == 0:
            right = jacobians[:, :, half:].reshape(steps, 2, half, half)
            diagonals = np.einsum("tbii->tbi", right)
            if np.count_nonzero(right) == np.count_nonzero(diagonals):
                return cls(np.ascontiguousarray(jacobians[:, :, :half]), diagonals.reshape(steps, size))
        return cls(jacobians, None)

    def apply(self, t: int, products: Array, out: Array) -> None:
        """J_t times each product, (k, state, columns)."""
        if self.diagonals is None:
            np.matmul(self.dense[t], products, out=out)
            return
        half = self.dense.shape[2]
        for rows in (slice(0, half), slice(half, None)):
            np.matmul(self.dense[t, rows], products[:, :half], out=out[:, rows])
            out[:, rows] += self.diagonals[t, rows, None] * products[:, half:]


@dataclass(slots=True, eq=False)
class _Tracker:
    """For each product the directions in which it is largest, and when to try again what failed before.

    A cheap try that is not proven costs its time for nothing. After each failure the next one waits twice as long.
    """

    bases: Array  # (k, columns, BLOCK), orthonormal columns
    again: NDArray[np.intp]  # (2, k): the number of factors at which the power step, the filter are tried next
    wait: NDArray[np.intp]  # (2, k)

    @classmethod
    def of(cls, count: int, columns: int) -> _Tracker:
        guess = np.random.default_rng(0).normal(size=(columns, min(BLOCK, columns)))
        bases = np.repeat(np.linalg.qr(guess)[0][None], count, axis=0)
        again = np.full((2, count), FIRST_GAP if columns >= SMALLEST else np.iinfo(np.intp).max)
        return cls(bases, again, np.ones((2, count), np.intp))

    def norms(self, products: Array, live: slice, gaps: NDArray[np.intp]) -> Array:
        """The spectral norm of each product, (k, m, n) of `gaps` factors; `live` says which of the tracked they are."""
        squares = _square(products)  # Frobenius; where they are about to underflow, LAPACK scales by itself
        norms = np.empty(len(products))
        todo = np.ones(len(products), np.bool_)
        for method, refine in enumerate((_power_step, _filter)):
            tried = np.flatnonzero(todo & (gaps >= self.again[method, live]) & (squares > 1e-100))
            if not tried.size:
                continue
            mine = live.start + tried
            where = _as_slice(tried)
            largest, proven, self.bases[_as_slice(mine)] = refine(
                products[where], self.bases[_as_slice(mine)], squares[where]
            )
            norms[tried[proven]] = np.sqrt(largest[proven])
            todo[tried[proven]] = False
            failed = ~proven
            self.wait[method, mine[proven]] = 1
            self.again[method, mine[failed]] = gaps[tried[failed]] + self.wait[method, mine[failed]]
            self.wait[method, mine[failed]] = np.minimum(2 * self.wait[method, mine[failed]], PATIENCE)
        for these, decomposed in (
            (todo & (squares > 1e-100), _largest_by_squares),
            (todo & ~(squares > 1e-100), _largest),  # their squares would be lost
        ):
            rest = _as_slice(np.flatnonzero(these))
            norms[rest] = decomposed(products[rest])
        return norms


def _largest(P: Array) -> Array:
    """The largest singular value of each matrix, (k, m, n) → (k,)."""
    return np.asarray(np.linalg.svdvals(P)[:, 0])


def _largest_by_squares(P: Array) -> Array:
    """The same from PᵀP, whose largest eigenvalue loses no digits by it: half of the time for large matrices."""
    if P.shape[2] < SMALLEST:
        return _largest(P)
    return np.asarray(np.sqrt(np.linalg.eigvalsh(P.swapaxes(1, 2) @ P)[:, -1]))


def _as_slice(indices: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """The same indices as a slice if they are consecutive: a view instead of a copy."""
    if indices.size and indices[-1] - indices[0] + 1 == indices.size:
        return slice(int(indices[0]), int(indices[-1]) + 1)
    return indices


Refined = tuple[Array, NDArray[np.bool_], Array]  # λ ≈ ‖P‖², whether it is proven, the new basis


def _power_step(P: Array, V: Array, square: Array) -> Refined:
    """One step of block power iteration with G = PᵀP, and what it proves of ‖P‖² = λ_max(G); `square` is ‖P‖²_F."""
    P_T = P.swapaxes(1, 2)
    V = np.linalg.qr(P_T @ (P @ V))[0]
    Y = P @ V
    Z = P_T @ Y
    A = Y.swapaxes(1, 2) @ Y
    rest = square - _trace(A)  # the trace of what V leaves of G
    return (*_certified(A, Z, rest), V)


def _filter(P: Array, V: Array, square: Array) -> Refined:
    """A Chebyshev polynomial in G = PᵀP, small on [0, b] and steep above; b is among the eigenvalues V has found."""
    G = P.swapaxes(1, 2) @ P
    ritz = np.linalg.eigvalsh(V.swapaxes(1, 2) @ G @ V)
    # not below 0.3 of the largest: the steeper the filter, the less of the smaller directions survives the rounding
    b = np.maximum(0.95 * ritz[:, 0], 0.3 * ritz[:, -1])[:, None, None]
    twice_x = G * (4 / b)
    np.einsum("kii->ki", twice_x)[...] -= 2.0  # x = 2 G / b - 1 takes [0, b] to [-1, 1]
    before, V = V, 0.5 * (twice_x @ V)
    for _ in range(DEGREE - 1):
        after = twice_x @ V
        after -= before  # T_{n+1}(x) = 2 x T_n(x) - T_{n-1}(x)
        before, V = V, after
    V = np.linalg.qr(V)[0]
    Z = G @ V
    A = V.swapaxes(1, 2) @ Z
    # What V leaves of G is bounded by its Frobenius norm and by its trace.
    squared = _square(G)
    frobenius = np.sqrt(np.maximum(squared - 2 * _square(Z) + _square(A), 0) + 1e-15 * squared)
    return (*_certified(A, Z, np.minimum(frobenius, square - _trace(A))), V)


def _square(matrices: Array) -> Array:
    """‖M‖²_F of each matrix, (k,)."""
    flat = matrices.reshape(len(matrices), -1)
    return np.asarray(np.vecdot(flat, flat))


def _trace(matrices: Array) -> Array:
    return np.asarray(np.einsum("kii->k", matrices))


def _certified(A: Array, Z: Array, rest: Array) -> tuple[Array, NDArray[np.bool_]]:
    r"""The largest eigenvalue of G ⪰ 0 from its action on an orthonormal basis V, and whether it is proven.

    Split the space into V and what is orthogonal to it: G = [[A, Rᵀ], [R, C]] with A = VᵀGV and RᵀR = ZᵀZ - A², Z = GV.
    Then λ_max(A) ≤ λ_max(G), since A is a compression of G. And if ‖C‖ ≤ `rest` < λ_max(A), Schur's complement of z - C
    in z - G shows that λ_max(G) ≤ λ_max(A + RᵀR / (λ_max(A) - rest)). Both bounds are p × p problems.
    """
    lower = np.linalg.eigvalsh(A)[:, -1]
    room = lower - rest
    sure = room > 0
    residual = Z.swapaxes(1, 2) @ Z - A @ A
    upper = np.linalg.eigvalsh(A + residual / np.where(sure, room, 1.0)[:, None, None])[:, -1]
    return np.asarray(lower, np.float64), sure & (upper <= (1 + 2 * TOLERANCE) * lower)
