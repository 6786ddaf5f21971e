"""The LSTM as first published, without a forget gate: what is in the memory stays, a constant error carousel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array, See
from engine.cells.holding import EVERYWHERE
from engine.cells.lstm_family import HIDDEN, LSTMFamily, block_sum, block_value, cell_state

if TYPE_CHECKING:
    import torch

_BLOCKS = ("input_gate", "candidate", "output_gate")


class LSTM1997Cell(LSTMFamily):
    """c_t = c_{t-1} + i_t ∘ g_t and h_t = o_t ∘ tanh(c_t); gates i, o = σ(·) and candidate g = tanh(·).

    ∂c_t/∂c_{t-1} is 1 on the direct path at every step, so an error is carried back unchanged, however far; but nothing
    can be erased, only written over with its opposite, and c_t grows as long as more is added.

    This is the cell as the lectures write it. The paper squashes with scaled logistics, g(a) = 4 σ(a) - 2 in [-2, 2]
    where tanh is here, and h(c) = 2 σ(c) - 1 = tanh(c/2) for what is shown; and its gradient is cut off where it would
    go from a gate's or the candidate's sum to an earlier step. Gradients here are complete.
    """

    name = "lstm_1997"
    title = "LSTM of 1997"
    paper = (
        "Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); with tanh in the place of "
        "its scaled logistics"
    )
    blocks = _BLOCKS
    signals = (
        *map(block_sum, _BLOCKS),
        *map(block_value, _BLOCKS),
        cell_state(r"c_t = c_{t-1} + i_t \circ g_t"),
        HIDDEN,
    )
    products = 2  # i ∘ g, o ∘ tanh(c)
    writes = ("input_gate", True)

    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """c_t = c_{t-1} + i_t ∘ g_t."""
        i, g = makes
        np.multiply(i, g, out)
        out += c

    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} = 1; ∂c_t/∂i_t = g_t, ∂c_t/∂g_t = i_t."""
        i, g = (signals[name][at] for name in self.makes)
        return np.ones_like(c), g, i

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        h, c = state
        a_i, a_g, a_o = self.torch_sums(weights, x, h, see)
        i, g, o = see("input_gate", a_i.sigmoid()), see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", c + i * g)
        return see("hidden", o * c.tanh()), c


CELLS = (LSTM1997Cell(),)
