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
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning.fitting import Fitted, fit_answers
from engine.learning.readers import Reader
from engine.learning.shapes import CLASSES, EITHER, NEGATIONS, ShapeName, batch, features, pictured, pictures, together
from engine.learning.shelf import Made, Shelf
from engine.learning.tasks.sequence import Batch, Sequence
from engine.networks.network import network
from engine.networks.readout import Readout
from engine.recording.losses import Loss
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


@dataclass(frozen=True, eq=False)
class Shaped:
    """A trained network of one shape.

    Attributes:
        name: the task, what it is loaded by.
        recipe: everything that it depends on.
        reader: the network, float32 as trained.
        accuracies: by what is counted, the fraction of it that is right on new examples; see `measured`.
        seeds: the same of three seeds, the first of which ships.
    """

    name: str
    recipe: ShapeRecipe
    reader: Reader
    accuracies: Mapping[str, float]
    seeds: tuple[Mapping[str, float], ...]

    def answers(self, inputs: Array) -> tuple[NDArray[np.int64], Array]:
        """At each step the likeliest answer, (T, B), and how likely each is, (T, B, K); asked or not."""
        probabilities = self.reader.probabilities(record(self.reader.network, inputs).outputs)
        return probabilities.argmax(axis=2), probabilities

    def loss(self, sequence: Sequence, step: int | None = None) -> Loss:
        """The loss of a sequence's answers, or of the one at a step: recorded with it, a trace says ‖∂L/∂h‖.

        Raises:
            ValueError: nothing is asked of the sequence, or nothing at that step.
        """
        if sequence.targets is None or (step is not None and sequence.targets[step] < 0):
            raise ValueError("no answer is asked there, and without one there is no loss")
        targets = np.asarray(sequence.targets, dtype=np.int64)
        if step is not None:
            targets = np.where(np.arange(len(targets)) == step, targets, -1)
        return self.reader.loss(targets)


def untrained(recipe: ShapeRecipe) -> Reader:
    """The network that a recipe begins with."""
    start = network("gru", len(features(recipe.task)), recipe.units, seed=recipe.seed)
    return Reader(start, Readout.fresh(recipe.units, len(CLASSES[recipe.task]), recipe.seed))


def train_shape(recipe: ShapeRecipe, every: int = 50) -> Iterator[Fitted[Reader]]:
    """Train as `fit_answers` does."""
    generator = np.random.default_rng((recipe.seed, 2))

    def drawn() -> Batch:
        return batch(recipe.task, recipe.batch, generator)

    return fit_answers(untrained(recipe), drawn, recipe.steps, recipe.learning_rate, every=every)


def new_examples(task: ShapeName) -> Batch:
    """What is measured on: every new picture, or new sentences."""
    if task == "label" or task == "caption":
        return together(tuple(pictured(task, drawing.pixels, drawing) for drawing in pictures(new=True)))
    return batch(task, MEASURED_ON, np.random.default_rng((0, 3)), new=True)


def measured(reader: Reader, task: ShapeName) -> dict[str, float]:
    """How many new examples are answered rightly.

    `answers`: of all single answers; `whole`: of the examples in which every answer is right. Of *sentiment* also
    `turned`: of the sentences with *not* or *never* in them; of *tagging* `either`: of the words that may be a noun
    or a verb.
    """
    examples = new_examples(task)
    asked = examples.targets >= 0
    right = reader.right(examples)
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
    trained = []
    for seed in SEEDS:
        *_, last = train_shape(dataclasses.replace(recipe, seed=seed), every=recipe.steps)
        trained.append(last.model)
    return Made(trained[0].parameters, {"seeds": [measured(reader, recipe.task) for reader in trained]})


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
    seeds = tuple(FrozenMapping(each) for each in told["seeds"])
    return Shaped(name, recipe, untrained(recipe).with_parameters(arrays), seeds[0], seeds)


if __name__ == "__main__":
    SHELF.main("engine.learning.shape_networks")
