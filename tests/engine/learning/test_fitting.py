"""The loop that all networks learn in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, inf, pi

import numpy as np
import pytest
import torch

from engine.cells.base import Array
from engine.learning.fitting import MAX_GRADIENT_NORM, Diverged, cross_entropy, fit, updates

Weights = Mapping[str, torch.Tensor]
RATE = 0.25


@dataclass(frozen=True)
class Point:
    """Two numbers to learn."""

    parameters: Mapping[str, Array]

    def with_parameters(self, given: Mapping[str, Array], /) -> Point:
        """Another point."""
        return Point(given)


START = Point({"a": np.zeros(2), "b": np.ones(1)})


def uphill(weights: Weights) -> torch.Tensor:
    """Every gradient is −1, and Adam takes steps as long as its rate."""
    return -sum((weight.sum() for weight in weights.values()), torch.zeros(()))


@pytest.mark.parametrize(
    ("falling", "rate"),
    [(False, lambda step: RATE), (True, lambda step: RATE * (1 + cos(pi * step / 8)) / 2)],
    ids=["the same", "falling"],
)
def test_each_step_is_as_long_as_its_rate_and_what_was_yielded_stays(
    falling: bool, rate: Callable[[int], float]
) -> None:
    found = list(fit(START, uphill, 8, RATE, falling=falling, every=3))
    assert [each.step for each in found] == [3, 6, 8]
    for each in found:
        gone = sum(rate(step) for step in range(each.step))
        np.testing.assert_allclose(each.model.parameters["a"], gone, rtol=1e-5)
        np.testing.assert_allclose(each.model.parameters["b"], 1 + gone, rtol=1e-5)
        assert each.loss == pytest.approx(-1 - 3 * (gone - rate(each.step - 1)), rel=1e-5)  # before its step
    np.testing.assert_array_equal(START.parameters["a"], 0)


def test_a_large_gradient_is_clipped_and_a_small_one_is_not() -> None:
    seen = []

    def loss(weights: Weights) -> torch.Tensor:
        seen.append([weight.grad for weight in weights.values() if weight.grad is not None])
        return (1e6 if len(seen) == 1 else 1e-3) * weights["a"].sum() + weights["b"].sum() * 0

    list(fit(START, loss, 3, RATE))
    norms = [float(torch.cat(gradients).norm()) for gradients in seen[1:]]  # of the first step and the second
    assert norms == pytest.approx([MAX_GRADIENT_NORM, 1e-3 * 2**0.5], rel=1e-4)


def test_a_gradient_that_is_no_number_stops_it_and_what_came_before_stays() -> None:
    def loss(weights: Weights) -> torch.Tensor:
        return uphill(weights) * (inf if weights["a"][0] > 2 * RATE else 1)

    run = fit(START, loss, 9, RATE, falling=False, every=1)
    found = [next(run), next(run), next(run)]
    with pytest.raises(Diverged, match="update 4: the loss"):
        next(run)
    np.testing.assert_allclose([each.model.parameters["a"][0] for each in found], [RATE, 2 * RATE, 3 * RATE], rtol=1e-5)


def test_a_gradient_that_has_no_norm_stops_it_where_the_loss_still_has_a_number() -> None:
    run = fit(START, lambda weights: weights["a"].sqrt().sum() + weights["b"].sum() * 0, 9, RATE)  # infinite at 0
    with pytest.raises(Diverged, match="update 1: the norm of the gradient"):
        next(run)


def test_large_weights_are_still_numbers() -> None:
    weights = [torch.zeros(2, requires_grad=True)]
    made = updates(torch.optim.SGD(weights, lr=3.3e38), lambda: -(0.1 * weights[0]).sum(), 20, clip=None)
    # 3.3e37 more at each update: from the sixth on no float32 holds the sum of the two, from the eleventh neither
    with pytest.raises(Diverged, match=r"update 11: .* weights"):
        list(made)


def test_torch_is_left_as_it_was_between_the_steps_and_gradients_may_be_switched_off() -> None:
    threads, during = torch.get_num_threads(), set()

    def loss(weights: Weights) -> torch.Tensor:
        during.add(torch.get_num_threads())
        return uphill(weights)

    torch.set_num_threads(2)
    try:
        with torch.no_grad():
            run = fit(START, loss, 5, RATE, every=1)
            next(run)
            assert torch.get_num_threads() == 2
            assert not torch.is_grad_enabled()
    finally:
        torch.set_num_threads(threads)
    assert during == {1}


def test_what_is_not_asked_counts_for_nothing() -> None:
    logits = torch.tensor(np.random.default_rng(0).normal(size=(3, 2, 4)))
    targets = np.array([[1, -1], [-1, -1], [0, 3]])
    logs = logits.log_softmax(-1)
    expected = -(logs[0, 0, 1] + logs[2, 0, 0] + logs[2, 1, 3]) / 3
    assert float(cross_entropy(logits, targets)) == pytest.approx(float(expected), rel=1e-12)
    assert float(cross_entropy(logits[0], targets[2])) == pytest.approx(float(-(logs[0, 0, 0] + logs[0, 1, 3]) / 2))
