"""A convolution is `torch.nn.Conv1d`'s own, forward and backward, at every width, padding, stride and dilation."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.networks.convolution import Convolution, max_pool, unpool

sizes = st.integers(1, 4)


@given(
    features=sizes,
    filters=sizes,
    width=st.integers(1, 5),
    padding=st.integers(0, 3),
    stride=sizes,
    dilation=st.integers(1, 3),
    extra=st.integers(0, 8),
    seed=st.integers(0, 99),
)
def test_it_is_torchs(
    features: int, filters: int, width: int, padding: int, stride: int, dilation: int, extra: int, seed: int
) -> None:
    ours = Convolution.fresh(
        features, filters, width, padding=padding, stride=stride, dilation=dilation, seed=seed
    )  # fmt: skip
    steps = max(1, ours.window - 2 * padding) + extra
    inputs = np.random.default_rng(seed).normal(size=(steps, 2, features))
    module = torch.nn.Conv1d(
        features, filters, width, padding=padding, stride=stride, dilation=dilation, dtype=torch.float64
    )  # fmt: skip
    with torch.no_grad():
        module.weight.copy_(torch.tensor(ours.weight))
        assert module.bias is not None
        module.bias.copy_(torch.tensor(ours.bias))
    x = torch.tensor(inputs, requires_grad=True)
    theirs = module(x.permute(1, 2, 0)).permute(2, 0, 1)
    outputs = ours.forward(inputs)
    assert outputs.shape == tuple(theirs.shape)
    assert len(outputs) == ours.length(steps)
    np.testing.assert_allclose(outputs, theirs.detach().numpy(), atol=1e-12)
    arriving = np.random.default_rng(seed + 1).normal(size=outputs.shape)
    theirs.backward(torch.tensor(arriving))
    back = ours.backward(inputs, arriving)
    assert x.grad is not None
    assert module.weight.grad is not None
    assert module.bias.grad is not None
    np.testing.assert_allclose(back.inputs, x.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(back.weight, module.weight.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(back.bias, module.bias.grad.numpy(), atol=1e-12)


@given(
    window=st.integers(1, 5),
    stride=st.integers(1, 6),
    extra=st.integers(0, 9),
    ties=st.booleans(),
    seed=st.integers(0, 99),
)
def test_max_pooling_is_torchs(window: int, stride: int, extra: int, ties: bool, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(window + extra, 2, 3))
    if ties:
        values = np.round(values)
    leaf = torch.tensor(values, requires_grad=True)
    theirs = torch.nn.functional.max_pool1d(leaf.permute(1, 2, 0), window, stride).permute(2, 0, 1)
    ours = max_pool(values, window, stride)
    np.testing.assert_array_equal(ours.values, theirs.detach().numpy())
    arriving = np.random.default_rng(seed + 1).normal(size=ours.values.shape)
    torch.autograd.backward(theirs, torch.tensor(arriving))
    assert leaf.grad is not None
    np.testing.assert_allclose(unpool(ours.winners, arriving, len(values)), leaf.grad.numpy(), atol=1e-15)


def test_the_products_shown_add_up_to_the_output() -> None:
    ours = Convolution.fresh(3, 4, 5, padding=2, stride=2, seed=1)
    inputs = np.random.default_rng(0).normal(size=(9, 2, 3))
    outputs = ours.forward(inputs)
    for step in range(len(outputs)):
        shown = ours.products(inputs, step, batch=1)
        np.testing.assert_allclose(shown.sum(axis=(1, 2)) + ours.bias, outputs[step, 1], atol=1e-14)
    places = ours.reads(9)
    assert places.tolist() == [[start + k for k in range(5)] for start in (-2, 0, 2, 4, 6)]


def test_it_cannot_be_changed_and_can_be_pickled() -> None:
    ours = Convolution.fresh(2, 3, 4, dilation=2)
    with pytest.raises(ValueError, match="read-only"):
        ours.weight[0, 0, 0] = 1.0
    copy: Convolution = pickle.loads(pickle.dumps(ours))
    np.testing.assert_array_equal(copy.weight, ours.weight)
    assert (copy.window, copy.parameter_count) == (7, 27)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Convolution(np.zeros((2, 3)), np.zeros(2)), r"weights \(filters, features, width\)"),
        (lambda: Convolution(np.zeros((2, 3, 0)), np.zeros(2)), r"not \(2, 3, 0\)"),
        (lambda: Convolution(np.zeros((2, 3, 1)), np.zeros(3)), r"and \(3,\)"),
        (lambda: Convolution.fresh(1, 1, 1, stride=0), "stride should be a whole number of at least 1, but is 0"),
        (lambda: Convolution.fresh(1, 1, 1, padding=-1), "padding should be a whole number of at least 0"),
        (lambda: Convolution.fresh(1, 1, 3).forward(np.zeros((2, 1, 1))), "3 steps does not fit into 2 steps"),
        (lambda: Convolution.fresh(2, 1, 1).forward(np.zeros((2, 1, 1))), r"2 features\), not \(2, 1, 1\)"),
        (lambda: max_pool(np.zeros((2, 1, 1)), 3), "3 steps does not fit into 2"),
    ],
)
def test_what_does_not_fit_is_said(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()
