"""What is left when a step is left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import engine
from engine.learning.exercises import Intent
from engine.learning.occlusion import occlude
from engine.networks.network import network
from engine.networks.readout import Readout


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_each_sequence_that_lacks_a_step_is_run_by_itself(cell: str) -> None:
    shown = Intent().shown()
    net, readout = network(cell, len(shown.features), 6, seed=2), Readout.fresh(6, 5, 2)
    found = occlude(net, readout, shown.inputs)
    whole = engine.record(net, shown.inputs).outputs[-1, 0]
    np.testing.assert_allclose(found.answers, readout.probabilities(whole), atol=1e-12)
    for step in range(len(shown)):
        without = engine.record(net, np.delete(shown.inputs, step, axis=0)).outputs[-1, 0]
        assert found.distances[step] == pytest.approx(np.linalg.norm(without - whole) / np.linalg.norm(whole))
        np.testing.assert_allclose(found.without[step], readout.probabilities(without), atol=1e-12)
        assert found.lost(1)[step] == pytest.approx(readout.probabilities(whole)[1] - found.without[step][1])


def summing(share: float) -> engine.Network:
    """An Elman network that is almost linear: h_t = share · h_{t−1} + x_t, for small inputs."""
    net = network("elman", 1, 1, seed=0)
    weights = {name: np.zeros_like(weight) for name, weight in net.weights.items()}
    weights["weight_ih_l0"][:], weights["weight_hh_l0"][:] = 1, share
    return replace(net, weights=weights)


def test_it_is_said_whether_the_effect_shrinks_with_the_way_to_the_end() -> None:
    readout = Readout(np.ones((2, 1)), np.zeros(2))
    falling = np.array([1.0, 2, 4, 8, 16, 32])[:, None, None] * 1e-3
    assert occlude(summing(0.5), readout, falling).trend == pytest.approx(-1)
    assert occlude(summing(0.0), readout, falling[::-1]).trend == pytest.approx(-0.7, abs=0.1)  # only the last counts
    growing = np.array([[[1.0]], [[-1.0]], [[1.0]], [[0.0]]]) * 1e-3
    sizes = occlude(summing(1.0), readout, np.array([8.0, 4, 2, 1])[:, None, None] * 1e-3)
    assert sizes.trend == pytest.approx(1)
    assert np.isfinite(occlude(summing(1.0), readout, growing).trend)
    assert np.isnan(occlude(summing(1.0), readout, np.full((4, 1, 1), 1e-3)).trend)  # all alike
    assert np.isnan(occlude(summing(1.0), readout, np.zeros((4, 1, 1))).trend)  # 0/0


@pytest.mark.parametrize("shape", [(1, 1, 3), (4, 2, 3)])
def test_one_sequence_of_two_steps_is_the_least(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least two steps"):
        occlude(network("gru", 3, 2, seed=0), Readout.fresh(2, 2, 0), np.zeros(shape))
