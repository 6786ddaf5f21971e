"""A reader: a recurrent network, a readout, and how the answer is read from the states. Trained, measured, looked into.

The same recipe gives the same bits on the same machine, as in `training`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from engine.analysis.perturbation import perturb
from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.reading_tasks import READING_TASKS
from engine.learning.tasks.sequence import Batch
from engine.learning.training import MAX_GRADIENT_NORM, one_thread
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
        way: how the answer is read, see `ReaderRecipe`.
    """

    network: Network
    readout: Readout
    way: Way = "asked"

    def logits(self, outputs: Array) -> Array:
        """Answers from outputs (T, B, F): one for each sequence, (B, K), or where steps are `asked`, (T, B, K)."""
        return self.readout.logits(outputs if self.way == "asked" else read(outputs, self.way))

    def probabilities(self, outputs: Array) -> Array:
        """The same as probabilities."""
        return self.readout.probabilities(outputs if self.way == "asked" else read(outputs, self.way))

    def loss(self, targets: NDArray[np.int64]) -> Loss:
        """The cross-entropy of targets (T, B), −1 where there is none, or for a whole sequence (B,), summed."""
        if self.way == "asked":
            return cross_entropy(targets, self.readout)
        return whole_cross_entropy(targets, self.readout, self.way)

    def record(self, batch: Batch) -> Trace:
        """One run over a batch, with every gradient of its loss."""
        return record(self.network, batch.inputs, self.loss(np.asarray(batch.targets, dtype=np.int64)))

    def right(self, batch: Batch) -> NDArray[np.bool_]:
        """For every answer that is asked, whether it is right."""
        found = self.logits(record(self.network, batch.inputs).outputs).argmax(axis=-1)
        return np.asarray((found == batch.targets)[batch.targets >= 0])

    def accuracy(self, *batches: Batch) -> float:
        """The fraction of right answers over some batches."""
        return float(np.concatenate([self.right(batch) for batch in batches]).mean())

    def parameters(self) -> dict[str, Array]:
        """Everything that is trained, by name."""
        return {**self.network.weights, "readout.weight": self.readout.weight, "readout.bias": self.readout.bias}

    def with_parameters(self, arrays: Mapping[str, Array]) -> Reader:
        """The same reader with other weights."""
        own = {name: values for name, values in arrays.items() if not name.startswith("readout.")}
        readout = Readout(arrays["readout.weight"], arrays["readout.bias"])
        return Reader(replace(self.network, weights=own), readout, self.way)

    @property
    def parameter_count(self) -> int:
        """How many numbers training adjusts, those of the readout among them."""
        return sum(values.size for values in self.parameters().values())


@dataclass(frozen=True, slots=True)
class ReaderProgress:
    """Where training stands: the last batch's mean cross-entropy of an answer, in nats, and the reader as it is."""

    step: int
    loss: float
    reader: Reader


def untrained(recipe: ReaderRecipe) -> Reader:
    """The reader that a recipe begins with. Raises ValueError: no such task, cell or direction."""
    if recipe.task not in READING_TASKS:
        raise ValueError(f"there is no task {recipe.task!r} for a reader; there are {', '.join(READING_TASKS)}")
    task = READING_TASKS[recipe.task]
    made = network(
        recipe.cell, len(task.features), recipe.units, len(recipe.directions), directions=recipe.directions,
        seed=recipe.seed,
    )  # fmt: skip
    return Reader(made, Readout.fresh(made.output_size, task.answers, recipe.seed), recipe.way)


def train_reader(recipe: ReaderRecipe, every: int = 50) -> Iterator[ReaderProgress]:
    """Train, and yield the progress after each `every` steps and after the last. To cancel, stop iterating.

    Raises:
        ValueError: as `untrained`, or a cell that is none of `torch.nn`'s.
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    reader, task = untrained(recipe), READING_TASKS[recipe.task]
    weights = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in reader.parameters().items()
    }
    optimizer = torch.optim.Adam(weights.values(), lr=recipe.learning_rate)
    stack = InTorch(reader.network)
    generator = np.random.default_rng((recipe.seed, 2))  # (seed,) drew the weights, (seed, 1) the readout
    for step in range(1, recipe.steps + 1):
        if recipe.falling:
            part = (step - 1) / recipe.steps
            optimizer.param_groups[0]["lr"] = recipe.learning_rate * (1 + float(np.cos(np.pi * part))) / 2
        batch = task.batch(recipe.length, recipe.batch, generator)
        with one_thread(), torch.enable_grad():
            outputs = stack(weights, torch.from_numpy(batch.inputs).float())
            states = outputs if recipe.way == "asked" else read_in_torch(outputs, recipe.way)
            logits = states @ weights["readout.weight"].T + weights["readout.bias"]
            targets = torch.from_numpy(batch.targets)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=-1)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights.values(), MAX_GRADIENT_NORM, error_if_nonfinite=True)
            optimizer.step()
        if step % every == 0 or step == recipe.steps:
            learned = {name: weight.detach().numpy() for name, weight in weights.items()}
            yield ReaderProgress(step, float(loss.detach()), reader.with_parameters(learned))


class InTorch:
    """A network in torch, to train it by: each layer and direction a module of `torch.nn`, whichever way it reads."""

    def __init__(self, made: Network) -> None:
        """Raises ValueError: a cell that `torch.nn` does not have."""
        self._network, self._modules = made, {}
        for layer, direction in made.keys:
            end = suffix(layer, direction)
            named = {name: weight for name, weight in made.weights.items() if name.endswith(end)}
            own = {name.removesuffix(end) + suffix(0, 0): weight for name, weight in named.items()}
            features = own[f"weight_ih{suffix(0, 0)}"].shape[1]
            one = Network(made.layer_cells[layer], own, features, made.hidden_size, bias=made.bias)
            self._modules[layer, direction] = one.to_torch().float(), tuple(own)

    def __call__(self, weights: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
        """The outputs (T, B, F) from zero states; gradients reach `weights`, which go by their names in the network."""
        import torch

        below = inputs
        for layer in range(self._network.num_layers):
            sides = []
            for direction in self._network.sides(layer):
                module, names = self._modules[layer, direction]
                end = suffix(layer, direction)
                own = {name: weights[name.removesuffix(suffix(0, 0)) + end] for name in names}
                seen = below.flip(0) if direction else below
                states = torch.func.functional_call(module, own, (seen,))[0]
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
