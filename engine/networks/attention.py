r"""Additive attention: a decoder's state asks every encoder state how well it fits, and reads their weighted mean.

    score_{t,k} = vᵀ tanh(W_q s_{t-1} + W_k h_k + b)        how well encoder state k fits what is sought at step t
    α_{t,k} = exp(score_{t,k}) / Σ_j exp(score_{t,j})       softmax over the encoder's steps
    c_t = Σ_k α_{t,k} h_k                                   the context that the decoder reads at step t

Source: Bahdanau, Cho & Bengio (2015), Neural machine translation by jointly learning to align and translate, ICLR,
arXiv:1409.0473. Encoder states are (T, B, F), a query (B, S), scores and weights (T, B).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from engine.cells.base import Array
from engine.frozen import frozen


class Looked(NamedTuple):
    """One look at the encoder: what was computed on the way from the query to the context."""

    fits: Array  # tanh(W_q s + W_k h_k + b), (T, B, A)
    scores: Array  # (T, B)
    weights: Array  # α, (T, B), which sum to 1 over T
    context: Array  # c, (B, F)


class LookGradients(NamedTuple):
    """∂L/∂ of everything in one look, from ∂L/∂c_t."""

    scores: Array  # (T, B)
    weights: Array  # (T, B): ∂L/∂α_{t,k} = h_k · ∂L/∂c_t
    states: Array  # the direct part of ∂L/∂h_k: as what is averaged, α_{t,k} ∂L/∂c_t, and as what is scored, (T, B, F)
    query: Array  # (B, S)
    weight_query: Array
    weight_key: Array
    bias: Array
    weight_score: Array


@dataclass(frozen=True, eq=False)
class Attention:
    """The weights of an additive attention.

    Attributes:
        weight_query: W_q, (A, S).
        weight_key: W_k, (A, F).
        bias: b, (A,).
        weight_score: v, (A,).
    """

    weight_query: Array
    weight_key: Array
    bias: Array
    weight_score: Array

    def __post_init__(self) -> None:
        for name in ("weight_query", "weight_key", "bias", "weight_score"):
            object.__setattr__(self, name, frozen(np.asarray(getattr(self, name)), np.float64))
        size = len(self.bias)
        shapes = (self.weight_query.shape[:1], self.weight_key.shape[:1], self.weight_score.shape)
        if self.weight_query.ndim != 2 or self.weight_key.ndim != 2 or any(shape != (size,) for shape in shapes):
            raise ValueError(
                f"an attention of size {size} needs W_q ({size}, S), W_k ({size}, F) and v ({size},), not "
                f"{self.weight_query.shape}, {self.weight_key.shape} and {self.weight_score.shape}"
            )

    @classmethod
    def fresh(cls, query: int, features: int, size: int, seed: int = 0) -> Attention:
        """Untrained: each matrix, b and v uniform within ±1/√(what it multiplies), as `torch.nn.Linear` draws."""
        draw = np.random.default_rng((seed, 6))  # a stream of its own
        limits = {"query": 1 / np.sqrt(query), "key": 1 / np.sqrt(features), "score": 1 / np.sqrt(size)}
        return cls(
            draw.uniform(-limits["query"], limits["query"], (size, query)),
            draw.uniform(-limits["key"], limits["key"], (size, features)),
            draw.uniform(-limits["key"], limits["key"], size),
            draw.uniform(-limits["score"], limits["score"], size),
        )

    @np.errstate(all="ignore")
    def keys(self, states: Array) -> Array:
        """What every query is held against, the same for all: W_k h_k + b, (T, B, A)."""
        return np.asarray(states @ self.weight_key.T + self.bias)

    @np.errstate(all="ignore")
    def forward(self, query: Array, states: Array, keys: Array, held: Array | None = None) -> Looked:
        """Look once.

        Args:
            query: s_{t-1}, (B, S).
            states, keys: h_k, (T, B, F), and what `keys` makes of them.
            held: weights that keep given values, (T, B), NaN where none does; the free ones share what is left of 1.
        """
        fits = np.tanh(query @ self.weight_query.T + keys)
        scores = fits @ self.weight_score
        weights = _shares(scores, held)
        return Looked(fits, scores, weights, np.asarray(np.einsum("tb,tbf->bf", weights, states)))

    @np.errstate(all="ignore")
    def backward(
        self, looked: Looked, query: Array, states: Array, context: Array, held: Array | None = None
    ) -> LookGradients:
        """From ∂L/∂c_t, (B, F), to what was looked at, to the query and to the parameters."""
        free = np.ones(looked.weights.shape) if held is None else np.isnan(held).astype(np.float64)
        left = (looked.weights * free).sum(axis=0)  # what the free weights share: 1, unless some are held
        dweights = np.einsum("bf,tbf->tb", context, states)
        shares = np.divide(looked.weights * free, left, out=np.zeros_like(free), where=left > 0)
        # softmax: ∂α_k/∂score_j = left · p_k (δ_kj - p_j), with p the shares of the free ones
        mean = (shares * dweights).sum(axis=0)
        dscores = left * shares * (dweights - mean)
        dsums = dscores[..., None] * self.weight_score * (1 - looked.fits**2)  # (T, B, A)
        of_query = dsums.sum(axis=0)  # (B, A)
        return LookGradients(
            scores=dscores,
            weights=dweights,
            states=looked.weights[..., None] * context + dsums @ self.weight_key,
            query=of_query @ self.weight_query,
            weight_query=of_query.T @ query,
            weight_key=np.einsum("tba,tbf->af", dsums, states),
            bias=of_query.sum(axis=0),
            weight_score=np.einsum("tb,tba->a", dscores, looked.fits),
        )

    def __reduce__(self) -> tuple[type[Attention], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


def _shares(scores: Array, held: Array | None) -> Array:
    """Softmax over the first axis; where some weights are held, the others share what those leave of 1."""
    if held is None:
        fractions = np.exp(scores - scores.max(axis=0))
        return np.asarray(fractions / fractions.sum(axis=0))
    free = np.isnan(held)
    fixed = np.where(free, 0.0, held)
    largest = np.where(free, scores, -np.inf).max(axis=0)
    fractions = np.where(free, np.exp(scores - np.where(np.isfinite(largest), largest, 0.0)), 0.0)
    total = fractions.sum(axis=0)
    shared = np.divide(fractions, total, out=np.zeros_like(fractions), where=total > 0)
    return np.asarray(fixed + (1 - fixed.sum(axis=0)) * shared)
