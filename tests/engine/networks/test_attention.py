"""Additive attention, forward and backward, is what autograd finds, with held weights too."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.networks.attention import Attention

NAMES = ("weight_query", "weight_key", "bias", "weight_score")


def in_torch(
    weights: dict[str, torch.Tensor], query: torch.Tensor, states: torch.Tensor, held: NDArray[np.float64] | None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Scores, weights and context, in torch's own operations."""
    fits = torch.tanh(query @ weights["weight_query"].T + states @ weights["weight_key"].T + weights["bias"])
    scores = fits @ weights["weight_score"]
    if held is None:
        shares = scores.softmax(0)
    else:
        fixed = torch.tensor(held)
        free = fixed.isnan()
        among = torch.where(free, scores, -torch.inf).softmax(0).nan_to_num(0.0)
        shares = torch.where(free, (1 - fixed.nan_to_num(0.0).sum(0)) * among, fixed)
    return scores, shares, (shares[..., None] * states).sum(0)


@given(
    steps=st.integers(1, 6),
    batch=st.integers(1, 3),
    query=st.integers(1, 4),
    features=st.integers(1, 4),
    size=st.integers(1, 5),
    holding=st.booleans(),
    scale=st.sampled_from([1.0, 30.0]),
    seed=st.integers(0, 99),
)
def test_a_look_is_torchs(
    steps: int, batch: int, query: int, features: int, size: int, holding: bool, scale: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    ours = Attention.fresh(query, features, size, seed)
    s, h = scale * draw.normal(size=(batch, query)), draw.normal(size=(steps, batch, features))
    held = None
    if holding and steps > 1:
        held = np.full((steps, batch), np.nan)
        held[draw.integers(steps), 0] = 0.7
    looked = ours.forward(s, h, ours.keys(h), held)
    leaves = {name: torch.tensor(getattr(ours, name), requires_grad=True) for name in NAMES}
    q, states = torch.tensor(s, requires_grad=True), torch.tensor(h, requires_grad=True)
    scores, shares, context = in_torch(leaves, q, states, held)
    np.testing.assert_allclose(looked.scores, scores.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(looked.weights, shares.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(looked.context, context.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(looked.weights.sum(axis=0), 1.0, atol=1e-12)
    arriving = draw.normal(size=context.shape)
    wanted = [scores, shares, states, q, *leaves.values()]
    truth = torch.autograd.grad(context, wanted, torch.tensor(arriving), materialize_grads=True)
    back = ours.backward(looked, s, h, arriving, held)
    for name, theirs in zip(back._fields, truth, strict=True):
        expected = theirs.numpy()
        if name == "weights" and held is not None:  # autograd's leaf is the sum of both: ours is the same everywhere
            expected = np.einsum("bf,tbf->tb", arriving, h)
        np.testing.assert_allclose(getattr(back, name), expected, atol=1e-11, err_msg=name)


def test_all_weights_held_leave_nothing_to_learn_about_the_scores() -> None:
    ours, draw = Attention.fresh(2, 3, 4), np.random.default_rng(0)
    s, h, held = draw.normal(size=(1, 2)), draw.normal(size=(2, 1, 3)), np.array([[0.25], [0.75]])
    looked = ours.forward(s, h, ours.keys(h), held)
    np.testing.assert_array_equal(looked.weights, held)
    back = ours.backward(looked, s, h, np.ones((1, 3)), held)
    assert not back.scores.any()
    assert not back.query.any()
    np.testing.assert_allclose(back.states, held[..., None] * np.ones((2, 1, 3)))


def test_huge_scores_stay_numbers() -> None:
    ours = Attention(np.zeros((1, 1)), np.array([[50.0]]), np.zeros(1), np.array([1e4]))
    states = np.array([[[1.0]], [[-1.0]]])
    looked = ours.forward(np.zeros((1, 1)), states, ours.keys(states))
    np.testing.assert_array_equal(looked.weights[:, 0], [1.0, 0.0])


def test_it_cannot_be_changed_can_be_pickled_and_refuses_what_does_not_fit() -> None:
    ours = Attention.fresh(2, 3, 4)
    copy: Attention = pickle.loads(pickle.dumps(ours))
    np.testing.assert_array_equal(copy.weight_key, ours.weight_key)
    with pytest.raises(ValueError, match="read-only"):
        ours.bias[0] = 1.0
    with pytest.raises(ValueError, match=r"needs W_q \(4, S\)"):
        Attention(np.zeros((3, 2)), ours.weight_key, ours.bias, ours.weight_score)
