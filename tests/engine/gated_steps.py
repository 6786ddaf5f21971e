"""Steps of the oracle (`unrolled.py`): minGRU, written out by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]
State = tuple[Tensor, ...]
Keep = Callable[[str, Tensor], Tensor]


def _parts(w: Weights, matrix: str, bias: str, blocks: str) -> dict[str, tuple[Tensor, Tensor]]:
    """A matrix and its bias (0 if there is none), the H rows of each block by themselves."""
    rows = len(w[matrix]) // len(blocks)
    b = w.get(bias, torch.zeros(len(w[matrix]), dtype=w[matrix].dtype))
    return {
        block: (w[matrix][rows * k : rows * (k + 1)], b[rows * k : rows * (k + 1)]) for k, block in enumerate(blocks)
    }


def _of(part: tuple[Tensor, Tensor], x: Tensor) -> Tensor:
    return x @ part[0].T + part[1]


def min_gru(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    """z writes; nothing but the sum sees the state."""
    V = _parts(w, "weight_ih", "bias_ih", "zn")
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", _of(V["z"], x))))
    n = keep("candidate", keep("candidate_preactivation", _of(V["n"], x)) * 1.0)
    return (keep("hidden", (1 - z) * state[0] + z * n),)


STEPS = {"min_gru": min_gru}
