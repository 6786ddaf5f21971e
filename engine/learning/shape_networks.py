"""Four small GRUs that ship, one for each shape of a recurrent network; the encoder–decoder is among the dates.

`python -m engine.learning.shape_networks` trains them all, names after it train those only. The same machine gives the
same files, bit for bit.

All are trained alike: the mean cross-entropy of all answers of a batch, an answer being asked where the shape asks for
one: at the only step, at every step until the caption ends, at the last word, or at each word.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning.shapes import CLASSES, EITHER, NEGATIONS, ShapeName, batch, features, pictured, pictures, together
from engine.learning.shelf import Made, Shelf
from engine.learning.tasks.sequence import Batch, Sequence
from engine.learning.training import MAX_GRADIENT_NORM, one_thread
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.recording import losses
from engine.recording.losses import CrossEntropy
from engine.recording.record import record

SEEDS = (0, 1, 2)  # the first ships
MEASURED_ON = 500  # new sentences; of pictures, all new ones


@dataclass(frozen=True, slots=True)
class ShapeRecipe:
    """Everything that a trained network of a shape depends on.

    Attributes:
        task: *label*, *caption*, *sentiment* or *tagging*.
        units: of the GRU.
        steps: optimizer steps (Adam), the rate falling from `learning_rate` to 0 along a cosine.
        batch: examples at a step, drawn anew.
        seed: of the weights and the examples.
    """

    task: ShapeName
    units: int
    steps: int
    learning_rate: float = 1e-2
    batch: int = 64
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ShapeProgress:
    """Where training stands: the mean cross-entropy of an answer of the last batch, in nats, and the network."""

    step: int
    loss: float
    network: Network
    readout: Readout


@dataclass(frozen=True, eq=False)
class Shaped:
    """A trained network of one shape.

    Attributes:
        name: the task, what it is loaded by.
        recipe: everything that it depends on.
        network, readout: float32 as trained.
        accuracies: by what is counted, the fraction of it that is right on new examples; see `measured`.
        seeds: the same of three seeds, the first of which ships.
    """

    name: str
    recipe: ShapeRecipe
    network: Network
    readout: Readout
    accuracies: Mapping[str, float]
    seeds: tuple[Mapping[str, float], ...]

    def answers(self, inputs: Array) -> tuple[NDArray[np.int64], Array]:
        """At each step the likeliest answer, (T, B), and how likely each is, (T, B, K); asked or not."""
        probabilities = self.readout.probabilities(record(self.network, inputs).outputs)
        return probabilities.argmax(axis=2), probabilities

    def loss(self, sequence: Sequence, step: int | None = None) -> CrossEntropy:
        """The loss of a sequence's answers, or of the one at a step: recorded with it, a trace says ‖∂L/∂h‖.

        Raises:
            ValueError: nothing is asked of the sequence, or nothing at that step.
        """
        if sequence.targets is None or (step is not None and sequence.targets[step] < 0):
            raise ValueError("no answer is asked there, and without one there is no loss")
        targets = np.asarray(sequence.targets)
        if step is not None:
            targets = np.where(np.arange(len(targets)) == step, targets, -1)
        return losses.cross_entropy(targets, self.readout)


def untrained(recipe: ShapeRecipe) -> tuple[Network, Readout]:
    """The network that a recipe begins with."""
    start = network("gru", len(features(recipe.task)), recipe.units, seed=recipe.seed)
    return start, Readout.fresh(recipe.units, len(CLASSES[recipe.task]), recipe.seed)


def train_shape(recipe: ShapeRecipe, every: int = 50) -> Iterator[ShapeProgress]:
    """Train, and yield the progress after each `every` steps and after the last. To cancel, stop iterating.

    Raises:
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    start, readout = untrained(recipe)
    module = start.to_torch().float()
    linear = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in (("weight", readout.weight), ("bias", readout.bias))
    }
    optimizer = torch.optim.Adam([*module.parameters(), *linear.values()], lr=recipe.learning_rate)
    generator = np.random.default_rng((recipe.seed, 2))
    for step in range(1, recipe.steps + 1):
        optimizer.param_groups[0]["lr"] = recipe.learning_rate * (1 + cos(pi * (step - 1) / recipe.steps)) / 2
        drawn = batch(recipe.task, recipe.batch, generator)
        with one_thread(), torch.enable_grad():
            outputs, _ = module(torch.tensor(drawn.inputs).float())
            logits = outputs @ linear["weight"].T + linear["bias"]
            targets = torch.tensor(drawn.targets).flatten()
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets, ignore_index=-1)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(
                [*module.parameters(), *linear.values()], MAX_GRADIENT_NORM, error_if_nonfinite=True
            )
            optimizer.step()
        if step % every == 0 or step == recipe.steps:
            weights = {name: weight.detach().numpy() for name, weight in module.named_parameters()}
            learned = Readout(linear["weight"].detach().numpy(), linear["bias"].detach().numpy())
            yield ShapeProgress(step, float(loss.detach()), dataclasses.replace(start, weights=weights), learned)


