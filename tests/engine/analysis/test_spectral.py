"""Norms of long products against LAPACK, over the spectra that are hard for an iteration, and what makes it refuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import engine
from engine import cells
from engine.analysis import spectral
from engine.analysis.spectral import largest_singular_value, log_product_norms, singular_values, spectral_radius
from engine.cells.base import Array

SIZE, STEPS = 48, 24  # large enough that LAPACK is not asked first


def random_rotation(rng: np.random.Generator, size: int = SIZE) -> Array:
    return np.asarray(np.linalg.qr(rng.normal(size=(size, size)))[0])


def gaussian(rng: np.random.Generator) -> Array:
    J: Array = rng.normal(0, SIZE**-0.5, (STEPS, SIZE, SIZE))
    return J


def tanh_network(rng: np.random.Generator) -> Array:
    W = rng.uniform(-1, 1, (SIZE, SIZE)) / np.sqrt(SIZE)
    slopes = 1 - np.tanh(rng.normal(size=(STEPS, SIZE, 1))) ** 2
    return np.asarray(slopes * W)


def relu_network(rng: np.random.Generator) -> Array:
    W = rng.normal(size=(SIZE, SIZE)) * np.sqrt(2 / SIZE)
    return np.asarray(np.where(rng.random((STEPS, SIZE, 1)) < 0.5, W, 0.0))


def orthogonal(rng: np.random.Generator) -> Array:
    return np.repeat(random_rotation(rng)[None], STEPS, axis=0)


def saturated_orthogonal(rng: np.random.Generator) -> Array:
    slopes: Array = 1 - np.tanh(rng.normal(size=(STEPS, SIZE, 1)) / 3) ** 2
    return slopes * random_rotation(rng)


def leading_complex_pair(rng: np.random.Generator) -> Array:
    values = np.diag(np.linspace(0.1, 0.8, SIZE))
    values[:2, :2] = [[np.cos(0.7), -np.sin(0.7)], [np.sin(0.7), np.cos(0.7)]]
    basis = rng.normal(size=(SIZE, SIZE))
    return np.repeat((basis @ values @ np.linalg.inv(basis))[None], STEPS, axis=0)


def cluster(rng: np.random.Generator) -> Array:
    """Twenty singular values within 1e-6 of each other at the top of every product."""
    values = np.concatenate([1 + 1e-6 * rng.random(20), np.full(SIZE - 20, 0.5)])
    Q = random_rotation(rng)
    return np.repeat((Q * values @ Q.T)[None], STEPS, axis=0)


def rank_one(rng: np.random.Generator) -> Array:
    return rng.normal(size=(STEPS, SIZE, 1)) * rng.normal(size=(STEPS, 1, SIZE))


def graded(rng: np.random.Generator) -> Array:
    J = random_rotation(rng) * np.logspace(0, -250, SIZE) @ random_rotation(rng)
    return np.repeat(J[None], STEPS, axis=0)


def fallen_leader(rng: np.random.Generator) -> Array:
    """The direction that has led for ten steps by a factor of 1e10 is wiped out; a hidden one takes over."""
    J = np.repeat(np.diag(np.r_[1.0, np.full(SIZE - 1, 0.1)])[None], STEPS, axis=0)
    J[10] = np.diag(np.r_[0.0, rng.permutation(np.linspace(0.5, 1, SIZE - 1))])
    return J  # diagonal, so that rounding cannot bring the old leader back


def slow_overtaking(rng: np.random.Generator) -> Array:
    """Ten directions lead; all others, at first far behind, overtake them."""
    J = np.repeat(np.diag(np.r_[np.ones(10), np.full(SIZE - 10, 0.05)])[None], STEPS, axis=0)
    J[8:] = np.diag(np.r_[np.full(10, 0.1), 1 + 0.1 * rng.random(SIZE - 10)])
    return J


SPECTRA = (
    gaussian,
    tanh_network,
    relu_network,
    orthogonal,
    saturated_orthogonal,
    leading_complex_pair,
    cluster,
    rank_one,
    graded,
    fallen_leader,
    slow_overtaking,
)


def by_lapack(J: Array, block: slice) -> Array:
    """The same norms, from rescaled products and full decompositions."""
    norms = np.full((len(J), len(J)), -np.inf)
    for k in range(len(J)):
        product, log = np.eye(J.shape[1])[:, block], 0.0
        norms[k, k] = 0.0
        for t in range(k + 1, len(J)):
            product = J[t] @ product
            scale = np.abs(product).max()
            product, log = product / scale, log + np.log(scale)
            norms[t, k] = log + np.log(np.linalg.svdvals(product[block])[0])
    return norms


@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize("seed", [0, 1])
def test_norms_are_lapacks(spectrum: Callable[[np.random.Generator], Array], seed: int) -> None:
    J = spectrum(np.random.default_rng(seed))
    ours, theirs = log_product_norms(J, slice(0, SIZE)), by_lapack(J, slice(0, SIZE))
    np.testing.assert_array_equal(np.isfinite(ours), np.isfinite(theirs))
    below = np.isfinite(theirs)
    assert np.abs(ours[below] - theirs[below]).max() < 2e-9  # of the logarithm: the relative error of the norm


@pytest.mark.parametrize("diagonal", [True, False])
@pytest.mark.parametrize("block", [slice(0, SIZE), slice(SIZE, 2 * SIZE)])
def test_blocks_of_a_state_of_two_parts(diagonal: bool, block: slice) -> None:
    rng = np.random.default_rng(0)
    J = rng.normal(size=(STEPS, 2 * SIZE, 2 * SIZE)) / SIZE
    if diagonal:
        for rows in (slice(0, SIZE), slice(SIZE, None)):
            J[:, rows, SIZE:] = rng.random((STEPS, SIZE, 1)) * np.eye(SIZE)
    below = np.tril_indices(STEPS)
    ours, theirs = log_product_norms(J, block), by_lapack(J, block)
    assert np.abs(ours[below] - theirs[below]).max() < 2e-9


@pytest.mark.parametrize("cell", [name for name in cells.names() if cells.get(name).state == ("hidden", "cell")])
def test_in_the_lstm_and_its_relatives_what_comes_from_the_cell_state_takes_no_matrix_product(cell: str) -> None:
    trace = engine.record(engine.network(cell, 3, 5, seed=1), np.random.default_rng(0).normal(size=(9, 1, 3)))
    J = engine.step_jacobians(trace)
    factors = spectral._Factors.of(J)
    assert factors.diagonals is not None
    products, out = np.random.default_rng(1).normal(size=(3, 10, 5)), np.empty((3, 10, 5))
    for t in range(9):
        factors.apply(t, products, out)
        np.testing.assert_allclose(out, J[t] @ products, atol=1e-14)


@pytest.mark.parametrize("size", [spectral.SMALLEST - 1, spectral.SMALLEST, 32])
@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_norms_are_lapacks_on_both_sides_of_the_size_that_changes_the_way(size: int, gain: float) -> None:
    rng = np.random.default_rng(size)
    J = gain * rng.normal(size=(STEPS, size, size)) / np.sqrt(size)
    below = np.tril_indices(STEPS)
    ours, theirs = log_product_norms(J, slice(0, size)), by_lapack(J, slice(0, size))
    assert np.abs(ours[below] - theirs[below]).max() < 2e-9


def test_these_sizes_take_the_fast_way() -> None:
    assert SIZE >= spectral.SMALLEST


def test_few_products_of_an_ordinary_network_need_lapack(monkeypatch: pytest.MonkeyPatch) -> None:
    decomposed: list[int] = []

    def counting(full: Callable[[Array], Array]) -> Callable[[Array], Array]:
        def counted(matrices: Array) -> Array:
            decomposed.append(len(matrices))
            return full(matrices)

        return counted

    for name in ("_largest", "_largest_by_squares"):
        monkeypatch.setattr(spectral, name, counting(getattr(spectral, name)))
    log_product_norms(tanh_network(np.random.default_rng(0)), slice(0, SIZE))
    assert 0 < sum(decomposed) < 0.25 * STEPS * (STEPS - 1) / 2


@pytest.mark.parametrize("refine", [spectral._power_step, spectral._filter])
@pytest.mark.parametrize("seed", range(5))
def test_a_proof_is_never_wrong(refine: Callable[[Array, Array, Array], spectral.Refined], seed: int) -> None:
    """Bases that miss the leading direction, entirely or almost: whatever is called proven is true."""
    rng = np.random.default_rng(seed)
    U, W = random_rotation(rng), random_rotation(rng)
    proven_at_all = 0
    for second in (0.0, 0.1, 0.9, 0.999, 1 - 1e-9, 1.0):
        P = U * np.r_[1.0, np.full(8, second), np.full(SIZE - 9, 0.1 * second)] @ W.T
        for tilt in (0.0, 1e-12, 1e-6, 1.0):
            V = np.linalg.qr(W[:, 1:9] + tilt * W[:, :1])[0]
            found, proven, basis = refine(P[None], V[None], np.array([np.sum(P * P)]))
            np.testing.assert_allclose(basis[0].T @ basis[0], np.eye(8), atol=1e-12)
            if proven[0]:
                assert np.sqrt(found[0]) == pytest.approx(1.0, rel=2e-9)
                proven_at_all += 1
    assert proven_at_all


def test_the_result_does_not_depend_on_how_columns_are_shared_out() -> None:
    J = tanh_network(np.random.default_rng(0))
    together = log_product_norms(J, slice(0, SIZE))
    np.testing.assert_array_equal(log_product_norms(J, slice(0, SIZE), starts=3), together[:, :3])


def test_enormous_and_tiny_jacobians() -> None:
    rng = np.random.default_rng(0)
    J = rng.normal(size=(STEPS, SIZE, SIZE))
    plain = by_lapack(J, slice(0, SIZE))
    scales = np.where(np.arange(STEPS) % 2, 1e300, 1e-290)
    ours = log_product_norms(J * scales[:, None, None], slice(0, SIZE))
    logs = np.cumsum(np.log(scales))
    below = np.tril_indices(STEPS)
    np.testing.assert_allclose(ours[below], (plain + logs[:, None] - logs)[below], rtol=1e-9, atol=1e-8)


def test_products_that_become_zero() -> None:
    shift = np.repeat(np.eye(SIZE, k=-1)[None] * (np.arange(SIZE) < 10), STEPS, axis=0)  # forgets all in eleven steps
    norms = log_product_norms(shift, slice(0, SIZE))
    gaps = np.subtract.outer(np.arange(STEPS), np.arange(STEPS))
    np.testing.assert_allclose(norms, np.where((gaps >= 0) & (gaps <= 10), 0.0, -np.inf), atol=2e-9)


def test_a_part_of_the_state_that_is_tiny_beside_the_other() -> None:
    rng = np.random.default_rng(0)
    J = rng.normal(size=(STEPS, 2 * SIZE, 2 * SIZE)) / SIZE
    J[:, :SIZE] *= 1e-130
    below = np.tril_indices(STEPS)
    ours, theirs = log_product_norms(J, slice(0, SIZE)), by_lapack(J, slice(0, SIZE))
    assert np.abs(ours[below] - theirs[below]).max() < 2e-9


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_jacobian_that_is_not_finite_spoils_what_passes_through_it_and_nothing_else(bad: float) -> None:
    J = gaussian(np.random.default_rng(0))
    clean = log_product_norms(J, slice(0, SIZE))
    J[[0, 12], 3, 5] = bad  # the first one enters no product
    norms = log_product_norms(J, slice(0, SIZE))
    t, k = np.indices(norms.shape)
    spoilt = (t >= 12) & (k < 12)
    assert np.isnan(norms[spoilt]).all()
    np.testing.assert_array_equal(norms[~spoilt], clean[~spoilt])


def test_singular_values_of_each_matrix() -> None:
    matrices = np.random.default_rng(0).normal(size=(3, 4, 4))
    matrices[1, 0, 0] = np.inf
    values = singular_values(matrices)
    assert np.isnan(values[1]).all()
    np.testing.assert_allclose(values[2], np.linalg.svdvals(matrices[2]))


def of_ones(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """All but one direction is lost."""
    return np.ones(shape)


def turning(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """All singular values are one and the same."""
    return np.linalg.qr(rng.normal(size=(max(shape), max(shape))))[0][: shape[0], : shape[1]]


def of_two(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """The two largest are close together, and the rest is far below."""
    left, right = turning(rng, (shape[0], shape[0])), turning(rng, (shape[1], shape[1]))
    sizes = np.diag([1, 1 - 1e-7, *np.geomspace(1e-3, 1e-12, min(shape) - 2)])
    return left[:, : min(shape)] @ sizes @ right[: min(shape)]


def of_many(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Near an orthogonal one: all lie close together, and no two are one and the same."""
    return turning(rng, shape) + 1e-5 * rng.normal(size=shape)


