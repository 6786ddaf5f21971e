"""Train a small network on a task, one optimizer step after another, and report on the way.

The same recipe gives the same bits on the same machine: weights, batches and nothing else come from generators made
of the recipe's seed, and torch computes on one thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.learning.fitting import updates
from engine.learning.pupil import Pupil, accuracy, loss, tensors
from engine.learning.tasks import TASKS, Batch
from engine.networks.initialisation import Init
from engine.networks.network import Network, network
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
        Diverged: loss, gradient or weights became infinite or NaN.
    """
    learner = Learner(recipe)
    for made in updates(learner.optimizer, learner.objective, recipe.steps):
        if made.number % every == 0 or made.number == recipe.steps:
            yield Progress(made.number, *learner.last, *learner.as_it_is())


class Learner(Pupil):
    """One network in training: weights, readout, optimizer and its stream of batches, all made of the recipe alone."""

    def __init__(self, recipe: Recipe) -> None:
        """Raises ValueError: no such task or cell, an initialisation it cannot have, or no write gate to penalise."""
        import torch

        if recipe.task not in TASKS:
            raise ValueError(f"there is no task {recipe.task!r}; there are {', '.join(TASKS)}")
        self.recipe, self.task = recipe, TASKS[recipe.task]
        start = network(recipe.cell, len(self.task.features), recipe.units, init=recipe.init, seed=recipe.seed)
        readout = Readout.fresh(recipe.units, self.task.answers, recipe.seed)
        super().__init__(start, readout, with_write_gate=bool(recipe.write_penalty))
        self.optimizer = torch.optim.Adam(self.parameters, lr=recipe.learning_rate)
        self._generator = np.random.default_rng((recipe.seed, 2))  # (seed,) drew the weights, (seed, 1) the readout
        self._set = training_set(recipe)
        self._last: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None

    def objective(self) -> torch.Tensor:
        """The loss on the next batch, with the penalty."""
        inputs, targets = self.batch()
        outputs, gate, _ = self.run(inputs)
        answers = self.readout(outputs)
        found = loss(answers, targets)
        self._last = found, answers, targets
        return found if gate is None else found + self.recipe.write_penalty * gate.mean()

    @property
    def last(self) -> tuple[float, float | None]:
        """Loss, without the penalty, and accuracy on the last batch, before its step. RuntimeError before the first."""
        if self._last is None:
            raise RuntimeError("there was no batch yet")
        found, answers, targets = self._last
        return float(found.detach()), accuracy(answers, targets)

    def batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The next batch: inputs (T, B, D) and targets (T, B). A training set smaller than a batch is one whole."""
        if self._set is None:
            length = int(self._generator.integers(self.recipe.lengths[0], self.recipe.lengths[1], endpoint=True))
            return tensors(self.task.batch(length, self.recipe.batch, self._generator))
        there = self._set.inputs.shape[1]
        drawn = self._generator.choice(there, min(self.recipe.batch, there), replace=False)
        return tensors(Batch(self._set.inputs[:, drawn], self._set.targets[:, drawn]))


def training_set(recipe: Recipe) -> Batch | None:
    """The sequences that a recipe learns from, from the stream (seed, 4); None where every batch is fresh.

    Raises ValueError: a training set whose sequences would differ in length.
    """
    if recipe.sequences is None:
        return None
    if recipe.lengths[0] != recipe.lengths[1]:
        raise ValueError("the sequences of a training set have one length")
    return TASKS[recipe.task].batch(recipe.lengths[0], recipe.sequences, np.random.default_rng((recipe.seed, 4)))


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
