"""The GRU, with its reset gate after the matrix product and before it."""

from __future__ import annotations

import torch
from torch import Tensor

from tests.engine.steps.base import Keep, State, Step, Weights, from_input, from_state


def gru(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    (h,) = state
    (r_x, z_x, n_x), (r_h, z_h, n_h) = from_input(w, x, 3), from_state(w, h, 3)
    r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", r_x + r_h)))
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", z_x + z_h)))
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", n_x + r * n_h)))
    return (keep("hidden", (1 - z) * n + z * h),)


def gru_reset_before(w: Weights, x: Tensor, state: State, keep: Keep) -> State:
    (h,) = state
    (r_x, z_x, n_x), (r_h, z_h, _) = from_input(w, x, 3), from_state(w, h, 3)
    r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", r_x + r_h)))
    z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", z_x + z_h)))
    _, _, n_h = from_state(w, r * h, 3)
    n = keep("candidate", torch.tanh(keep("candidate_preactivation", n_x + n_h)))
    return (keep("hidden", (1 - z) * n + z * h),)


STEPS: dict[str, Step] = {"gru": gru, "gru_reset_before": gru_reset_before}
