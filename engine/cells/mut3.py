"""MUT3, the third of the cells that the search of 2015 found: its update gate sees the state through tanh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import Array, tanh_slope
from engine.cells.base import See
from engine.cells.gru_signals import gru_signals
from engine.cells.reset_before import ResetBeforeCell, recurrent_parts

if TYPE_CHECKING:
    import torch


class MUT3Cell(ResetBeforeCell):
    """h_t = z_t ∘ n_t + (1 - z_t) ∘ h_{t-1} with z_t = σ(V_z x_t + W_z tanh(h_{t-1}) + b_z); z = 1 writes."""

    name = "mut3"
    title = "MUT3"
    paper = "Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration of recurrent network architectures, ICML"
    odd = ("candidate",)
    signals = gru_signals(
        reset_gate=r"V_r x_t + W_r h_{t-1} + b_r",
        update_gate=r"V_z x_t + W_z \tanh(h_{t-1}) + b_z",
        candidate=r"V_n x_t + W_n (r_t \circ h_{t-1}) + b_n",
        update_writes=True,
    )

    def seen(self, h: Array) -> Array:
        """tanh(h)."""
        return np.tanh(h)

    def seen_slope(self, h: Array) -> Array:
        """tanh'(h)."""
        return tanh_slope(h)

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        linear = torch.nn.functional.linear
        (h,) = state
        V_r, V_z, V_n = linear(x, weights["weight_ih"], weights.get("bias_ih")).chunk(3, dim=-1)
        (W_r, b_r), (W_z, b_z), (W_n, b_n) = recurrent_parts(weights, 3)
        r = see("reset_gate", see("reset_gate_preactivation", V_r + linear(h, W_r, b_r)).sigmoid())
        z = see("update_gate", see("update_gate_preactivation", V_z + linear(h.tanh(), W_z, b_z)).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n + linear(r * h, W_n, b_n)).tanh())
        return (see("hidden", z * n + (1 - z) * h),)


CELLS = (MUT3Cell(),)
