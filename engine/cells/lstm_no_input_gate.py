"""The LSTM without its input gate, i ≡ 1: every candidate is written, and only its own size can make that less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array, See
from engine.cells.holding import EVERYWHERE
from engine.cells.lstm_family import HIDDEN, LSTMFamily, block_sum, block_value, cell_state

if TYPE_CHECKING:
    import torch

_BLOCKS = ("forget_gate", "candidate", "output_gate")


class LSTMNoInputGateCell(LSTMFamily):
    """c_t = f_t ∘ c_{t-1} + g_t and h_t = o_t ∘ tanh(c_t); gates f, o = σ(·) and candidate g = tanh(·)."""

    name = "lstm_no_input_gate"
    title = "LSTM without input gate"
    paper = (
        "Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration of recurrent network architectures, ICML "
        "(LSTM-i); Greff et al. (2017), LSTM: a search space odyssey, IEEE TNNLS 28(10)"
    )
    blocks = _BLOCKS
    signals = (
        *map(block_sum, _BLOCKS),
        *map(block_value, _BLOCKS),
        cell_state(r"c_t = f_t \circ c_{t-1} + g_t"),
        HIDDEN,
    )
    products = 2  # f ∘ c, o ∘ tanh(c)
    memory_gate = "forget_gate"
    writes = ("forget_gate", False)  # with nothing else to shut, what is new counts for most where the old is dropped

    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """c_t = f_t ∘ c_{t-1} + g_t."""
        f, g = makes
        np.multiply(f, c, out)
        out += g

    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} = f_t; ∂c_t/∂f_t = c_{t-1}, ∂c_t/∂g_t = 1."""
        return signals["forget_gate"][at], c, np.ones_like(c)

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        h, c = state
        a_f, a_g, a_o = self.torch_sums(weights, x, h, see)
        f, g, o = see("forget_gate", a_f.sigmoid()), see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", f * c + g)
        return see("hidden", o * c.tanh()), c


CELLS = (LSTMNoInputGateCell(),)
