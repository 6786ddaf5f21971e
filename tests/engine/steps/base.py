"""What all steps are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]
State = tuple[Tensor, ...]
Keep = Callable[[str, Tensor], Tensor]
Step = Callable[[Weights, Tensor, State, Keep], State]


def from_input(w: Weights, x: Tensor, blocks: int) -> tuple[Tensor, ...]:
    """V x + b_ih, block by block."""
    return torch.chunk(x @ w["weight_ih"].T + w.get("bias_ih", torch.zeros(())), blocks, dim=-1)


def from_state(w: Weights, h: Tensor, blocks: int) -> tuple[Tensor, ...]:
    """W h + b_hh, block by block."""
    return torch.chunk(h @ w["weight_hh"].T + w.get("bias_hh", torch.zeros(())), blocks, dim=-1)


def sums(w: Weights, x: Tensor, h: Tensor, blocks: int) -> list[Tensor]:
    """V x + W h + b, block by block."""
    return [a + b for a, b in zip(from_input(w, x, blocks), from_state(w, h, blocks), strict=True)]
