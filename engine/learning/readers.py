"""A reader: a recurrent network, a readout, and how the answer is read from the states. Trained, measured, looked into.

The same recipe gives the same bits on the same machine, as in `fitting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from engine.analysis.perturbation import perturb
from engine.cells.base import Array
from engine.frozen import FrozenMapping, freeze
from engine.learning.fitting import Fitted, fit_answers
from engine.learning.reading_tasks import READING_TASKS
from engine.learning.tasks.sequence import Batch
from engine.networks.network import Network, network, suffix
from engine.networks.reading import Reading, read, read_in_torch
from engine.networks.readout import Readout
from engine.recording.losses import Loss, cross_entropy, whole_cross_entropy
from engine.recording.record import input_gradients, record
from engine.recording.trace import Trace

if TYPE_CHECKING:
    import torch

Way = Literal["asked"] | Reading


@dataclass(frozen=True, slots=True)
class ReaderRecipe:
    """Everything that a trained reader depends on.

    Attributes:
        task: a name from `engine.learning.reading_tasks.READING_TASKS`.
        units: H, of each layer and direction.
        steps: optimizer steps (Adam), each on a batch of `batch` new sequences.
        way: how the answer is read: `last`, `mean` or `max` of all states, one answer for the whole sequence; or
            `asked`, at every step that has a target, one word or each.
        length: of the sequences in training; 0 where the task has its own.
        directions: of each layer, see `engine.network`.
        cell: one of `torch.nn`.
        falling: the rate falls from `learning_rate` to 0 along a cosine.
        seed: of weights, readout and batches.
    """

    task: str
    units: int
    steps: int
    way: Way = "asked"
    length: int = 0
    directions: tuple[str, ...] = ("forward",)
    cell: str = "gru"
    learning_rate: float = 1e-2
    falling: bool = False
    batch: int = 64
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Reader:
    """A network that reads a sequence and answers.

    Attributes:
        network, readout: the weights.
        reading: how one answer for the whole sequence is read from all states; None answers at every step.
    """

    network: Network
    readout: Readout
    reading: Reading | None = None

    def read(self, outputs: Array) -> Array:
        """What is answered from, of outputs (T, B, F): (B, F), or all of them where every step is answered."""
        return outputs if self.reading is None else read(outputs, self.reading)

    def logits(self, outputs: Array) -> Array:
        """Answers from outputs (T, B, F): one for each sequence, (B, K), or for every step, (T, B, K)."""
        return self.readout.logits(self.read(outputs))

    def probabilities(self, outputs: Array) -> Array:
        """The same as probabilities."""
        return self.readout.probabilities(self.read(outputs))

    def loss(self, targets: NDArray[np.int64]) -> Loss:
        """The cross-entropy of targets (T, B), −1 where there is none, or for a whole sequence (B,), summed."""
        if self.reading is None:
            return cross_entropy(targets, self.readout)
        return whole_cross_entropy(targets, self.readout, self.reading)

    def record(self, batch: Batch) -> Trace:
        """One run over a batch, with every gradient of its loss."""
        return record(self.network, batch.inputs, self.loss(np.asarray(batch.targets, dtype=np.int64)))

    def right(self, batch: Batch) -> NDArray[np.bool_]:
        """For every answer, whether it is right: of the shape of the targets, and False where none is asked."""
        found = self.logits(record(self.network, batch.inputs).outputs).argmax(axis=-1)
        return np.asarray(found == batch.targets)

    def accuracy(self, *batches: Batch) -> float:
        """The fraction of right answers over some batches."""
        return float(np.concatenate([self.right(batch)[batch.targets >= 0] for batch in batches]).mean())

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Every parameter by name: PyTorch's for the network, and `readout.weight`, `readout.bias`."""
        readout = {"readout.weight": self.readout.weight, "readout.bias": self.readout.bias}
        return FrozenMapping({**self.network.weights, **readout})

    @property
    def parameter_count(self) -> int:
        """How many numbers training adjusts, those of the readout among them."""
        return sum(values.size for values in self.parameters.values())

    def with_parameters(self, given: Mapping[str, Array]) -> Reader:
        """The same reader with other weights, by the names of `parameters`."""
        weights = {name: given[name] for name in self.network.weights}
        readout = Readout(given["readout.weight"], given["readout.bias"])
        return Reader(replace(self.network, weights=weights), readout, self.reading)

    def in_torch(self, weights: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
        """Logits, as `logits`, from inputs (T, B, D) in torch's operations, the fused kernels of `torch.nn`.

        Raises:
            ValueError: a cell that `torch.nn` does not have.
        """
        outputs = run_in_torch(self.network, weights, inputs)
        states = outputs if self.reading is None else read_in_torch(outputs, self.reading)
        return states @ weights["readout.weight"].T + weights["readout.bias"]


def untrained(recipe: ReaderRecipe) -> Reader:
    """The reader that a recipe begins with. Raises ValueError: no such task, cell or direction."""
    if recipe.task not in READING_TASKS:
        raise ValueError(f"there is no task {recipe.task!r} for a reader; there are {', '.join(READING_TASKS)}")
    task = READING_TASKS[recipe.task]
    made = network(
        recipe.cell, len(task.features), recipe.units, len(recipe.directions), directions=recipe.directions,
        seed=recipe.seed,
    )  # fmt: skip
    readout = Readout.fresh(made.output_size, task.answers, recipe.seed)
    return Reader(made, readout, None if recipe.way == "asked" else recipe.way)


def train_reader(recipe: ReaderRecipe, every: int = 50) -> Iterator[Fitted[Reader]]:
    """Train as `fit_answers` does. Raises ValueError as `untrained`, or a cell that is none of `torch.nn`'s."""
    start, task = untrained(recipe), READING_TASKS[recipe.task]
    generator = np.random.default_rng((recipe.seed, 2))  # (seed,) drew the weights, (seed, 1) the readout

    def batch() -> Batch:
        return task.batch(recipe.length, recipe.batch, generator)

    return fit_answers(start, batch, recipe.steps, recipe.learning_rate, falling=recipe.falling, every=every)


def run_in_torch(made: Network, weights: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
    """The outputs (T, B, F) of a network from zero states in torch, whichever way each of its layers reads.

    Each layer and direction is a module of `torch.nn`. Gradients reach `weights`, which go by their names in the
    network.

    Raises:
        ValueError: a cell that `torch.nn` does not have.
    """
    import torch

    below = inputs
    for layer in range(made.num_layers):
        sides = []
        for direction in made.sides(layer):
            end = suffix(layer, direction)
            names = {name.removesuffix(end) + suffix(0, 0): name for name in made.weights if name.endswith(end)}
            own = {name: made.weights[there] for name, there in names.items()}
            one = Network(made.layer_cells[layer], own, below.shape[2], made.hidden_size, bias=made.bias)
            given = {name: weights[there] for name, there in names.items()}
            seen = below.flip(0) if direction else below
            states = torch.func.functional_call(one.to_torch(), given, (seen,))[0]
            sides.append(states.flip(0) if direction else states)
        below = torch.cat(sides, -1)
    return below


def gradient_shares(reader: Reader, batch: Batch) -> Array:
    """How a sequence's gradient is spread over its inputs: ‖∂L/∂x_k‖ of its own loss over their sum, (T, B).

    A share does not depend on how large the gradient is: a sequence that is answered well counts like any other.
    NaN where the whole gradient of a sequence is zero.
    """
    norms = np.linalg.norm(input_gradients(reader.record(batch)), axis=-1)
    with np.errstate(invalid="ignore"):
        return freeze(norms / norms.sum(axis=0))


def lasting(reader: Reader, batch: Batch, step: int) -> Array:
    """How long another symbol at one step is felt in each layer, in steps: (layer, B).

    At `step` each sequence is given the next symbol of the alphabet instead of its own. Everything after it stays as it
    was. Its mean age in the states of a layer is Σ_a a · d_a / Σ_a d_a, a = 0, 1, … steps after the change, where d_a
    is the distance of a layer's states (all directions) to those of the unchanged run: 0 if only the very step differs,
    half of what follows if the difference stays as large.

    Raises:
        IndexError: there is no such step.
    """
    trace = record(reader.network, batch.inputs)
    if not 0 <= step < trace.steps:
        raise IndexError(f"step should be between 0 and {trace.steps - 1}, but is {step}")
    other = np.roll(batch.inputs[step], 1, axis=-1) - batch.inputs[step]
    found = []
    for layer in range(trace.layers):
        sides = [
            perturb(trace, step, other, layer=layer, direction=side).distances["hidden"][step:]
            for side in reader.network.sides(layer)
        ]
        distances = np.linalg.norm(sides, axis=0)
        ages = np.arange(len(distances))[:, None]
        found.append((ages * distances).sum(axis=0) / distances.sum(axis=0))
    return freeze(np.array(found))
