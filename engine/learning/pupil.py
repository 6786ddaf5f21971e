"""A network and its readout as torch trains them, in float32, and what their answers come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.cells.base import Cell
from engine.learning import stepping
from engine.learning.tasks.sequence import Batch
from engine.networks.network import Network, suffix
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch


class Ran(NamedTuple):
    """What a run gives: the outputs (T, B, F); how far the gate that writes is open, (T, B, H), if it is penalised; and
    the state after it, to be given to the next run."""

    outputs: torch.Tensor
    gate: torch.Tensor | None
    state: Any


class Pupil:
    """A network in training and its readout; each takes the weights of a value, which stays as it is."""

    def __init__(self, start: Network, readout: Readout, *, with_write_gate: bool = False) -> None:
        """Raises ValueError: no write gate, or several layers of a cell that torch does not have."""
        import torch

        self._start, self.cell, self._with_write_gate = start, start.cell_of(0), with_write_gate
        fused = self.cell.torch_class is not None and start.is_stack_of_torch
        if not fused and len(start.keys) > 1:
            raise ValueError("of cells that are not in torch.nn, networks of one layer can be trained")
        self._module = start.to_torch().float() if fused else None  # float32, as people train
        self._step = stepping.step_of(self.cell, with_write_gate=with_write_gate)
        self._named = (
            {name: torch.nn.Parameter(torch.tensor(weight).float()) for name, weight in start.weights.items()}
            if self._module is None
            else dict(self._module.named_parameters())
        )
        end = suffix(0, 0)  # of the first layer, whose weights go by their names without it
        self.weights = {name.removesuffix(end): each for name, each in self._named.items() if name.endswith(end)}
        self.readout = _linear(readout)

    @property
    def parameters(self) -> list[torch.Tensor]:
        """Everything that is learned."""
        return [*self._named.values(), *self.readout.parameters()]

    def run(self, inputs: torch.Tensor, state: Any = None) -> Ran:
        """Run over inputs (T, B, D), from a state of zeros or from the one that another run ended with."""
        import torch

        if self._module is not None:  # the fused kernels of `torch.nn`, which are faster
            outputs, after = self._module(inputs, state)
            gate = write_gate(self.weights, self.cell, inputs, outputs) if self._with_write_gate else None
            return Ran(outputs, gate, after)
        states = len(self.cell.state)
        found = stepping.run(self._step, self.weights, inputs, states, self._start.hidden_size, state)
        gate = torch.stack([now[-1] for now in found]) if self._with_write_gate else None
        return Ran(torch.stack([now[0] for now in found]), gate, found[-1][:states])

    def as_it_is(self) -> tuple[Network, Readout]:
        """A copy of the network and its readout."""
        weights = {name: weight.detach().numpy() for name, weight in self._named.items()}
        readout = Readout(self.readout.weight.detach().numpy(), self.readout.bias.detach().numpy())
        return dataclasses.replace(self._start, weights=weights), readout


def write_gate(
    weights: Mapping[str, torch.Tensor], cell: Cell, inputs: torch.Tensor, outputs: torch.Tensor
) -> torch.Tensor:
    """Return how far the gate that writes is open, (T, B, H) between 0 and 1, differentiable, for a cell of `torch.nn`.

    Its fused kernels keep their gates to themselves, but with all h known one matrix product gives them back:
    σ(±(V x_t + W h_{t−1} + b)) with the gate's own rows of V, W and b; − where an open gate keeps what was there.
    """
    import torch

    name, writes_when_open = stepping.writing(cell)
    weight_ih, weight_hh, bias_ih, bias_hh = (
        weights[parameter].chunk(len(cell.blocks))[cell.blocks.index(name)]
        for parameter in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    before = torch.cat([torch.zeros_like(outputs[:1]), outputs[:-1]])  # h_{t−1}
    sign = 1.0 if writes_when_open else -1.0
    return torch.sigmoid(sign * (inputs @ weight_ih.T + before @ weight_hh.T + bias_ih + bias_hh))


def loss(answers: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats of logits (T, B, K) and class numbers (T, B), −1 where none is asked.

    Targets that are no whole numbers are to be predicted: the mean squared error, but not where they are NaN.
    """
    import torch

    if not targets.is_floating_point():
        return torch.nn.functional.cross_entropy(answers.flatten(0, 1), targets.flatten(), ignore_index=-1)
    predicted, asked = answers[..., 0], ~targets.isnan()
    if not asked.all():
        predicted, targets = predicted[asked], targets[asked]
    return torch.nn.functional.mse_loss(predicted, targets)


def accuracy(answers: torch.Tensor, targets: torch.Tensor) -> float | None:
    """The fraction of right classes; None for numbers."""
    if targets.is_floating_point():
        return None
    return float((answers.argmax(dim=-1) == targets)[targets >= 0].double().mean())


def tensors(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs in float32 and targets, class numbers or numbers in float32."""
    import torch

    targets = torch.tensor(batch.targets)  # a copy: what is shared would have to be writable
    return torch.tensor(batch.inputs).float(), targets.float() if targets.is_floating_point() else targets


def _linear(readout: Readout) -> torch.nn.Linear:
    """A trainable copy of a readout, float32."""
    import torch

    answers, features = readout.weight.shape
    linear = torch.nn.Linear(features, answers, device="meta").to_empty(device="cpu")  # draws no random numbers
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(readout.weight))
        linear.bias.copy_(torch.tensor(readout.bias))
    return linear
