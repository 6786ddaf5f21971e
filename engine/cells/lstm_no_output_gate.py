"""The LSTM without its output gate, o ≡ 1: the whole memory is seen from outside, and by every gate, at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.cells.base import See
from engine.cells.lstm_family import CELL_STATE, HIDDEN, ForgetAndWrite, block_sum, block_value

if TYPE_CHECKING:
    import torch

_BLOCKS = ("input_gate", "forget_gate", "candidate")


class LSTMNoOutputGateCell(ForgetAndWrite):
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and h_t = tanh(c_t); gates i, f = σ(·) and candidate g = tanh(·)."""

    name = "lstm_no_output_gate"
    title = "LSTM without output gate"
    paper = (
        "Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration of recurrent network architectures, ICML "
        "(LSTM-o); Greff et al. (2017), LSTM: a search space odyssey, IEEE TNNLS 28(10)"
    )
    blocks = _BLOCKS
    signals = (
        *map(block_sum, _BLOCKS),
        *map(block_value, _BLOCKS),
        CELL_STATE,
        replace(HIDDEN, equation=r"h_t = \tanh(c_t)"),
    )
    products = 2  # f ∘ c, i ∘ g

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        h, c = state
        a_i, a_f, a_g = self.torch_sums(weights, x, h, see)
        i, f, g = see("input_gate", a_i.sigmoid()), see("forget_gate", a_f.sigmoid()), see("candidate", a_g.tanh())
        c = see("cell", f * c + i * g)
        return see("hidden", c.tanh()), c


CELLS = (LSTMNoOutputGateCell(),)
