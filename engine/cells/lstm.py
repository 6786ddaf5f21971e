"""The LSTM with a forget gate, as in `torch.nn.LSTM`: an additive memory c behind three gates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.cells.base import See
from engine.cells.lstm_family import CELL_STATE, HIDDEN, ForgetAndWrite, block_sum, block_value

if TYPE_CHECKING:
    import torch

_BLOCKS = ("input_gate", "forget_gate", "candidate", "output_gate")


class LSTMCell(ForgetAndWrite):
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and h_t = o_t ∘ tanh(c_t); gates i, f, o = σ(·) and candidate g = tanh(·)."""

    name = "lstm"
    title = "LSTM"
    paper = (
        "Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); forget gate: "
        "Gers, Schmidhuber & Cummins (2000), Learning to forget, Neural Computation 12(10)"
    )
    blocks = _BLOCKS
    signals = (*map(block_sum, _BLOCKS), *map(block_value, _BLOCKS), CELL_STATE, HIDDEN)
    products = 3  # f ∘ c, i ∘ g, o ∘ tanh(c)
    projects = True
    torch_class = "LSTM"

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        import torch

        h, c = state
        a_i, a_f, a_g, a_o = self.torch_sums(weights, x, h, see)
        i, f = see("input_gate", a_i.sigmoid()), see("forget_gate", a_f.sigmoid())
        g, o = see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", f * c + i * g)
        h = o * c.tanh()
        return see("hidden", torch.nn.functional.linear(h, weights["weight_hr"]) if "weight_hr" in weights else h), c


CELLS = (LSTMCell(),)
