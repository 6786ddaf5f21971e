"""The LSTM with peepholes: its gates see the memory itself, also where the output gate hides it from everyone else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.cells.base import See
from engine.cells.lstm_family import CELL_STATE, HIDDEN, ForgetAndWrite, block_sum, block_value

if TYPE_CHECKING:
    import torch

_BLOCKS = ("input_gate", "forget_gate", "candidate", "output_gate")


class LSTMPeepholeCell(ForgetAndWrite):
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and h_t = o_t ∘ tanh(c_t), as in the LSTM; but the gates look at c.

    i and f see p ∘ c_{t-1}, and o, which is computed after it, sees p ∘ c_t. The p are vectors: each unit's gates see
    this unit's memory only. Gradients flow back through them as through everything else.
    """

    name = "lstm_peephole"
    title = "LSTM with peepholes"
    paper = (
        "Gers & Schmidhuber (2000), Recurrent nets that time and count, IJCNN; as written in Graves (2013), Generating "
        "sequences with recurrent neural networks, arXiv:1308.0850"
    )
    blocks = _BLOCKS
    signals = (
        block_sum("input_gate", "c_{t-1}"),
        block_sum("forget_gate", "c_{t-1}"),
        block_sum("candidate"),
        block_value("input_gate", "c_{t-1}"),
        block_value("forget_gate", "c_{t-1}"),
        block_value("candidate"),
        CELL_STATE,
        block_sum("output_gate", "c_t"),
        block_value("output_gate", "c_t"),
        HIDDEN,
    )
    products = 6  # p_i ∘ c, p_f ∘ c, p_o ∘ c, f ∘ c, i ∘ g, o ∘ tanh(c)
    peepholes = ("input_gate", "forget_gate", "output_gate")
    odd = ("candidate", "peephole_input_gate", "peephole_forget_gate", "peephole_output_gate")  # they look at c

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        h, c = state
        a_i, a_f, a_g, a_o = self.torch_sums(weights, x, h)
        p_i, p_f, p_o = (weights[f"peephole_{gate}"] for gate in self.peepholes)
        i = see("input_gate", see("input_gate_preactivation", a_i + p_i * c).sigmoid())
        f = see("forget_gate", see("forget_gate_preactivation", a_f + p_f * c).sigmoid())
        g = see("candidate", see("candidate_preactivation", a_g).tanh())
        c = see("cell", f * c + i * g)
        o = see("output_gate", see("output_gate_preactivation", a_o + p_o * c).sigmoid())
        return see("hidden", o * c.tanh()), c


CELLS = (LSTMPeepholeCell(),)
