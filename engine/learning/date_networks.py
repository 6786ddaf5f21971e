"""The writers of dates that ship: one with attention, and some with a fixed vector, small and large, short and long.

`python -m engine.learning.date_networks` trains them all, names after it train those only. The same machine gives the
same files, bit for bit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from engine.frozen import FrozenMapping
from engine.learning.translating import DateRecipe, accuracy, train_dates, untrained
from engine.networks.encoder_decoder import EncoderDecoder

WEIGHTS = Path(__file__).parent / "weights" / "dates"
FILLERS = (0, 10, 20, 40, 60, 80, 120)  # letters after each date; up to 40 were met in training
MEASURED_ON = 500  # new dates at each filler

RECIPES: Mapping[str, DateRecipe] = MappingProxyType(
    {
        "attention": DateRecipe(units=16, attention=True, steps=1000),
        "fixed": DateRecipe(units=16, attention=False, steps=1000),
        "fixed_longer": DateRecipe(units=16, attention=False, steps=2500),
        "fixed_larger": DateRecipe(units=32, attention=False, steps=1000),
    }
)


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


def names() -> tuple[str, ...]:
    """What ships."""
    return tuple(RECIPES)


def load(name: str) -> DateWriter:
    """Read a trained writer of dates. Raises ValueError: there is none of this name; the message lists them."""
    if name not in RECIPES:
        raise ValueError(f"There is no writer of dates called {name!r}; there are {', '.join(RECIPES)}.")
    with safe_open(path(name), framework="np") as file:
        arrays = {key: file.get_tensor(key).astype(np.float64) for key in file.keys()}  # noqa: SIM118
        about = json.loads(file.metadata()["about"])
    recipe = DateRecipe(**about["recipe"])
    accuracies = {int(filler): value for filler, value in about["accuracies"].items()}
    return DateWriter(name, recipe, untrained(recipe).with_parameters(arrays), FrozenMapping(accuracies))


def path(name: str) -> Path:
    """The file of a writer of dates, there or not."""
    return WEIGHTS / f"{name}.safetensors"


def build(name: str) -> bytes:
    """Train one, measure it, and return its file."""
    recipe = RECIPES[name]
    *_, last = train_dates(recipe, every=recipe.steps)
    about = {
        "recipe": asdict(recipe),
        "accuracies": {filler: accuracy(last.model, filler, MEASURED_ON) for filler in FILLERS},
    }
    arrays = {key: values.astype(np.float32) for key, values in last.model.parameters.items()}
    return bytes(save(arrays, {"about": json.dumps(about)}))


def main() -> None:
    """Train the writers of dates that ship, and say whether their files changed."""
    parser = argparse.ArgumentParser(prog="python -m engine.learning.date_networks", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(RECIPES)}; default all")
    wanted = parser.parse_args().names or names()
    if unknown := set(wanted) - set(RECIPES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(RECIPES)}")
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        before = path(name).read_bytes() if path(name).exists() else b""
        path(name).write_bytes(after := build(name))
        measured = ", ".join(f"{filler}: {value:.1%}" for filler, value in load(name).accuracies.items())
        print(f"{path(name).name}: {'unchanged' if after == before else 'written'}; {measured}", flush=True)


if __name__ == "__main__":
    main()
