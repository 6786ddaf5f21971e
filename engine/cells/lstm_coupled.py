"""The LSTM with coupled gates (CIFG), i = 1 - f: as much is written as is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array, See
from engine.cells.holding import EVERYWHERE, one_minus
from engine.cells.lstm_family import HIDDEN, LSTMFamily, block_sum, block_value, cell_state

if TYPE_CHECKING:
    import torch

_BLOCKS = ("forget_gate", "candidate", "output_gate")


class LSTMCoupledCell(LSTMFamily):
    """c_t = f_t ∘ c_{t-1} + (1 - f_t) ∘ g_t and h_t = o_t ∘ tanh(c_t); gates f, o = σ(·) and candidate g = tanh(·).

    c_t is a mean of c_{t-1} and g_t, so it stays in -1 … 1 if it begins there: a GRU's memory behind an output gate.
    Greff et al. couple the gates of an LSTM with peepholes; here there are none.
    """

    name = "lstm_coupled"
    title = "LSTM with coupled gates"
    paper = (
        "Greff, Srivastava, Koutník, Steunebrink & Schmidhuber (2017), LSTM: a search space odyssey, IEEE TNNLS 28(10) "
        "(CIFG)"
    )
    blocks = _BLOCKS
    signals = (
        *map(block_sum, _BLOCKS),
        block_value("forget_gate", does="keeps the old cell state and shuts out the candidate"),
        block_value("candidate"),
        block_value("output_gate"),
        cell_state(r"c_t = f_t \circ c_{t-1} + (1 - f_t) \circ g_t"),
        HIDDEN,
    )
    products = 3  # f ∘ c, (1 - f) ∘ g, o ∘ tanh(c)
    memory_gate = "forget_gate"
    writes = ("forget_gate", False)

    def memory(self, c: Array, makes: Sequence[Array], out: Array) -> None:
        """c_t = f_t ∘ c_{t-1} + (1 - f_t) ∘ g_t."""
        f, g = makes
        np.multiply(f, c, out)
        out += (1 - f) * g

    def memory_slopes(self, c: Array, signals: Mapping[str, Array], at: Any = EVERYWHERE) -> tuple[Array, ...]:
        """∂c_t/∂c_{t-1} = f_t; ∂c_t/∂f_t = c_{t-1} - g_t, ∂c_t/∂g_t = 1 - f_t."""
        f, g = (signals[name][at] for name in self.makes)
        return f, c - g, one_minus(signals, "forget_gate", at)

    def torch_step(
        self, weights: Mapping[str, torch.Tensor], x: torch.Tensor, state: tuple[torch.Tensor, ...], see: See
    ) -> tuple[torch.Tensor, ...]:
        """The equations above in torch's own operations."""
        h, c = state
        a_f, a_g, a_o = self.torch_sums(weights, x, h, see)
        f, g, o = see("forget_gate", a_f.sigmoid()), see("candidate", a_g.tanh()), see("output_gate", a_o.sigmoid())
        c = see("cell", f * c + (1 - f) * g)
        return see("hidden", o * c.tanh()), c


CELLS = (LSTMCoupledCell(),)
