"""The LSTM with a forget gate, as in `torch.nn.LSTM`: an additive memory c behind three gates."""

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


class LSTMCell(LSTMFamily):
    """c_t = f_t ∘ c_{t-1} + i_t ∘ g_t and h_t = o_t ∘ tanh(c_t); gates i, f, o = σ(·) and candidate g = tanh(·)."""

    name = "lstm"
    title = "LSTM"
    paper = (
        "Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); forget gate: "
        "Gers, Schmidhuber & Cummins (2000), Learning to forget, Neural Computation 12(10)"
    )
    blocks = _BLOCKS
    signals = (
        *map(block_sum, _BLOCKS),
        *map(block_value, _BLOCKS),
        cell_state(r"c_t = f_t \circ c_{t-1} + i_t \circ g_t"),
        HIDDEN,
    )
    products = 3  # f ∘ c, i ∘ g, o ∘ tanh(c)
    memory_gate = "forget_gate"
    writes = ("input_gate", True)
    projects = True
    torch_class = "LSTM"

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
        import torch

        h, c = state
        a_i, a_f, a_g, a_o = self.torch_sums(weights, x, h, see)
        i, f = see("input_gate", a_i.sigmoid()), see("forget_gate", a_f.sigmoid())
        g, o = see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", f * c + i * g)
        h = o * c.tanh()
        return see("hidden", torch.nn.functional.linear(h, weights["weight_hr"]) if "weight_hr" in weights else h), c


CELLS = (LSTMCell(),)
