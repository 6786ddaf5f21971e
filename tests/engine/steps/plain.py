"""Elman networks, and the one with a skip connection through time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from tests.engine.steps.base import Keep, State, Step, Weights, sums

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "elman": torch.tanh,
    "elman_relu": torch.relu,
    "elman_leaky_relu": torch.nn.functional.leaky_relu,
    "elman_sigmoid": torch.sigmoid,
    "elman_linear": lambda a: a * 1.0,
}


def elman(f: Callable[[Tensor], Tensor], w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    (a,) = sums(w, x, state[0], 1)
    return (keep("hidden", f(keep("hidden_preactivation", a))),)


def elman_skip(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    (a,) = sums(w, x, state[0], 1)
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", a)))
    return (keep("hidden", state[0] + n),)


STEPS: dict[str, Step] = {name: partial(elman, f) for name, f in ACTIVATIONS.items()} | {"elman_skip": elman_skip}
