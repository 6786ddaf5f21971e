"""Each loss's closed-form gradient is autograd's, and its value is torch's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Readout, losses
from engine.recording.losses import Loss
from engine.recording.record import input_gradients
from tests.engine.examples import numbers, small_network

READOUT = Readout(numbers(4, 3, seed=8).numpy(), numbers(4, seed=9).numpy())
SINGLE = Readout(numbers(1, 3, seed=8).numpy(), numbers(1, seed=9).numpy())

ALL: dict[str, Callable[[int, int], Loss]] = {
    "last_step": lambda steps, batch: losses.last_step(),
    "every_step": lambda steps, batch: losses.every_step(),
    "at_step": lambda steps, batch: losses.at_step(steps // 2),
    "unit_at_step": lambda steps, batch: losses.unit_at_step(1, steps // 2),
    "direction_at_step": lambda steps, batch: losses.direction_at_step([0.5, -2.0, 3.0], steps // 2),
    "cross_entropy": lambda steps, batch: losses.cross_entropy(np.arange(steps) % 5 - 1, READOUT),
    "cross_entropy of each": lambda steps, batch: losses.cross_entropy(
        (np.arange(steps * batch) % 5 - 1).reshape(steps, batch), READOUT
    ),
    "no targets": lambda steps, batch: losses.cross_entropy(np.full(steps, -1), READOUT),
    "squared_error": lambda steps, batch: losses.squared_error(np.linspace(-1, 1, steps), SINGLE),
    "squared_error of each": lambda steps, batch: losses.squared_error(numbers(steps, batch).numpy(), SINGLE),
    "squared_error of many": lambda steps, batch: losses.squared_error(numbers(steps, batch, 4).numpy(), READOUT),
    "squared_error with gaps": lambda steps, batch: losses.squared_error(
        np.where(np.arange(steps) % 2, np.nan, 1.0), SINGLE
    ),
}


@given(name=st.sampled_from(sorted(ALL)), steps=st.sampled_from([1, 2, 7]), batch=st.sampled_from([1, 3]))
def test_value_and_gradient_are_torchs(name: str, steps: int, batch: int) -> None:
    check(ALL[name](steps, batch), steps, batch, 1.0)


@pytest.mark.parametrize("name", ALL)
def test_value_and_gradient_are_torchs_even_for_huge_outputs(name: str) -> None:
    check(ALL[name](4, 2), 4, 2, 500.0)


def check(loss: Loss, steps: int, batch: int, scale: float) -> None:
    outputs = (scale * numbers(steps, batch, 3, seed=2)).requires_grad_()
    truth = loss(outputs)
    (gradient,) = torch.autograd.grad(truth, outputs)
    as_array = outputs.detach().numpy()
    np.testing.assert_allclose(loss.value(as_array), truth.item(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(loss.gradient(as_array), gradient.numpy(), rtol=1e-11, atol=1e-12)


def test_what_the_losses_are() -> None:
    outputs = np.arange(12.0).reshape(3, 2, 2)
    assert losses.last_step().value(outputs) == 0.5 * (64 + 81 + 100 + 121)
    assert losses.every_step().value(outputs) == 0.5 * (outputs**2).sum()
    assert losses.at_step(0).value(outputs) == 0.5 * (0 + 1 + 4 + 9)
    assert losses.at_step(-1) == losses.last_step()
    assert losses.unit_at_step(1, 2).value(outputs) == 9 + 11
    assert losses.direction_at_step([1.0, -2.0], 1).value(outputs) == (4 - 10) + (6 - 14)
    assert losses.direction_at_step([0, 1]).value(outputs) == losses.unit_at_step(1, -1).value(outputs)
    uniform = Readout(np.zeros((4, 2)), np.zeros(4))
    assert losses.cross_entropy([0, -1, 3], uniform).value(outputs) == pytest.approx(4 * np.log(4))
    constant = Readout(np.zeros((1, 2)), np.ones(1))
    assert losses.squared_error([1.0, 0.0, 3.0], constant).value(outputs) == 0.5 * 2 * (0 + 1 + 4)


@pytest.mark.parametrize("name", ALL)
def test_a_loss_and_the_same_loss_as_a_function_give_the_same_trace(name: str) -> None:
    network = engine.network("lstm", 3, 3)
    loss = ALL[name](5, 2)
    inputs = numbers(5, 2, 3).numpy()
    closed = engine.record(network, inputs, loss)
    through_torch = engine.record(network, inputs, lambda outputs: loss(outputs))
    assert closed.loss == pytest.approx(through_torch.loss, rel=1e-12)
    for signal, gradient in closed.gradients.items():
        np.testing.assert_allclose(gradient, through_torch.gradients[signal], atol=1e-12)


def test_a_direction_of_both_directions_outputs_goes_back_as_autograd_says() -> None:
    gru = torch.nn.GRU(3, 4, num_layers=2, bidirectional=True, dtype=torch.float64)
    inputs, u = numbers(6, 2, 3), numbers(8, seed=3)
    trace = engine.record(gru, inputs, losses.direction_at_step(u.numpy(), 2))
    leaf = inputs.clone().requires_grad_()
    truth = (gru(leaf)[0][2] @ u).sum()
    (expected,) = torch.autograd.grad(truth, leaf)
    assert trace.loss == pytest.approx(truth.item(), rel=1e-12)
    np.testing.assert_allclose(input_gradients(trace), expected.numpy(), rtol=1e-10, atol=1e-13)


def test_the_callers_targets_are_copied() -> None:
    targets = np.array([0, 1, 2])
    loss = losses.cross_entropy(targets, READOUT)
    before = loss.value(np.ones((3, 1, 3)))
    targets[:] = 3
    assert loss.value(np.ones((3, 1, 3))) == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: losses.cross_entropy([0, 4], READOUT), "between -1 .* and 3"),
        (lambda: losses.cross_entropy([0, -2], READOUT), "between -1"),
        (lambda: losses.cross_entropy([0.5], READOUT), "whole numbers"),
        (lambda: losses.cross_entropy(np.zeros((2, 2, 2), int), READOUT), "whole numbers"),
        (lambda: losses.squared_error(1.0, SINGLE), "shape"),
        (lambda: losses.squared_error(np.ones(3), READOUT).value(np.ones((3, 1, 3))), r"\(3, 1, 4\)"),
        (lambda: losses.cross_entropy([0, 1], READOUT).value(np.ones((3, 1, 3))), r"\(3,\) or \(3, 1\)"),
        (lambda: losses.at_step(3).value(np.ones((3, 1, 3))), "step 3 is not there"),
        (lambda: losses.at_step(-4).value(np.ones((3, 1, 3))), "step -4 is not there"),
        (lambda: losses.unit_at_step(3, 0).value(np.ones((3, 1, 3))), "unit 3 is not there"),
        (lambda: losses.direction_at_step([1, 2]).value(np.ones((3, 1, 3))), "2 numbers, and the outputs have 3"),
        (lambda: losses.direction_at_step([1, 2, 3], 3).value(np.ones((3, 1, 3))), "step 3 is not there"),
        (lambda: losses.direction_at_step([[1, 2, 3]]), r"\(F,\), .* not \(1, 3\)"),
        (lambda: losses.direction_at_step([1, np.nan]), "finite numbers"),
    ],
)
def test_what_does_not_fit_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_readout() -> None:
    outputs = 100 * numbers(5, 2, 3).numpy()
    logits = torch.tensor(outputs @ READOUT.weight.T + READOUT.bias)
    np.testing.assert_allclose(READOUT.logits(outputs), logits.numpy(), rtol=1e-13)
    np.testing.assert_allclose(READOUT.probabilities(outputs), logits.softmax(-1).numpy(), rtol=1e-10)
    np.testing.assert_allclose(READOUT.log_probabilities(outputs), logits.log_softmax(-1).numpy(), rtol=1e-10)
    assert np.allclose(READOUT.probabilities(outputs).sum(-1), 1.0)
    with pytest.raises(ValueError, match="read-only"):
        READOUT.weight[0, 0] = 1.0
    with pytest.raises(ValueError, match=r"U \(K, F\)"):
        Readout(np.zeros((2, 3)), np.zeros(3))


def test_losses_need_no_gradient_where_nothing_flows() -> None:
    trace = engine.record(small_network("elman"), numbers(4, 1, 3).numpy(), losses.unit_at_step(0, 1))
    assert not trace.gradients["hidden"][0, 0, 2:].any()
    assert trace.gradients["hidden"][0, 0, 1, 0].tolist() == [1.0, 0.0, 0.0, 0.0]
