"""Train a small network on a task, one optimizer step after another, and report on the way.

The same recipe gives the same bits on the same machine: weights, batches and nothing else come from generators made
of the recipe's seed, and torch computes on one thread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine import cells
from engine.cells.base import Cell
from engine.learning.fitting import one_thread, update
from engine.learning.stepping import run, step_of, writing
from engine.learning.tasks import TASKS, Batch, Task
from engine.networks.initialisation import Init
from engine.networks.network import Network, network, suffix
from engine.networks.readout import Readout
from engine.recording.record import record

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that a trained network depends on.

    Attributes:
        task: a name from `engine.tasks.TASKS`.
        cell: a name from `engine.cells.names()`.
        units: H.
        lengths: shortest and longest training sequence; each batch draws its length uniformly between them.
        steps: optimizer steps, each on a batch of `batch` sequences.
        init: how the recurrent weights and biases begin.
        write_penalty: λ of λ · mean write gate, added to the loss: a gate that need not be open learns to be shut.
        learning_rate: of Adam (Kingma & Ba 2015).
        seed: of the weights, the readout, the batches and the training set.
        sequences: how many there are to learn from, each batch being drawn from them; None draws fresh ones for every
            batch. The set depends on the seed and nothing else of the network: two cells learn from the same.
    """

    task: str
    cell: str
    units: int
    lengths: tuple[int, int]
    steps: int
    init: Init = field(default_factory=Init)
    write_penalty: float = 0.0
    learning_rate: float = 1e-2
    batch: int = 64
    seed: int = 0
    sequences: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands after `step` optimizer steps.

    Attributes:
        loss: of the last batch before its step, without the penalty: mean cross-entropy in nats, or mean squared error.
        accuracy: the fraction of that batch's answers that were right, before the step; None for a regression. Where
            every batch is fresh, these are sequences that the network had not seen.
        network, readout: the network as it is now.
    """

    step: int
    loss: float
    accuracy: float | None
    network: Network
    readout: Readout


def train(recipe: Recipe, every: int = 50) -> Iterator[Progress]:
    """Train, and yield the progress after each `every` steps and after the last. To cancel, stop iterating.

    Raises:
        ValueError: no such task or cell, an initialisation that the cell cannot have, or no write gate to penalise.
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    learner = Learner(recipe)
    for step in range(1, recipe.steps + 1):
        inputs, targets = learner.batch()
        with one_thread(), torch.enable_grad():
            outputs, gate = learner.run(inputs)
            answers = learner.readout(outputs)
            loss = _loss(answers, targets, learner.task)
            objective = loss if gate is None else loss + recipe.write_penalty * gate.mean()
            learner.optimizer.zero_grad()
            objective.backward()  # type: ignore[no-untyped-call]
            update(learner.optimizer)
        if step % every == 0 or step == recipe.steps:
            yield Progress(step, float(loss.detach()), _accuracy(answers, targets, learner.task), *learner.as_it_is())


