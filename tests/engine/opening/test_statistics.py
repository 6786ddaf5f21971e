"""What the weights say before any data: counted, and held against what they were made of."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine import cells
from engine.opening.statistics import BINS, LARGEST, LARGEST_NORM, blocks, spread
from tests.engine.examples import TORCH_CELLS, small_network


def with_weights(network: engine.Network, **changed: np.ndarray) -> engine.Network:
    return engine.Network(
        network.layer_cells, {**network.weights, **changed}, network.input_size, network.hidden_size,
        network.num_layers, network.bidirectional, network.bias, network.proj_size,
    )  # fmt: skip


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_every_block_by_its_own_rows(cell: str) -> None:
    network = small_network(cell, num_layers=2, bidirectional=True, seed=3)
    for key in network.keys:
        weights = network.layer(*key)
        found = blocks(network, *key)
        assert tuple(block.name for block in found) == cells.get(cell).blocks
        for number, block in enumerate(found):
            rows = slice(4 * number, 4 * number + 4)
            W, V = weights.weight_hh[rows], weights.weight_ih[rows]
            assert block.radius == pytest.approx(max(abs(np.linalg.eigvals(W))))
            assert block.norm == pytest.approx(np.linalg.norm(W, 2))
            assert weights.bias_ih is not None
            assert weights.bias_hh is not None
            assert block.bias is not None
            np.testing.assert_allclose(block.bias, weights.bias_ih[rows] + weights.bias_hh[rows])
            for part, values in ((block.from_state, W), (block.from_input, V)):
                assert part is not None
                assert (part.counts.sum(), len(part.counts), part.lost) == (values.size, BINS, 0)
                assert [part.mean, part.deviation] == pytest.approx([values.mean(), values.std()])
                assert part.edges[0] == -part.edges[-1]
                assert part.edges[-1] == max(abs(weights.weight_ih).max(), abs(weights.weight_hh).max())


def test_a_forget_gate_that_begins_open_is_seen_in_its_bias() -> None:
    network = engine.network("lstm", 3, 4, init=engine.Init(forget_bias=1.0))
    found = {block.name: block for block in blocks(network)}
    assert found["forget_gate"].bias is not None
    assert found["input_gate"].bias is not None
    assert found["forget_gate"].bias.mean() > 0.9 > 0.5 > found["input_gate"].bias.mean()


def test_what_there_is_not() -> None:
    found = blocks(small_network("lstm", bias=False, proj_size=2))
    assert all(block.bias is None and block.radius is None for block in found)
    assert all(block.norm is not None for block in found), "a matrix that is not square has one, too"
    for units, has_norm in ((LARGEST + 1, True), (LARGEST_NORM + 1, False)):
        (large,) = blocks(engine.network("elman", 1, units))
        assert large.radius is None
        assert (large.norm is not None) == has_norm
    with pytest.raises(KeyError, match=r"no part \(1, 0\)"):
        blocks(small_network("gru"), 1)


@pytest.mark.parametrize("cell", cells.names())
def test_every_cell_of_the_house_can_be_asked(cell: str) -> None:
    for block in blocks(small_network(cell)):
        assert (block.from_state is None) == (block.norm is None)
        assert block.from_state or block.from_input


def test_numbers_that_are_lost_are_counted_apart() -> None:
    values = np.array([np.nan, np.inf, -np.inf, 0.5, -2.0, 0.0])
    found = spread(values, 1.0)
    assert (found.counts.sum(), found.lost, found.mean) == (3, 0.5, -0.5)
    assert (found.counts[0], found.counts[BINS // 2], found.counts[-1]) == (1, 1, 0)
    nothing = spread(np.full((2, 2), np.nan), 1.0)
    assert (nothing.counts.sum(), nothing.lost) == (0, 1)
    assert np.isnan(nothing.mean)
    network = small_network("gru")
    lost = blocks(with_weights(network, **{name: weight * np.nan for name, weight in network.weights.items()}))
    assert all(block.from_state and block.from_state.lost == 1 and np.isnan(block.radius or 0) for block in lost)
    vast = blocks(with_weights(network, weight_hh_l0=np.full((12, 4), 1.7e308)))
    assert all(block.from_state and block.from_state.counts[-1] == 16 for block in vast)
