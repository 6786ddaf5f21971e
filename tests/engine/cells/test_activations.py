"""Activation functions and their derivatives against autograd."""

import numpy as np
import pytest
import torch

from engine.cells.activations import FUNCTIONS, softmax, softmax_jacobian

THEIRS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "linear": lambda a: a * 1.0,
}
A = np.concatenate((np.linspace(-9, 9, 181)[np.arange(181) != 90], [-30.0, 30.0, 1e-9]))  # not 0, where ReLU has a kink


@pytest.mark.parametrize("name", FUNCTIONS)
def test_value_and_slope_are_autograds(name: str) -> None:
    ours = FUNCTIONS[name]
    a = torch.tensor(A, requires_grad=True)
    values: torch.Tensor = THEIRS[name](a)  # type: ignore[no-untyped-call]
    (slopes,) = torch.autograd.grad(values.sum(), a)
    np.testing.assert_allclose(ours.function(A.copy()), values.detach().numpy(), rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(ours.derivative(A), slopes.numpy(), rtol=1e-7, atol=1e-13)
    assert ours.derivative(A).max() <= ours.max_slope
    assert ours.low <= ours.function(A.copy()).min()
    assert ours.function(A.copy()).max() <= ours.high


def test_the_steepest_slope_is_at_zero_where_there_is_one() -> None:
    zero = np.zeros(1)
    assert FUNCTIONS["sigmoid"].derivative(zero)[0] == FUNCTIONS["sigmoid"].max_slope == 0.25
    assert FUNCTIONS["tanh"].derivative(zero)[0] == FUNCTIONS["tanh"].max_slope == 1.0


def test_slopes_far_out_are_small_and_not_zero() -> None:
    assert FUNCTIONS["sigmoid"].derivative(np.array([40.0]))[0] == pytest.approx(np.exp(-40), rel=1e-12)
    assert FUNCTIONS["tanh"].derivative(np.array([40.0]))[0] == pytest.approx(4 * np.exp(-80), rel=1e-12)


def test_softmax_and_its_jacobian_are_autograds() -> None:
    logits = np.random.default_rng(0).normal(size=(7, 4)) * 3
    theirs = torch.softmax(torch.tensor(logits), -1)
    np.testing.assert_allclose(softmax(logits), theirs.numpy(), rtol=1e-12)
    jacobians = torch.stack([torch.func.jacrev(lambda a: torch.softmax(a, -1))(one) for one in torch.tensor(logits)])
    np.testing.assert_allclose(softmax_jacobian(logits), jacobians.numpy(), atol=1e-14)
    assert np.isfinite(softmax(np.array([1e4, 0.0]))).all()
