"""Jacobians and their products against torch.func.jacrev, in float64."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from torch.func import jacrev

import engine
from engine import Network, Trace, losses
from engine.analysis.jacobians import (
    influence,
    product_factors,
    step_jacobians,
    weight_contributions,
)
from engine.cells.base import Array
from tests.engine import torch_steps as oracle
from tests.engine.steps import Weights
from tests.engine.torch_steps import FEW, TOLERANCE, recorded


def stacked_step(cell: str, weights: Weights, x: torch.Tensor, parts: list[int]):  # type: ignore[no-untyped-def]
    return lambda s: torch.cat(oracle.step(cell, weights, x, tuple(torch.split(s, parts))))


def jacobians_by_torch(network: Network, trace: Trace, layer: int, direction: int, batch: int) -> Array:
    """∂s_t/∂s_{t-1} in the order of computation, (T, S, S)."""
    weights = oracle.layer_weights(network, layer, direction)
    inputs = oracle.layer_inputs(trace, layer, direction, batch)
    before = oracle.states(trace, layer, direction, batch)[:-1]
    found = []
    for x, state in zip(inputs, before, strict=True):
        step = stacked_step(network.cell, weights, x, [len(part) for part in state])
        found.append(jacrev(step)(torch.cat(state)).detach().numpy())
    return np.array(found)


def test_step_jacobians_are_jacrevs_in_every_layer_direction_and_sequence() -> None:
    for cell in oracle.CELLS:
        network, trace = recorded(cell)
        for layer in (0, 1):
            for direction in (0, 1):
                for batch in (0, 1):
                    ours = step_jacobians(network, trace, layer=layer, direction=direction, batch=batch)
                    theirs = jacobians_by_torch(network, trace, layer, direction, batch)
                    np.testing.assert_allclose(ours[:: -1 if direction else 1], theirs, atol=TOLERANCE, err_msg=cell)


@FEW
@given(**oracle.ANY_SIZE)
def test_any_size(cell: str, steps: int, size: int, inputs: int, batch: int, seed: int) -> None:
    network, trace = recorded(cell, steps=steps, size=size, inputs=inputs, batch=batch, seed=seed)
    at = {"layer": 1, "direction": 1, "batch": batch - 1}
    theirs = jacobians_by_torch(network, trace, **at)
    np.testing.assert_allclose(step_jacobians(network, trace, **at)[::-1], theirs, atol=TOLERANCE)
    check_influence(influence(network, trace, state="hidden", **at)[::-1, ::-1], theirs, slice(0, size))


def check_influence(norms: Array, jacobians: Array, block: slice) -> None:
    """Against plain products and LAPACK; all in the order of computation."""
    steps = len(jacobians)
    for k in range(steps):
        product = np.eye(jacobians.shape[1])
        assert (norms[:k, k] == -np.inf).all()
        for t in range(k, steps):
            if t > k:
                product = jacobians[t] @ product
            expected = np.linalg.svdvals(product[block, block])[0] if t > k else 1.0
            np.testing.assert_allclose(np.exp(norms[t, k]), expected, rtol=1e-8, atol=1e-300)


@pytest.mark.parametrize("cell", oracle.CELLS)
def test_influence_is_the_norm_of_autograds_derivative(cell: str) -> None:
    network, trace = recorded(cell, steps=7)
    norms = influence(network, trace, layer=1, batch=1)
    weights = oracle.layer_weights(network, 1, 0)
    inputs = oracle.layer_inputs(trace, 1, 0, 1)
    states = oracle.states(trace, 1, 0, 1)[1:]
    for k in range(7):
        for t in range(k, 7):

            def later_hidden(h: torch.Tensor, k: int = k, t: int = t) -> torch.Tensor:
                state = (h, *states[k][1:])  # c_k is held
                for x in inputs[k + 1 : t + 1]:
                    state = oracle.step(cell, weights, x, state)
                return state[0]

            derivative = jacrev(later_hidden)(states[k][0]).detach().numpy()
            assert norms[t, k] == pytest.approx(np.log(np.linalg.norm(derivative, 2)), abs=1e-8)
    assert (norms[np.triu_indices(7, 1)] == -np.inf).all()
    assert (np.diag(norms) == 0).all()


def test_in_the_backward_direction_the_later_index_comes_first() -> None:
    network, trace = recorded("gru")
    norms = influence(network, trace, direction=1)
    assert (norms[np.tril_indices(6, -1)] == -np.inf).all()
    assert np.isfinite(norms[np.triu_indices(6)]).all()
    check_influence(norms[::-1, ::-1], jacobians_by_torch(network, trace, 0, 1, 0), slice(0, 4))


def test_the_cell_states_influence_is_the_other_block() -> None:
    network, trace = recorded("lstm")
    check_influence(influence(network, trace, state="cell"), jacobians_by_torch(network, trace, 0, 0, 0), slice(4, 8))


def test_a_projected_lstm() -> None:
    network, trace = recorded("lstm", proj_size=2)
    for direction in (0, 1):
        theirs = jacobians_by_torch(network, trace, 1, direction, 1)
        order = slice(None, None, -1 if direction else 1)
        at = {"layer": 1, "direction": direction, "batch": 1}
        np.testing.assert_allclose(step_jacobians(network, trace, **at)[order], theirs, atol=TOLERANCE)
        check_influence(influence(network, trace, state="hidden", **at)[order, order], theirs, slice(0, 2))


def test_a_torch_module_may_be_given_instead() -> None:
    module = torch.nn.LSTM(3, 4)
    trace = engine.record(module, torch.zeros(5, 1, 3), losses.last_step())
    network = engine.from_torch(module)
    np.testing.assert_array_equal(influence(module, trace), influence(network, trace))
    assert weight_contributions(module, trace).keys() == dict(module.named_parameters()).keys()


# --- extremes ---------------------------------------------------------------------------------------------------------


def linear(W: Array, steps: int) -> tuple[Network, Trace]:
    size = len(W)
    weights = {"weight_ih_l0": np.zeros((size, 1)), "weight_hh_l0": W}
    network = Network("elman_linear", weights, 1, size, bias=False)
    return network, engine.record(network, np.zeros((steps, 1, 1)))


@pytest.mark.parametrize("size", [1, 2, 64])
@pytest.mark.parametrize("scale", [1e-4, 1e4])
def test_four_hundred_orders_of_magnitude(size: int, scale: float) -> None:
    Q = np.linalg.qr(np.random.default_rng(0).normal(size=(size, size)))[0]
    norms = influence(*linear(scale * Q, 101))
    gaps = np.subtract.outer(np.arange(101), np.arange(101))
    below = gaps >= 0
    np.testing.assert_allclose(norms[below], gaps[below] * np.log(scale), rtol=1e-9)
    assert abs(norms[100, 0]) == pytest.approx(921.034, abs=1e-3)


def test_a_non_normal_matrix_grows_before_it_vanishes() -> None:
    first = np.exp(influence(*linear(np.array([[0.9, 10.0], [0.0, 0.9]]), 80))[:, 0])
    assert first.argmax() == 9
    assert first.max() == pytest.approx(38.75, abs=0.005)
    assert (first > 1).sum() == 62


def test_what_is_truly_zero_is_minus_infinity() -> None:
    norms = influence(*linear(np.diag([1.0, 1.0], -1), 6))  # nilpotent: three steps forget everything
    gaps = np.subtract.outer(np.arange(6), np.arange(6))
    np.testing.assert_array_equal(norms, np.where((gaps >= 0) & (gaps < 3), 0.0, -np.inf))


@pytest.mark.parametrize("cell", oracle.CELLS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_is_never_hidden(cell: str, bad: float) -> None:
    network = engine.network(cell, 2, 3, seed=1)
    inputs = np.random.default_rng(1).normal(size=(7, 1, 2))
    inputs[4, 0, 0] = bad
    trace = engine.record(network, inputs, losses.last_step())
    norms = influence(network, trace)
    finite = np.array([np.isfinite(jacobian).all() for jacobian in step_jacobians(network, trace)])
    assert finite[:4].all()
    if np.isnan(bad):
        assert not finite[4:].any()
    for t in range(7):
        for k in range(7):
            spoilt = not finite[k + 1 : t + 1].all()
            assert np.isnan(norms[t, k]) == spoilt
            if k > t:
                assert norms[t, k] == -np.inf
    factors = product_factors(network, trace, 0, 6)
    assert np.array_equal(np.isnan(factors.norms), ~finite[1:])
    np.testing.assert_array_equal(factors.log_norms, norms[1:, 0])
    if np.isnan(bad):
        assert np.isnan(weight_contributions(network, trace)["weight_ih_l0"]).any()


def test_one_step_has_no_past() -> None:
    network, trace = recorded("lstm", steps=1, size=1, inputs=1, batch=1)
    assert influence(network, trace).tolist() == [[0.0]]
    assert step_jacobians(network, trace).shape == (1, 2, 2)
    assert product_factors(network, trace, 0, 0).norms.shape == (0,)


# --- the factors of one product ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
@pytest.mark.parametrize("direction", [0, 1])
def test_factors_explain_the_product(cell: str, direction: int) -> None:
    network, trace = recorded(cell)
    start, stop = (4, 1) if direction else (1, 4)
    factors = product_factors(network, trace, start, stop, direction=direction, batch=1)
    assert factors.steps.tolist() == ([3, 2, 1] if direction else [2, 3, 4])
    jacobians = step_jacobians(network, trace, direction=direction, batch=1)
    for step, values in zip(factors.steps, factors.singular_values, strict=True):
        np.testing.assert_allclose(values, np.linalg.svdvals(jacobians[step]), atol=TOLERANCE)
    norms = influence(network, trace, direction=direction, batch=1)
    np.testing.assert_allclose(factors.log_norms, norms[factors.steps, start], atol=1e-8)
    assert (factors.log_norms <= factors.log_bounds + 1e-9).all()
    np.testing.assert_allclose(np.exp([b - a for a, b in pairwise(factors.log_bounds)]), factors.norms[1:])


# --- what cannot be answered ------------------------------------------------------------------------------------------


def test_impossible_questions_are_refused() -> None:
    network, trace = recorded("gru")
    for at in ({"layer": 2}, {"direction": 2}, {"batch": -1}):
        with pytest.raises(IndexError, match=f"{next(iter(at))} should be between 0 and 1"):
            influence(network, trace, state="hidden", **at)
    with pytest.raises(ValueError, match="no state 'cell'"):
        influence(network, trace, state="cell")
    with pytest.raises(ValueError, match="not of this network"):
        step_jacobians(engine.network("gru", 3, 5), trace)
    with pytest.raises(ValueError, match="not of this network"):
        step_jacobians(recorded("elman")[0], trace)
    with pytest.raises(ValueError, match="computed before"):
        product_factors(network, trace, 3, 2)
    with pytest.raises(IndexError, match="stop should be between 0 and 5"):
        product_factors(network, trace, 3, 6)
    with pytest.raises(ValueError, match="record it with a loss"):
        weight_contributions(network, engine.record(network, trace.inputs))
