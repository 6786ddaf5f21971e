"""Train a convolution, or a GRU beside it, to say one thing of a whole sequence.

The same recipe gives the same bits on the same machine, as in `training`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning.motifs import ALPHABETS, ANSWERS, GAPS, Labelled, TaskName, motif_batch, order_batch
from engine.learning.training import MAX_GRADIENT_NORM, one_thread
from engine.networks.convolutional import ConvolutionalNetwork, convolutional, dilated
from engine.networks.network import Network, network
from engine.networks.reading import Reading, read, read_in_torch
from engine.networks.readout import Readout
from engine.recording.convolving import record_convolving
from engine.recording.record import record

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class FinderRecipe:
    """Everything that a trained finder depends on.

    Attributes:
        task: *motif* or *order*.
        kind: `banks`, filters of each width beside each other; `stack`, filters of one width that read one another,
            farther and farther apart; `gru`, a GRU of as many units as there are filters.
        widths: of the filters of each bank, or the one of a stack; none for a GRU.
        dilations: of each stage of a stack.
        units: filters of each width, or units.
        reading: how one answer is read from all places.
        gaps: of *order*: the smallest and the largest gap that it is trained on.
        steps: optimizer steps (Adam), the rate falling from `learning_rate` to 0 along a cosine.
        batch: sequences at a step, all new.
        seed: of the weights and the sequences.
    """

    task: TaskName
    kind: Literal["banks", "stack", "gru"] = "banks"
    widths: tuple[int, ...] = ()
    dilations: tuple[int, ...] = ()
    units: int = 12
    reading: Reading = "max"
    gaps: tuple[int, int] = GAPS
    steps: int = 700
    learning_rate: float = 1e-2
    batch: int = 64
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Recurrent:
    """A GRU and what reads its states, with the names and the questions of a `ConvolutionalNetwork`."""

    network: Network
    readout: Readout
    reading: Reading

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Every parameter by name: PyTorch's for the network, and `readout.weight`, `readout.bias`."""
        readout = {"readout.weight": self.readout.weight, "readout.bias": self.readout.bias}
        return FrozenMapping({**self.network.weights, **readout})

    @property
    def parameter_count(self) -> int:
        """How many numbers training would adjust."""
        return sum(values.size for values in self.parameters.values())

    def with_parameters(self, given: Mapping[str, Array]) -> Recurrent:
        """The same architecture with other weights, by the names of `parameters`."""
        weights = {name: given[name] for name in self.network.weights}
        readout = Readout(given["readout.weight"], given["readout.bias"])
        return Recurrent(dataclasses.replace(self.network, weights=weights), readout, self.reading)

    def in_torch(self, weights: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
        """Logits (B, K) from inputs (T, B, D) in torch's operations, the fused kernels of `torch.nn`."""
        import torch

        own = {name: weights[name] for name in self.network.weights}
        outputs, _ = torch.func.functional_call(self.network.to_torch().float(), own, (inputs,))
        return read_in_torch(outputs, self.reading) @ weights["readout.weight"].T + weights["readout.bias"]


Finder = ConvolutionalNetwork | Recurrent


@dataclass(frozen=True, slots=True)
class FinderProgress:
    """Where training stands: the mean cross-entropy of the last batch, in nats, and the network."""

    step: int
    loss: float
    model: Finder


def untrained(recipe: FinderRecipe) -> Finder:
    """The network that a recipe begins with."""
    features, answers = len(ALPHABETS[recipe.task]), len(ANSWERS[recipe.task])
    match recipe.kind:
        case "banks":
            return convolutional(
                features, answers, recipe.widths, recipe.units, reading=recipe.reading, seed=recipe.seed
            )
        case "stack":
            (width,) = recipe.widths
            return dilated(features, answers, width, recipe.units, recipe.dilations, seed=recipe.seed)
        case "gru":
            start = network("gru", features, recipe.units, seed=recipe.seed)
            return Recurrent(start, Readout.fresh(recipe.units, answers, recipe.seed), recipe.reading)


def train_finder(recipe: FinderRecipe, every: int = 50) -> Iterator[FinderProgress]:
    """Train, and yield the progress after each `every` steps and after the last. To cancel, stop iterating.

    Raises:
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    model = untrained(recipe)
    weights = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in model.parameters.items()
    }  # fmt: skip
    optimizer = torch.optim.Adam(weights.values(), lr=recipe.learning_rate)
    generator = np.random.default_rng((recipe.seed, 2))
    for step in range(1, recipe.steps + 1):
        optimizer.param_groups[0]["lr"] = recipe.learning_rate * (1 + cos(pi * (step - 1) / recipe.steps)) / 2
        batch = labelled(recipe.task, recipe.batch, generator, recipe.gaps)
        with one_thread(), torch.enable_grad():
            logits = model.in_torch(weights, torch.tensor(batch.inputs).float())
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(batch.targets))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights.values(), MAX_GRADIENT_NORM, error_if_nonfinite=True)
            optimizer.step()
        if step % every == 0 or step == recipe.steps:
            learned = {name: weight.detach().numpy() for name, weight in weights.items()}
            yield FinderProgress(step, float(loss.detach()), model.with_parameters(learned))


def labelled(task: TaskName, count: int, generator: np.random.Generator, gaps: tuple[int, int] = GAPS) -> Labelled:
    """A batch of a task; `gaps` count for *order* alone."""
    return motif_batch(count, generator) if task == "motif" else order_batch(count, generator, gaps)


def logits(model: Finder, inputs: Array) -> Array:
    """What a finder says of sequences (T, B, D): (B, K), before the softmax."""
    if isinstance(model, ConvolutionalNetwork):
        return record_convolving(model, inputs).logits
    return model.readout.logits(read(record(model.network, inputs).outputs, model.reading))


def accuracy(model: Finder, task: TaskName, gap: int = 0, count: int = 500) -> float:
    """The fraction of new sequences that are answered rightly, those of *order* all with one gap."""
    batch = labelled(task, count, np.random.default_rng((0, 3)), (gap, gap))
    return float((logits(model, batch.inputs).argmax(axis=1) == batch.targets).mean())