class Learner:
    """One network in training: weights, readout, optimizer and its stream of batches, all made of the recipe alone."""

    def __init__(self, recipe: Recipe) -> None:
        """Raises ValueError: no such task or cell, an initialisation it cannot have, or no write gate to penalise."""
        import torch

        if recipe.task not in TASKS:
            raise ValueError(f"there is no task {recipe.task!r}; there are {', '.join(TASKS)}")
        self.recipe, self.task, self.cell = recipe, TASKS[recipe.task], cells.get(recipe.cell)
        self._start = network(recipe.cell, len(self.task.features), recipe.units, init=recipe.init, seed=recipe.seed)
        self._module = self._start.to_torch().float() if self.cell.torch_class else None  # float32, as people train
        self._step = step_of(self.cell, with_write_gate=bool(recipe.write_penalty))
        named = (
            {name: torch.nn.Parameter(torch.tensor(weight).float()) for name, weight in self._start.weights.items()}
            if self._module is None
            else dict(self._module.named_parameters())
        )
        self.weights = {name.removesuffix(suffix(0, 0)): weight for name, weight in named.items()}
        self.readout = _linear(Readout.fresh(recipe.units, self.task.answers, recipe.seed))
        parameters = [*self.weights.values(), *self.readout.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=recipe.learning_rate)
        self._generator = np.random.default_rng((recipe.seed, 2))  # (seed,) drew the weights, (seed, 1) the readout
        self._set = training_set(recipe)

    def run(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """The outputs (T, B, H), and, if it is penalised, how far the gate that writes is open, (T, B, H)."""
        import torch

        penalised = bool(self.recipe.write_penalty)
        if self._module is not None:  # the fused kernels of `torch.nn`, which are faster
            outputs, _ = self._module(inputs)
            return outputs, write_gate(self.weights, self.cell, inputs, outputs) if penalised else None
        found = run(self._step, self.weights, inputs, len(self.cell.state), self.recipe.units)
        return torch.stack([now[0] for now in found]), torch.stack([now[-1] for now in found]) if penalised else None

    def batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The next batch: inputs (T, B, D) and targets (T, B). A training set smaller than a batch is one whole."""
        if self._set is None:
            length = int(self._generator.integers(self.recipe.lengths[0], self.recipe.lengths[1], endpoint=True))
            return _tensors(self.task.batch(length, self.recipe.batch, self._generator))
        there = self._set.inputs.shape[1]
        drawn = self._generator.choice(there, min(self.recipe.batch, there), replace=False)
        return _tensors(Batch(self._set.inputs[:, drawn], self._set.targets[:, drawn]))

    def as_it_is(self) -> tuple[Network, Readout]:
        """A copy of the network and its readout."""
        weights = {name + suffix(0, 0): weight.detach().numpy() for name, weight in self.weights.items()}
        return dataclasses.replace(self._start, weights=weights), _readout(self.readout)


def training_set(recipe: Recipe) -> Batch | None:
    """The sequences that a recipe learns from, from the stream (seed, 4); None where every batch is fresh.

    Raises ValueError: a training set whose sequences would differ in length.
    """
    if recipe.sequences is None:
        return None
    if recipe.lengths[0] != recipe.lengths[1]:
        raise ValueError("the sequences of a training set have one length")
    return TASKS[recipe.task].batch(recipe.lengths[0], recipe.sequences, np.random.default_rng((recipe.seed, 4)))


def write_gate(
    weights: Mapping[str, torch.Tensor], cell: Cell, inputs: torch.Tensor, outputs: torch.Tensor
) -> torch.Tensor:
    """Return how far the gate that writes is open, (T, B, H) between 0 and 1, differentiable, for a cell of `torch.nn`.

    Its fused kernels keep their gates to themselves, but with all h known one matrix product gives them back:
    σ(±(V x_t + W h_{t−1} + b)) with the gate's own rows of V, W and b; − where an open gate keeps what was there.
    """
    import torch

    name, writes_when_open = writing(cell)
    weight_ih, weight_hh, bias_ih, bias_hh = (
        weights[parameter].chunk(len(cell.blocks))[cell.blocks.index(name)]
        for parameter in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    before = torch.cat([torch.zeros_like(outputs[:1]), outputs[:-1]])  # h_{t−1}
    sign = 1.0 if writes_when_open else -1.0
    return torch.sigmoid(sign * (inputs @ weight_ih.T + before @ weight_hh.T + bias_ih + bias_hh))


def held_out(task: str, length: int, count: int, seed: int = 0) -> Batch:
    """Return sequences to measure on, from a stream of random numbers, (seed, 3), that no training run uses."""
    return TASKS[task].batch(length, count, np.random.default_rng((seed, 3)))


def score(network: Network, readout: Readout, task: str, length: int, count: int, seed: int = 0) -> float:
    """Return the fraction of right answers on held-out sequences, or the mean squared error of a regression."""
    batch = held_out(task, length, count, seed)
    if TASKS[task].classes:
        return correct(network, readout, batch)
    answers = readout.logits(record(network, batch.inputs).outputs)
    return float(np.square(answers[..., 0] - batch.targets).mean())


def correct(network: Network, readout: Readout, batch: Batch) -> float:
    """Return the fraction of right answers on a batch of a task that asks for classes."""
    answers = readout.logits(record(network, batch.inputs).outputs)
    asked = batch.targets >= 0
    return float((answers.argmax(axis=-1) == batch.targets)[asked].mean())


def _loss(answers: torch.Tensor, targets: torch.Tensor, task: Task) -> torch.Tensor:
    import torch

    if not task.classes:
        return torch.nn.functional.mse_loss(answers[..., 0], targets)
    return torch.nn.functional.cross_entropy(answers.flatten(0, 1), targets.flatten(), ignore_index=-1)


def _accuracy(answers: torch.Tensor, targets: torch.Tensor, task: Task) -> float | None:
    if not task.classes:
        return None
    return float((answers.argmax(dim=-1) == targets)[targets >= 0].double().mean())


def _tensors(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    targets = torch.from_numpy(batch.targets)
    return torch.from_numpy(batch.inputs).float(), targets.float() if targets.is_floating_point() else targets


def _linear(readout: Readout) -> torch.nn.Linear:
    """A trainable copy of a readout, float32."""
    import torch

    answers, features = readout.weight.shape
    linear = torch.nn.Linear(features, answers, device="meta").to_empty(device="cpu")  # draws no random numbers
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(readout.weight))
        linear.bias.copy_(torch.tensor(readout.bias))
    return linear


def _readout(linear: torch.nn.Linear) -> Readout:
    return Readout(linear.weight.detach().numpy(), linear.bias.detach().numpy())