def new_examples(task: ShapeName) -> Batch:
    """What is measured on: every new picture, or new sentences."""
    if task == "label" or task == "caption":
        return together(tuple(pictured(task, drawing.pixels, drawing) for drawing in pictures(new=True)))
    return batch(task, MEASURED_ON, np.random.default_rng((0, 3)), new=True)


def measured(network: Network, readout: Readout, task: ShapeName) -> dict[str, float]:
    """How many new examples are answered rightly.

    `answers`: of all single answers; `whole`: of the examples in which every answer is right. Of *sentiment* also
    `turned`: of the sentences with *not* or *never* in them; of *tagging* `either`: of the words that may be a noun
    or a verb.
    """
    examples = new_examples(task)
    asked = examples.targets >= 0
    right = readout.logits(record(network, examples.inputs).outputs).argmax(axis=2) == examples.targets
    found = {"answers": float(right[asked].mean()), "whole": float((right | ~asked).all(axis=0).mean())}
    if task == "sentiment":
        turned = _holds(examples, task, NEGATIONS).any(axis=0)
        found["turned"] = float(right[asked & turned].mean())
    if task == "tagging":
        found["either"] = float(right[_holds(examples, task, EITHER)].mean())
    return found


def _holds(examples: Batch, task: ShapeName, words: tuple[str, ...]) -> NDArray[np.bool_]:
    """Where one of some words stands, (T, B)."""
    return np.asarray(examples.inputs[..., [features(task).index(word) for word in words]].any(axis=2))


def made(recipe: ShapeRecipe) -> Made:
    """Train one from each seed, measure them, and keep the first."""
    last = []
    for seed in SEEDS:
        *_, progress = train_shape(dataclasses.replace(recipe, seed=seed), every=recipe.steps)
        last.append(progress)
    found = [measured(each.network, each.readout, recipe.task) for each in last]
    readout = last[0].readout
    arrays = {**last[0].network.weights, "readout.weight": readout.weight, "readout.bias": readout.bias}
    return Made(arrays, {"seeds": found})


SHELF = Shelf(
    "shapes",
    "network",
    MappingProxyType(
        {
            "label": ShapeRecipe("label", units=12, steps=1500, learning_rate=2e-2),
            "caption": ShapeRecipe("caption", units=16, steps=3000, learning_rate=2e-2),
            "sentiment": ShapeRecipe("sentiment", units=12, steps=600),
            "tagging": ShapeRecipe("tagging", units=8, steps=300),
        }
    ),
    made,
)


def names() -> tuple[str, ...]:
    """What ships."""
    return SHELF.names()


def load(name: str) -> Shaped:
    """Read a trained network. Raises ValueError: there is none of this name; the message lists them."""
    recipe, (arrays, told) = SHELF.load(name)
    start, _ = untrained(recipe)
    weights = {each: arrays[each] for each in start.weights}
    readout = Readout(arrays["readout.weight"], arrays["readout.bias"])
    seeds = tuple(FrozenMapping(each) for each in told["seeds"])
    return Shaped(name, recipe, dataclasses.replace(start, weights=weights), readout, seeds[0], seeds)


if __name__ == "__main__":
    SHELF.main("engine.learning.shape_networks")
