"""MUT1, the first of the three cells that a search of 2015 found to be as good as the GRU, or better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import Array, from_inputs, split_blocks, tanh_slope
from engine.cells.base import LayerWeights, See
from engine.cells.embedding import Embedded
from engine.cells.gru_signals import gru_signals
from engine.cells.reset_before import ResetBeforeCell, recurrent_parts

if TYPE_CHECKING:
    import torch


class MUT1Cell(Embedded, ResetBeforeCell):
    """h_t = z_t ∘ n_t + (1 - z_t) ∘ h_{t-1} with n_t = tanh(W_n (r_t ∘ h_{t-1}) + tanh(e_t) + b_n); z = 1 writes.

    The update gate sees only the input, z_t = σ(V_z e_t + b_z), and the input enters the candidate without weights: it
    is embedded to H features first. The paper's inputs have as many from the start.
    """

    name = "mut1"
    title = "MUT1"
    paper = (
        "Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration of recurrent network architectures, ICML; "
        "with an embedding of the input, which its unweighted use needs"
    )
    input_blocks = ("reset_gate", "update_gate")
    recurrent_blocks = ("reset_gate", "candidate")
    signals = (
        Embedded.embedded_signal,
        *gru_signals(
            reset_gate=r"V_r e_t + W_r h_{t-1} + b_r",
            update_gate=r"V_z e_t + b_z",
            candidate=r"W_n (r_t \circ h_{t-1}) + \tanh(e_t) + b_n",
            update_writes=True,
        ),
    )

    def from_input(self, weights: LayerWeights, x: Array) -> tuple[Array, Array, Array]:
        """V_r e_t + b_r, V_z e_t + b_z and tanh(e_t)."""
        u_r, u_z = split_blocks(from_inputs(x, weights.weight_ih, weights.bias_ih), 2)
        return u_r, u_z, np.tanh(x)

    def back_unweighted(self, signals: Mapping[str, Array], gradients: Mapping[str, Array]) -> Array:
        """∂L/∂a^n_t ∘ tanh'(e_t)."""
        return gradients["candidate_preactivation"] * tanh_slope(signals["embedded_input"])

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        linear = torch.nn.functional.linear
        (h,) = state
        e = see("embedded_input", linear(x, weights["weight_embedding"]))
        V_r, V_z = linear(e, weights["weight_ih"], weights.get("bias_ih")).chunk(2, dim=-1)
        (W_r, b_r), (W_n, b_n) = recurrent_parts(weights, 2)
        r = see("reset_gate", see("reset_gate_preactivation", V_r + linear(h, W_r, b_r)).sigmoid())
        z = see("update_gate", see("update_gate_preactivation", V_z).sigmoid())
        n = see("candidate", see("candidate_preactivation", linear(r * h, W_n, b_n) + e.tanh()).tanh())
        return (see("hidden", z * n + (1 - z) * h),)


CELLS = (MUT1Cell(),)
