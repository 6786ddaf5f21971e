"""The LSTM with peepholes: its gates see the memory itself, also where the output gate hides it from everyone else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array, See
from engine.cells.holding import EVERYWHERE
from engine.cells.lstm_family import HIDDEN, LSTMFamily, block_sum, block_value, cell_state

if TYPE_CHECKING:
    import torch

_BLOCKS = ("input_gate", "forget_gate", "candidate", "output_gate")


class LSTMPeepholeCell(LSTMFamily):
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
        cell_state(r"c_t = f_t \circ c_{t-1} + i_t \circ g_t"),
        block_sum("output_gate", "c_t"),
        block_value("output_gate", "c_t"),
        HIDDEN,
    )
    products = 6  # p_i ∘ c, p_f ∘ c, p_o ∘ c, f ∘ c, i ∘ g, o ∘ tanh(c)
    memory_gate = "forget_gate"
    writes = ("input_gate", True)
    peepholes = ("input_gate", "forget_gate", "output_gate")
    odd = ("candidate", "peephole_input_gate", "peephole_forget_gate", "peephole_output_gate")  # they look at c

    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t."""
        i, f, g = makes
        np.multiply(f, c, out)
        out += i * g

    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} = f_t; ∂c_t/∂i_t = g_t, ∂c_t/∂f_t = c_{t-1}, ∂c_t/∂g_t = i_t."""
        i, f, g = (signals[name][at] for name in self.makes)
        return f, g, c, i

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
