"""The writers of dates that ship: one with attention, and some with a fixed vector, small and large, short and long.

`python -m engine.learning.date_networks` trains them all, names after it train those only. The same machine gives the
same files, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.frozen import FrozenMapping
from engine.learning.shelf import Made, Shelf
from engine.learning.translating import DateRecipe, accuracy, train_dates, untrained
from engine.networks.encoder_decoder import EncoderDecoder

FILLERS = (0, 10, 20, 40, 60, 80, 120)  # letters after each date; up to 40 were met in training
MEASURED_ON = 500  # new dates at each filler


@dataclass(frozen=True, eq=False)
class DateWriter:
    """A trained writer of dates.

    Attributes:
        name: what it is loaded by.
        recipe: everything that it depends on.
        model: the network, float32 as trained.
        accuracies: the fraction of new dates written without a mistake, by letters of filler after the date.
    """

    name: str
    recipe: DateRecipe
    model: EncoderDecoder
    accuracies: Mapping[int, float]


def made(recipe: DateRecipe) -> Made:
    """Train one and measure it."""
    *_, last = train_dates(recipe, every=recipe.steps)
    found = {filler: accuracy(last.model, filler, MEASURED_ON) for filler in FILLERS}
    return Made(last.model.parameters, {"accuracies": found})


SHELF = Shelf(
    "dates",
    "writer of dates",
    MappingProxyType(
        {
            "attention": DateRecipe(units=16, attention=True, steps=1000),
            "fixed": DateRecipe(units=16, attention=False, steps=1000),
            "fixed_longer": DateRecipe(units=16, attention=False, steps=2500),
            "fixed_larger": DateRecipe(units=32, attention=False, steps=1000),
        }
    ),
    made,
)


def names() -> tuple[str, ...]:
    """What ships."""
    return SHELF.names()


def load(name: str) -> DateWriter:
    """Read a trained writer of dates. Raises ValueError: there is none of this name; the message lists them."""
    recipe, (arrays, measured) = SHELF.load(name)
    accuracies = {int(filler): value for filler, value in measured["accuracies"].items()}
    return DateWriter(name, recipe, untrained(recipe).with_parameters(arrays), FrozenMapping(accuracies))


if __name__ == "__main__":
    SHELF.main("engine.learning.date_networks")
