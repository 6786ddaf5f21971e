"""MUT2, the second of the cells that the search of 2015 found: the input enters its reset gate without weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.cells.arithmetic import Array, from_inputs, split_blocks
from engine.cells.base import LayerWeights, See
from engine.cells.embedding import Embedded
from engine.cells.gru_signals import gru_signals
from engine.cells.reset_before import ResetBeforeCell, recurrent_parts

if TYPE_CHECKING:
    import torch


class MUT2Cell(Embedded, ResetBeforeCell):
    """h_t = z_t ∘ n_t + (1 - z_t) ∘ h_{t-1} with the reset gate r_t = σ(e_t + W_r h_{t-1} + b_r); z = 1 writes.

    The input enters the reset gate without weights: it is embedded to H features first. The paper's inputs have as many
    from the start. (With weights there, as some packages have it, this would be the published GRU.)
    """

    name = "mut2"
    title = "MUT2"
    paper = (
        "Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration of recurrent network architectures, ICML; "
        "with an embedding of the input, which its unweighted use needs"
    )
    input_blocks = ("update_gate", "candidate")
    odd = ("candidate",)
    signals = (
        Embedded.embedded_signal,
        *gru_signals(
            reset_gate=r"e_t + W_r h_{t-1} + b_r",
            update_gate=r"V_z e_t + W_z h_{t-1} + b_z",
            candidate=r"V_n e_t + W_n (r_t \circ h_{t-1}) + b_n",
            update_writes=True,
        ),
    )

    def from_input(self, weights: LayerWeights, x: Array) -> tuple[Array, Array, Array]:
        """e_t, V_z e_t + b_z and V_n e_t + b_n."""
        u_z, u_n = split_blocks(from_inputs(x, weights.weight_ih, weights.bias_ih), 2)
        return x.copy(), u_z, u_n

    def back_unweighted(self, signals: Mapping[str, Array], gradients: Mapping[str, Array]) -> Array:
        """∂L/∂a^r_t."""
        return gradients["reset_gate_preactivation"]

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        linear = torch.nn.functional.linear
        (h,) = state
        e = see("embedded_input", linear(x, weights["weight_embedding"]))
        V_z, V_n = linear(e, weights["weight_ih"], weights.get("bias_ih")).chunk(2, dim=-1)
        (W_r, b_r), (W_z, b_z), (W_n, b_n) = recurrent_parts(weights, 3)
        r = see("reset_gate", see("reset_gate_preactivation", e + linear(h, W_r, b_r)).sigmoid())
        z = see("update_gate", see("update_gate_preactivation", V_z + linear(h, W_z, b_z)).sigmoid())
        n = see("candidate", see("candidate_preactivation", V_n + linear(r * h, W_n, b_n)).tanh())
        return (see("hidden", z * n + (1 - z) * h),)


CELLS = (MUT2Cell(),)
