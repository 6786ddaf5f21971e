"""The activation functions of the lessons with their derivatives: σ, tanh, ReLU, leaky ReLU, linear and softmax."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

import numpy as np

from engine.cells.arithmetic import Array, sigmoid, sigmoid_slope, tanh_slope
from engine.cells.elman import LEAK


@dataclass(frozen=True, slots=True)
class ActivationFunction:
    """An elementwise f and its derivative f'.

    Attributes:
        name: the key in `FUNCTIONS`.
        title: its name on screen.
        equation, derivative_equation: f(a) and f'(a) in LaTeX; `derivative_equation` writes f for f(a).
        low, high: the range of f; infinite where there is no limit.
        max_slope: the largest value of f', the most that one step can pass on of a gradient at each unit.
        function, derivative: f and f', elementwise on arrays of any shape.
    """

    name: str
    title: str
    equation: str
    derivative_equation: str
    low: float
    high: float
    max_slope: float
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


FUNCTIONS: Mapping[str, ActivationFunction] = MappingProxyType(
    {
        "sigmoid": ActivationFunction(
            "sigmoid", "σ", r"\sigma(a) = \frac{1}{1 + e^{-a}}", r"\sigma (1 - \sigma)", 0.0, 1.0, 0.25,
            sigmoid, sigmoid_slope,
        ),
        "tanh": ActivationFunction(
            "tanh", "tanh", r"\tanh(a)", r"1 - \tanh^2", -1.0, 1.0, 1.0, np.tanh, tanh_slope
        ),
        "relu": ActivationFunction(
            "relu", "ReLU", r"\max(0, a)", r"[a > 0]", 0.0, inf, 1.0,
            lambda a: np.maximum(a, 0.0), lambda a: np.where(a > 0, 1.0, 0.0),
        ),
        "leaky_relu": ActivationFunction(
            "leaky_relu", "leaky ReLU", rf"\max({LEAK} a, a)", rf"1 \text{{ if }} a > 0 \text{{ else }} {LEAK}",
            -inf, inf, 1.0, lambda a: np.maximum(LEAK * a, a), lambda a: np.where(a > 0, 1.0, LEAK),
        ),
        "linear": ActivationFunction("linear", "linear", "a", "1", -inf, inf, 1.0, np.array, np.ones_like),
    }
)  # fmt: skip


def softmax(logits: Array) -> Array:
    """p_i = e^{a_i} / Σ_j e^{a_j} over the last axis, safe for large logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def softmax_jacobian(logits: Array) -> Array:
    """∂p_i/∂a_j = p_i ([i = j] - p_j), (…, K) → (…, K, K): each p depends on every logit, so there is no f'."""
    p = softmax(logits)
    return np.asarray(p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :]))
