"""Another order of units is the same network."""

import numpy as np
import pytest

import engine
from engine import cells, losses
from engine.networks.unit_order import by_memory, by_similarity, reordered, reordered_readout

INPUTS = np.random.default_rng(0).normal(size=(12, 1, 3))


@pytest.mark.parametrize("cell", cells.names())
def test_a_reordered_network_computes_the_same_rearranged(cell: str) -> None:
    network, readout = engine.network(cell, 3, 5, seed=1), engine.Readout.fresh(5, 2, 0)
    order = np.array([3, 0, 4, 1, 2])
    other, other_readout = reordered(network, order), reordered_readout(readout, order)
    one = engine.record(network, INPUTS, losses.every_step())
    two = engine.record(other, INPUTS, losses.every_step())
    for name, values in one.signals.items():
        np.testing.assert_allclose(two[name], values[..., order], atol=1e-14)
        np.testing.assert_allclose(two.gradients[name], one.gradients[name][..., order], atol=1e-14)
    np.testing.assert_allclose(other_readout.logits(two.outputs), readout.logits(one.outputs), atol=1e-14)
    assert np.abs(two["hidden"] - one["hidden"]).max() > 0.01


def test_by_memory_puts_open_gates_and_large_states_first() -> None:
    for cell, name, sign in (
        ("lstm", "forget_gate", 1),
        ("gru", "update_gate", 1),
        ("mut1", "update_gate", -1),  # it writes
        ("min_lstm", "normalised_forget_gate", 1),
        ("rg_lru", "decay", 1),
        ("elman", "hidden", 1),
        ("elman_skip", "hidden", 1),  # keeps all of every unit
    ):
        trace = engine.record(engine.network(cell, 3, 6, seed=2), INPUTS)
        means = sign * np.abs(trace[name][0, 0, :, 0]).mean(axis=0)[by_memory(trace)]
        assert (np.diff(means) <= 0).all()
        assert means[0] > means[-1]


def test_by_similarity_finds_a_shuffled_twin_even_upside_down() -> None:
    trace = engine.record(engine.network("elman", 3, 6, seed=3), INPUTS)
    hidden = trace["hidden"][0, 0, :, 0]
    order = np.array([5, 2, 0, 1, 4, 3])
    signs = np.array([1, -1, 1, -1, 1, -1])
    np.testing.assert_array_equal(by_similarity(trace, (hidden * signs)[:, order]), order)
    fewer = by_similarity(trace, hidden[:, [4, 1]])
    assert fewer.tolist() == [4, 1, 0, 2, 3, 5]
    assert sorted(by_similarity(trace, np.zeros((12, 9))).tolist()) == list(range(6))


def test_what_is_no_order_is_refused() -> None:
    network = engine.network("gru", 3, 4)
    with pytest.raises(ValueError, match="not an order"):
        reordered(network, np.array([0, 1, 2, 2]))
    with pytest.raises(ValueError, match="one layer"):
        reordered(engine.network("gru", 3, 4, bidirectional=True), np.arange(4))
