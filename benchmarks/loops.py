"""What somebody writes in PyTorch who wants to see inside a recurrent layer."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


def fused(module: nn.RNNBase, inputs: Tensor) -> Callable[[], object]:
    """Forward and backward of `torch.nn` itself: fast, and only the outputs are seen."""

    def run() -> object:
        module.zero_grad(set_to_none=True)
        outputs, _ = module(inputs)
        (0.5 * outputs.square().sum()).backward()
        return outputs

    return run


def cell_loop(module: nn.RNNBase, inputs: Tensor) -> Callable[[], object]:
    """The loop over `LSTMCell`, `GRUCell` or `RNNCell` that keeps states and their gradients; no gates are seen."""
    kind = {nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell, nn.RNN: nn.RNNCell}[type(module)]
    cell: nn.Module = kind(module.input_size, module.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): weight for name, weight in module.state_dict().items()})

    def run() -> object:
        cell.zero_grad(set_to_none=True)
        state: Tensor | tuple[Tensor, Tensor] | None = None
        hidden, kept = [], []
        for x in inputs:
            state = cell(x, state)
            parts = (state,) if isinstance(state, Tensor) else state
            assert parts is not None
            for part in parts:
                part.retain_grad()
            hidden.append(parts[0])
            kept.append(parts)
        (0.5 * torch.stack(hidden).square().sum()).backward()  # type: ignore[no-untyped-call]
        return [[part.grad for part in parts] for parts in kept]

    return run


class UnrolledLSTM(nn.Module):
    """The LSTM written out, so that a general recorder of modules sees its gates."""

    def __init__(self, module: nn.RNNBase) -> None:
        super().__init__()
        self.of_input = nn.Linear(module.input_size, 4 * module.hidden_size)
        self.of_hidden = nn.Linear(module.hidden_size, 4 * module.hidden_size)
        self.units = module.hidden_size

    def forward(self, inputs: Tensor) -> Tensor:
        """Outputs (T, B, H) of inputs (T, B, D)."""
        h = c = inputs.new_zeros(inputs.shape[1], self.units)
        outputs = []
        for x in inputs:
            i, f, g, o = (self.of_input(x) + self.of_hidden(h)).chunk(4, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            outputs.append(h)
        return torch.stack(outputs)
