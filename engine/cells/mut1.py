"""MUT1, the first of the three cells that a search of 2015 found to be as good as the GRU, or better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.arithmetic import Array, from_inputs, split_blocks, tanh_slope
from engine.cells.base import LayerWeights, See, Signal
from engine.cells.embedding import Embedded
from engine.cells.reset_before import HEARS, ResetBeforeCell, recurrent_parts

if TYPE_CHECKING:
    import torch

_R = r"V_r e_t + W_r h_{t-1} + b_r"
_Z = r"V_z e_t + b_z"
_N = r"W_n (r_t \circ h_{t-1}) + \tanh(e_t) + b_n"


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
        Signal("reset_gate_preactivation", "a^r_t", "reset gate's sum", f"a^r_t = {_R}", kind="preactivation"),
        Signal("update_gate_preactivation", "a^z_t", "update gate's sum", f"a^z_t = {_Z}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {_N}", kind="preactivation"),
        Signal("reset_gate", "r_t", "reset gate", rf"r_t = \sigma({_R})", 0, 1, "gate", HEARS),
        Signal("update_gate", "z_t", "update gate", rf"z_t = \sigma({_Z})", 0, 1, "gate", "writes the candidate"),
        Signal("candidate", "n_t", "candidate", rf"n_t = \tanh({_N})", -1, 1, "candidate"),
        Signal("hidden", "h_t", "hidden state", r"h_t = z_t \circ n_t + (1 - z_t) \circ h_{t-1}", -1, 1, "state"),
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