def drawn(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """As a layer begins."""
    return rng.uniform(-1, 1, size=shape)


@pytest.mark.parametrize("of", [drawn, turning, of_ones, of_two, of_many])
@pytest.mark.parametrize("shape", [(3, 3), (64, 64), (150, 90), (90, 150)])
@pytest.mark.parametrize("size", [1, 1e300, 1e-300, 0])
def test_the_largest_singular_value_is_lapack_s(
    of: Callable[[np.random.Generator, tuple[int, int]], Array], shape: tuple[int, int], size: float
) -> None:
    matrix = of(np.random.default_rng(3), shape)
    expected = size * float(np.linalg.svdvals(matrix)[0])
    np.testing.assert_allclose(largest_singular_value(size * matrix), expected, rtol=1e-13)
    matrix[1, 2] = np.nan
    assert np.isnan(largest_singular_value(matrix))


def test_the_spectral_radius_is_the_rate_of_powers_not_the_norm() -> None:
    W = np.array([[0.9, 10.0], [0.0, 0.9]])
    assert spectral_radius(W) == pytest.approx(0.9)
    assert np.linalg.norm(np.linalg.matrix_power(W, 4000), 2) ** (1 / 4000) == pytest.approx(0.9, rel=0.01)
    assert spectral_radius(np.array([[0.0, -2.0], [2.0, 0.0]])) == pytest.approx(2.0)  # a complex pair
    assert np.isnan(spectral_radius(np.array([[np.nan]])))
    with pytest.raises(ValueError, match="square"):
        spectral_radius(np.zeros((2, 3)))


def test_diagonal_jacobians_are_multiplied_number_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = np.random.default_rng(0).uniform(-1.5, 1.5, (STEPS, SIZE)) * 1e-30
    numbers[5] = 0.0
    jacobians: Array = numbers[:, :, None] * np.eye(SIZE)
    jacobians[9, 3, 3] = np.nan
    with np.errstate(divide="ignore"):
        gains = np.log(np.abs(numbers)) + 2.0
    gains[9] = np.nan
    monkeypatch.setattr(np.linalg, "svdvals", None)  # nothing is decomposed
    for block in (slice(0, SIZE), slice(10, 20)):
        norms = log_product_norms(jacobians, block, starts=12, logs=np.full(STEPS, 2.0))
        for t, k in np.ndindex(STEPS, 12):
            expected = -np.inf if t < k else gains[k + 1 : t + 1, block].sum(axis=0).max()
            assert norms[t, k] == pytest.approx(expected, rel=1e-13, nan_ok=True), (t, k)
