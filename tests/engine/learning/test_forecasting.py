"""Forecasts one step and many steps ahead, and the naive ones beside them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.learning import pretrained
from engine.learning.exercises import Sine
from engine.learning.exercises.series import Futures
from engine.learning.forecasting import as_a_period_ago, as_it_is, errors, many_steps, one_step
from engine.networks.network import network
from engine.networks.readout import Readout


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_a_forecast_is_read_like_a_value_and_torch_says_the_same(cell: str) -> None:
    net, readout = network(cell, 1, 5, seed=1), Readout.fresh(5, 1, 1)
    past = np.random.default_rng(0).normal(size=(9, 3))
    found = many_steps(net, readout, past, 6)
    module, weight, bias = net.to_torch(), torch.tensor(readout.weight), torch.tensor(readout.bias)
    with torch.no_grad():
        outputs, state = module(torch.tensor(past)[..., None])
        expected = [outputs[-1] @ weight.T + bias]
        for _ in range(5):
            outputs, state = module(expected[-1][None], state)
            expected.append(outputs[-1] @ weight.T + bias)
    np.testing.assert_allclose(found, torch.stack(expected)[..., 0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(one_step(net, readout, past)[-1], found[0], rtol=0, atol=1e-12)


def test_the_naive_forecasts() -> None:
    past = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    np.testing.assert_array_equal(as_it_is(past, 4)[:, 0], [3, 3, 3, 3])
    np.testing.assert_array_equal(as_a_period_ago(past, 5, 2)[:, 1], [20, 30, 20, 30, 20])
    np.testing.assert_array_equal(as_a_period_ago(past, 2, 3)[:, 0], [1, 2])
    for period in (0, 4):
        with pytest.raises(ValueError, match="needs as many values, but there are 3"):
            as_a_period_ago(past, 2, period)


def test_errors_are_roots_of_mean_squares_by_horizon() -> None:
    net, readout = network("elman", 1, 2, seed=0), Readout(np.zeros((1, 2)), np.array([1.0]))  # always says 1
    futures = Futures(np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[2.0, 3.0], [1.0, 4.0], [0.0, 0.0]]))
    found = errors(net, readout, futures, period=2)
    np.testing.assert_allclose(found.network, np.sqrt([2.5, 4.5, 1.0]))
    np.testing.assert_allclose(found.last, np.sqrt([0.0, 1.0, 6.5]))
    assert found.seasonal is not None
    np.testing.assert_allclose(found.seasonal, np.sqrt([4.0, 1.0, 0.5]))
    assert errors(net, readout, futures).seasonal is None
    assert errors(net, readout, futures, period=3).seasonal is None


def test_a_network_that_learned_sines_forecasts_them_and_worse_the_farther_ahead() -> None:
    trained = pretrained.load("sine", "gru")
    found = errors(trained.network, trained.readout, Sine().futures(30, 200))
    assert (found.network[:10] < found.last[:10]).all()
    assert 0.1 < found.network[0] < 0.25  # not below the noise
    assert found.network[:5].mean() < found.network[10:15].mean() < found.network[25:].mean()
