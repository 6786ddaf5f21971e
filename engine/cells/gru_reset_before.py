"""The GRU as it was published: r acts before the matrix product, W_n (r ∘ h), not after it.

`engine.cells.gru` is PyTorch's, r ∘ (W_n h + b_hn). The difference is that a unit's reset gate here hides that unit
from every candidate, and there shuts one candidate off from every unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.cells.base import See
from engine.cells.gru_signals import gru_signals
from engine.cells.reset_before import ResetBeforeCell, recurrent_parts

if TYPE_CHECKING:
    import torch


class GRUResetBeforeCell(ResetBeforeCell):
    """h_t = (1 - z_t) ∘ n_t + z_t ∘ h_{t-1} with n_t = tanh(V_n x_t + W_n (r_t ∘ h_{t-1}) + b_n).

    Blocks in PyTorch's order r, z, n, and z keeps, as there; both biases only ever appear as their sum.
    """

    name = "gru_reset_before"
    title = "GRU, reset before the product"
    paper = (
        "Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, EMNLP; the published version, "
        "reset before the matrix product"
    )
    writes = ("update_gate", False)
    odd = ("candidate",)
    signals = gru_signals(
        reset_gate=r"V_r x_t + W_r h_{t-1} + b_r",
        update_gate=r"V_z x_t + W_z h_{t-1} + b_z",
        candidate=r"V_n x_t + W_n (r_t \circ h_{t-1}) + b_n",
        update_writes=False,
    )

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
        z = see("update_gate", see("update_gate_preactivation", V_z + linear(h, W_z, b_z)).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n + linear(r * h, W_n, b_n)).tanh())
        return (see("hidden", (1 - z) * n + z * h),)


CELLS = (GRUResetBeforeCell(),)
