"""What the RG-LRU alone promises: plain products, a decay that begins slow, and a slope that is bounded."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import engine
from engine import Hold, Init, Network, Trace, losses
from engine.cells.base import Array

INPUTS = np.random.default_rng(5).normal(size=(12, 2, 3))


def test_the_influence_of_a_unit_is_the_product_of_its_own_decays() -> None:
    trace = engine.record(engine.network("rg_lru", 3, 4, seed=2), INPUTS)
    decays = trace["decay"][0, 0, :, 1]
    path = engine.direct_path(trace, per_unit=True, batch=1)
    for k in range(12):
        for t in range(k, 12):
            np.testing.assert_allclose(np.exp(path[t, k]), decays[k + 1 : t + 1].prod(axis=0), rtol=1e-12)
    np.testing.assert_allclose(engine.influence(trace, batch=1), path.max(axis=-1), atol=1e-12)
    moved = engine.record(trace.network, INPUTS, initial_state=np.ones((1, 2, 4)))
    np.testing.assert_allclose(
        moved["hidden"][0, 0, -1, 1] - trace["hidden"][0, 0, -1, 1], decays.prod(axis=0), rtol=1e-9
    )


@pytest.mark.parametrize("units", [1, 8, 200])
def test_it_begins_with_slow_decays(units: int) -> None:
    slowest = np.concatenate(
        [
            np.exp(-np.logaddexp(0, engine.network("rg_lru", 2, units, seed=s).weights["decay_parameter_l0"]))
            for s in range(20)
        ]
    )
    assert 0.9 <= slowest.min() <= slowest.max() <= 0.999
    if units > 1:  # uniform on a ring: the squares are
        np.testing.assert_allclose(np.quantile(slowest**2, [0.25, 0.5, 0.75]), [0.857, 0.904, 0.951], atol=0.02)


def test_a_shut_recurrence_gate_keeps() -> None:
    for bias in (1.0, 3.0):
        network = engine.network("rg_lru", 3, 4, init=Init(forget_bias=bias))
        np.testing.assert_array_equal(network.weights["bias_ih_l0"][:4], -bias)
        kept = [
            engine.record(engine.network("rg_lru", 3, 4, init=Init(forget_bias=b)), INPUTS)["decay"] for b in (0, bias)
        ]
        assert (kept[1] > kept[0]).mean() > 0.9


def test_what_comes_in_makes_up_for_what_decays() -> None:
    """Inputs of variance 1 give states of variance 1, whatever the decay."""
    network = engine.network("rg_lru", 1, 3)
    weights = {**network.weights, "weight_ih_l0": np.repeat([0.0, 0.0, 1.0], 3)[:, None], "bias_ih_l0": np.zeros(9)}
    white = np.random.default_rng(0).normal(size=(4000, 1, 1))
    holds = [Hold("input_gate", 1.0), *(Hold("decay", a, units=[unit]) for unit, a in enumerate((0.1, 0.7, 0.9)))]
    trace = engine.record(Network("rg_lru", weights, 1, 3), white, interventions=holds)
    np.testing.assert_allclose(trace["hidden"][0, 0, 50:, 0].var(axis=0), 1.0, atol=0.1)


def nearly_kept(sums: float) -> tuple[Network, Trace]:
    """Recurrence gates that are all but shut, and inputs all but let in."""
    network = engine.network("rg_lru", 3, 4, seed=2)
    weights = {name: np.array(weight) for name, weight in network.weights.items()}
    weights["bias_ih_l0"][:4] = sums
    weights["weight_ih_l0"][:4] = 0.0
    own = Network("rg_lru", weights, 3, 4)
    return own, engine.record(own, INPUTS, losses.every_step())


def root(trace: Trace) -> Array:
    """√(1 - a²), read off h_1 = √(1 - a²) ∘ i ∘ n from h_0 = 0."""
    return np.asarray((trace["hidden"] / (trace["input_gate"] * trace["candidate"]))[0, 0, 0])


@pytest.mark.parametrize("sums", [-5.0, -20.0, -38.0, -200.0])
def test_what_a_decay_lets_in_is_a_true_number_where_it_rounds_to_1(sums: float) -> None:
    network, trace = nearly_kept(sums)
    assert (trace["decay"] == 1.0).all() == (sums < -30)
    rate = 16 * np.exp(sums) / (1 + np.exp(sums)) * np.logaddexp(0, network.weights["decay_parameter_l0"])
    np.testing.assert_allclose(root(trace), np.broadcast_to(np.sqrt(-np.expm1(-rate)), (2, 4)), rtol=1e-12)
    assert engine.verify(trace).largest < 1e-13
    assert trace.first_nonfinite is None


def test_the_slope_of_the_root_is_bounded_as_in_the_authors_code_and_exact_elsewhere() -> None:
    for sums, bounded in ((-5.0, False), (-10.0, False), (-20.0, True), (-200.0, True)):
        _, trace = nearly_kept(sums)
        first = {name: values[0, 0, 0] for name, values in trace.signals.items()}  # h_0 = 0: all of it is the root's
        of_decay = trace.gradients["decay"][0, 0, 0] / (
            trace.gradients["hidden"][0, 0, 0] * first["input_gate"] * first["candidate"]
        )
        steepest = first["decay"] / np.maximum(root(trace), 1 / 2000)
        np.testing.assert_allclose(of_decay, -steepest, rtol=1e-10)
        assert (root(trace) < 1 / 2000).all() == bounded
        assert np.abs(of_decay).max() <= 2000 * (1 + 1e-12)


def test_a_decay_held_at_a_value_lets_in_what_that_value_says() -> None:
    trace = engine.record(
        engine.network("rg_lru", 3, 4, seed=2),
        INPUTS,
        losses.every_step(),
        interventions=[Hold("decay", 0.6, units=[1])],
    )
    np.testing.assert_allclose(root(trace)[:, 1], 0.8, rtol=1e-12)
    assert (np.abs(root(trace)[:, [0, 2, 3]] - 0.8) > 0.01).all()
    assert not trace.gradients["recurrence_gate"][..., 1].any()
    assert engine.verify(trace).largest < 1e-13


def test_it_takes_no_weights_of_the_state_in_any_dress() -> None:
    for options in ({}, {"bias": False}):
        network = engine.network("rg_lru", 3, 4, **options)  # type: ignore[arg-type]
        assert network.weights["weight_hh_l0"].shape == (0, 4)
        assert network.parameter_count == 12 * 3 + 4 + (0 if options else 12)
    assert not torch.tensor(network.weights["weight_hh_l0"]).numel()
