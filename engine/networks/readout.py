"""The readout: what turns hidden states into an answer, ŷ_t = f_y(U h_t + b_y)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import freeze


@dataclass(frozen=True, eq=False)
class Readout:
    """A linear layer on the outputs of a network.

    Attributes:
        weight: U, (K, F): K answers from F output features.
        bias: b_y, (K,).
    """

    weight: Array
    bias: Array

    def __post_init__(self) -> None:
        weight, bias = np.array(self.weight, dtype=np.float64), np.array(self.bias, dtype=np.float64)
        if weight.ndim != 2 or bias.shape != weight.shape[:1]:
            raise ValueError(f"a readout needs U (K, F) and b_y (K,), not {weight.shape} and {bias.shape}")
        object.__setattr__(self, "weight", freeze(weight))
        object.__setattr__(self, "bias", freeze(bias))

    @classmethod
    def fresh(cls, features: int, answers: int, seed: int) -> Readout:
        """An untrained readout, drawn as `torch.nn.Linear` draws: U and b_y uniform within ±1/√features."""
        limit = 1 / np.sqrt(features)
        draw = np.random.default_rng((seed, 1))  # a stream of its own, apart from the network's weights
        return cls(draw.uniform(-limit, limit, (answers, features)), draw.uniform(-limit, limit, answers))

    def __reduce__(self) -> tuple[type[Readout], tuple[Array, Array]]:
        return type(self), (self.weight, self.bias)

    def check(self, outputs: Any) -> None:
        """Raise ValueError unless the outputs, an array or a tensor (…, F), have the features that U takes."""
        if outputs.shape[-1] != self.weight.shape[1]:
            raise ValueError(f"the readout takes {self.weight.shape[1]} features, but there are {outputs.shape[-1]}")

    @np.errstate(all="ignore")
    def logits(self, outputs: Array) -> Array:
        """U h + b_y for outputs (…, F): (…, K). ValueError if U takes another number of features."""
        self.check(outputs)
        return np.asarray(outputs @ self.weight.T + self.bias)

    @np.errstate(all="ignore")
    def log_probabilities(self, outputs: Array) -> Array:
        """The natural logarithm of `probabilities`, exact even where they are tiny: (…, K)."""
        logits = self.logits(outputs)
        logits = logits - logits.max(axis=-1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)))

    @np.errstate(all="ignore")
    def probabilities(self, outputs: Array) -> Array:
        """softmax(U h + b_y) for outputs (…, F): (…, K), each row summing to 1."""
        return np.asarray(np.exp(self.log_probabilities(outputs)))

    def cross_entropy(self, outputs: Array, targets: NDArray[np.int64]) -> float:
        """-Σ log p(target), in nats, over outputs (…, F) and targets (…); -1 where there is no target."""
        logs, asked = self.log_probabilities(outputs), targets >= 0
        return float(-logs[asked, targets[asked]].sum())

    @np.errstate(all="ignore")
    def error(self, outputs: Array, targets: NDArray[np.int64]) -> Array:
        """Its derivative with respect to the logits: p - onehot(target), 0 where there is no target, (…, K)."""
        error, asked = self.probabilities(outputs), targets >= 0
        error[asked, targets[asked]] -= 1.0
        error[~asked] = 0.0
        return error
