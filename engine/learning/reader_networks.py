"""The readers that ship: of words with two meanings, of one answer from a long sequence, of words within words.

`python -m engine.learning.reader_networks` trains them all, names after it train those only. The same machine gives the
same files, bit for bit. A file holds the reader of seed 0, and how three seeds did on sequences that they never met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import get_args

import numpy as np

from engine.frozen import FrozenMapping
from engine.learning import words
from engine.learning.readers import Reader, ReaderRecipe, lasting, train_reader, untrained
from engine.learning.reading_tasks import READING_TASKS
from engine.learning.shelf import Made, Shelf
from engine.learning.tasks.sequence import Batch
from engine.networks.reading import Reading

SEEDS = (0, 1, 2)
MEASURED_ON = 1000  # new sequences, where there are as many as one likes
LONGER, LONGER_ON = 100, 200  # steps, and how many sequences, to see how long a changed symbol is felt
CHANGED = 20  # the step where it is changed
CLUES: tuple[words.Clue, ...] = ("before", "after")


@dataclass(frozen=True, eq=False)
class TrainedReader:
    """A trained reader and what is known about it.

    Attributes:
        name: what it is loaded by.
        recipe: everything that it depends on.
        reader: the network, float32 as trained, with seed 0.
        accuracies: the fraction of right answers on what was not trained on, of seeds 0, 1 and 2: with the clue
            `before` and `after` the word, or for a task without such words in sequences of the trained length, `new`;
            of *odd_words* also in sequences of 100 steps, `longer`.
        lasting, lasting_untrained: of *odd_words*, for each of the three seeds how many steps a changed symbol is felt
            in each layer, see `changed_symbol`; before training, too. Else empty.
    """

    name: str
    recipe: ReaderRecipe
    reader: Reader
    accuracies: Mapping[str, tuple[float, ...]]
    lasting: tuple[tuple[float, ...], ...] = ()
    lasting_untrained: tuple[tuple[float, ...], ...] = ()


def recipes() -> dict[str, ReaderRecipe]:
    """Name → recipe."""
    found = {}
    for language in words.LANGUAGES:
        for direction, units in (("forward", 12), ("backward", 12), ("both", 6)):
            task = f"words_{language}"
            found[f"{task}_{direction}"] = ReaderRecipe(task, units, steps=250, directions=(direction,))
    for task, length in (("clue", 100), ("majority", 60)):
        for way in get_args(Reading):
            found[f"{task}_{way}"] = ReaderRecipe(task, 12, steps=250, way=way, length=length)
    for layers, units in ((1, 12), (2, 7), (3, 6)):  # about as many weights: 651, 612, 723
        directions = ("forward",) * layers
        found[f"layers_{layers}"] = ReaderRecipe(
            "odd_words", units, steps=2000, length=24, directions=directions, falling=True
        )
    return found


def new_batches(recipe: ReaderRecipe) -> dict[str, tuple[Batch, ...]]:
    """What a reader is measured on, by the names of its accuracies: sequences that it was not trained on.

    Of sentences, all that are kept from training; else 1000 sequences of the stream (seed, 3), which no training uses.
    """
    for language in words.LANGUAGES:
        if recipe.task == f"words_{language}":
            return {clue: words.new(language, clue) for clue in CLUES}
    task, generator = READING_TASKS[recipe.task], np.random.default_rng((recipe.seed, 3))
    found: dict[str, tuple[Batch, ...]] = {"new": (task.batch(recipe.length, MEASURED_ON, generator),)}
    if recipe.task == "odd_words":
        found["longer"] = (task.batch(LONGER, LONGER_ON, generator),)
    return found


def measure(reader: Reader, recipe: ReaderRecipe) -> dict[str, float]:
    """The fraction of right answers, by what was read."""
    return {name: reader.accuracy(*batches) for name, batches in new_batches(recipe).items()}


def changed_symbol(reader: Reader, recipe: ReaderRecipe) -> list[float]:
    """How many steps another symbol at step 20 is felt in each layer, the mean over 200 sequences of 100 steps.

    A difference that stays as large to the end is felt for 39.5 steps: `engine.learning.readers.lasting`.
    """
    (longer,) = new_batches(recipe)["longer"]
    return [round(float(value), 3) for value in lasting(reader, longer, CHANGED).mean(axis=1)]


def made(recipe: ReaderRecipe) -> Made:
    """Train a reader with every seed, measure all of them, and return the one of the recipe."""
    of_seeds = [replace(recipe, seed=seed) for seed in SEEDS]
    trained = [list(train_reader(one, every=one.steps))[-1].model for one in of_seeds]
    found = [measure(reader, one) for reader, one in zip(trained, of_seeds, strict=True)]
    measured: dict[str, object] = {"accuracies": {name: [one[name] for one in found] for name in found[0]}}
    if recipe.task == "odd_words":
        measured["lasting"] = [changed_symbol(reader, one) for reader, one in zip(trained, of_seeds, strict=True)]
        measured["lasting_untrained"] = [changed_symbol(untrained(one), one) for one in of_seeds]
    return Made(trained[SEEDS.index(recipe.seed)].parameters, measured)


SHELF = Shelf("readers", "reader", MappingProxyType(recipes()), made)


def names() -> tuple[str, ...]:
    """What ships."""
    return SHELF.names()


def load(name: str) -> TrainedReader:
    """Read a trained reader. Raises ValueError: there is none of this name; the message lists them."""
    recipe, (arrays, measured) = SHELF.load(name)
    accuracies = {key: tuple(values) for key, values in measured["accuracies"].items()}
    felt = (tuple(map(tuple, measured.get(key, ()))) for key in ("lasting", "lasting_untrained"))
    return TrainedReader(name, recipe, untrained(recipe).with_parameters(arrays), FrozenMapping(accuracies), *felt)


if __name__ == "__main__":
    SHELF.main("engine.learning.reader_networks")
