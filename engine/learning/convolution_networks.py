"""The convolutions that ship, and GRUs beside them: what a window sees, and what it does not.

`python -m engine.learning.convolution_networks` trains them all, names after it train those only. The same machine
gives the same files, bit for bit.

Each is trained from three seeds; the best of the three ships, and what all of them came to stands beside it: some
filters settle for a part of the motif. The dilated stack is trained on the gaps within its window alone: with longer
ones among them, which say nothing to it, most seeds never began to learn.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from engine.frozen import FrozenMapping
from engine.learning.finding import Finder, FinderRecipe, accuracy, train_finder, untrained
from engine.learning.shelf import Made, Shelf

SEEDS = (0, 1, 2)
MEASURED_ON = 500  # new sequences, at each gap
MEASURED_GAPS = (1, 2, 4, 5, 6, 10, 20, 24, 25, 28, 29, 40)  # of *order*: the last within a window, and the next
ALONE = (2, 4, 6, 10, 20, 40)  # gaps that networks are trained on alone
ALONE_STEPS = 500


@dataclass(frozen=True, eq=False)
class TrainedFinder:
    """A trained convolution, or a GRU.

    Attributes:
        name: what it is loaded by.
        recipe: everything that it depends on, with the seed that ships.
        model: the network, float32 as trained.
        accuracies: the fraction of new sequences that are answered rightly, for *order* by the gap between the
            clues, for *motif* under 0.
        seeds: for each of the three seeds, the mean of its accuracies.
        alone: of *order*, by gap: the same of a network that was trained on that gap alone, seed 0, 500 steps; it does
            not ship. Within the window, chance there means that long gaps are hard to learn without short ones.
    """

    name: str
    recipe: FinderRecipe
    model: Finder
    accuracies: Mapping[int, float]
    seeds: tuple[float, ...]
    alone: Mapping[int, float]


def made(recipe: FinderRecipe) -> Made:
    """Train one from each seed, and measure them."""
    models, found = [], []
    for seed in SEEDS:
        *_, last = train_finder(dataclasses.replace(recipe, seed=seed), every=recipe.steps)
        models.append(last.model)
        found.append(measured(last.model, recipe))
    seeds = [float(np.mean(list(each.values()))) for each in found]
    best = int(np.argmax(seeds))
    there = {"seed": SEEDS[best], "accuracies": found[best], "seeds": [round(value, 4) for value in seeds]}
    gaps = ALONE if recipe.task == "order" else ()
    return Made(models[best].parameters, there | {"alone": {gap: trained_alone(recipe, gap) for gap in gaps}})


def measured(model: Finder, recipe: FinderRecipe) -> dict[int, float]:
    """The accuracies of a network, by gap."""
    gaps = MEASURED_GAPS if recipe.task == "order" else (0,)
    return {gap: accuracy(model, recipe.task, gap, MEASURED_ON) for gap in gaps}


def trained_alone(recipe: FinderRecipe, gap: int) -> float:
    """The accuracy at a gap of a network that was trained on that gap alone."""
    *_, last = train_finder(dataclasses.replace(recipe, gaps=(gap, gap), steps=ALONE_STEPS), every=ALONE_STEPS)
    return accuracy(last.model, recipe.task, gap, MEASURED_ON)


SHELF = Shelf(
    "convolutions",
    "convolution",
    MappingProxyType(
        {
            "motif_1": FinderRecipe("motif", widths=(1,)),
            "motif_2": FinderRecipe("motif", widths=(2,)),
            "motif_3": FinderRecipe("motif", widths=(3,)),
            "motif_4": FinderRecipe("motif", widths=(4,)),
            "motif_7": FinderRecipe("motif", widths=(7,)),
            "motif_1_2_3_4": FinderRecipe("motif", widths=(1, 2, 3, 4)),
            "motif_gru_last": FinderRecipe("motif", "gru", reading="last"),
            "motif_gru_max": FinderRecipe("motif", "gru"),
            "order_5": FinderRecipe("order", widths=(5,)),
            "order_25": FinderRecipe("order", widths=(25,)),
            "order_dilated": FinderRecipe(
                "order", "stack", (5,), (1, 2, 4), gaps=(1, 28), steps=1000, learning_rate=5e-3
            ),
            "order_gru": FinderRecipe("order", "gru"),
        }
    ),
    made,
)


def names() -> tuple[str, ...]:
    """What ships."""
    return SHELF.names()


def load(name: str) -> TrainedFinder:
    """Read a trained convolution, or a GRU. Raises ValueError: there is none of this name; the message lists them."""
    given, (arrays, told) = SHELF.load(name)
    recipe = dataclasses.replace(given, seed=told["seed"])
    return TrainedFinder(
        name,
        recipe,
        untrained(recipe).with_parameters(arrays),
        _by_gap(told["accuracies"]),
        tuple(told["seeds"]),
        _by_gap(told["alone"]),
    )


def _by_gap(told: Mapping[str, float]) -> Mapping[int, float]:
    return FrozenMapping({int(gap): value for gap, value in told.items()})


if __name__ == "__main__":
    SHELF.main("engine.learning.convolution_networks")
