"""How one answer is read from a whole sequence of states: the last of them, their mean, or of every unit its largest.

Forward and backward side by side: the last state alone gets the whole gradient, the mean spreads it evenly over all
steps, and the maximum sends each unit's to the step that won.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from engine.cells.base import Array
from engine.networks.convolution import max_pool, unpool

if TYPE_CHECKING:
    import torch

Reading = Literal["last", "mean", "max"]


def check(reading: str) -> None:
    """Raise ValueError unless there is such a way of reading."""
    if reading not in get_args(Reading):
        raise ValueError(f"there is no way to read called {reading!r}; there are {', '.join(get_args(Reading))}")


def read(states: Array, reading: Reading) -> Array:
    """States (T, B, F) → what the answer is made of, (B, F)."""
    check(reading)
    match reading:
        case "last":
            return np.asarray(states[-1])
        case "mean":
            return np.asarray(states.mean(axis=0))
        case "max":
            return np.asarray(max_pool(states, len(states)).values[0])


def spread(states: Array, gradient: Array, reading: Reading) -> Array:
    """The way back: ∂L/∂(what was read), (B, F) → the direct part of ∂L/∂h_t, (T, B, F)."""
    check(reading)
    if reading == "max":
        return unpool(max_pool(states, len(states)).winners, gradient[None], len(states))
    back = np.zeros_like(states)
    if reading == "mean":
        back[:] = gradient / len(states)
    else:
        back[-1] = gradient
    return back


def read_in_torch(states: torch.Tensor, reading: Reading) -> torch.Tensor:
    """The same in torch: of equal maxima one wins."""
    check(reading)
    if reading == "max":
        return states.gather(0, states.argmax(0, keepdim=True))[0]
    return states[-1] if reading == "last" else states.mean(0)
