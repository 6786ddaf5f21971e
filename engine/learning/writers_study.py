"""How often does one unit suffice? Writers of several seeds.

    python -m engine.learning.writers_study [NAME …]    trains them anew: about a minute each

Of quotations and of reviews, in English: how well the two best units track, and how much the two that steer most do.
The writers of seeds 0 and 1 ship.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from engine.learning.character_model import CharacterModel
from engine.learning.corpora import corpus
from engine.learning.properties import find, fitting
from engine.learning.steering import steering
from engine.learning.writers import RECIPES, Recipe, measure, rounded, tracked_units, train

PATH = Path(__file__).parent / "weights" / "writers_study.json"
TRACKS = 0.99  # so well does a unit track what it can be said to know
SEEDS: Mapping[str, int] = MappingProxyType({"quotes_en": 4, "reviews_en": 3})  # so many of each
STUDIED: Mapping[str, tuple[Recipe, ...]] = MappingProxyType(
    {about: tuple(replace(RECIPES[f"{about}_1"], seed=seed) for seed in range(count)) for about, count in SEEDS.items()}
)


@dataclass(frozen=True, slots=True)
class Run:
    """One writer.

    Attributes:
        seed: of its recipe.
        nats: a letter, on sentences that it never met.
        unit, tracks, second: the unit that tracks best, how well, and how well the next one does.
        accuracy: how many letters are told right by a threshold on that unit.
        steers: by how many doublings that unit changes what is written.
        most, most_effect: the unit that steers most, whichever it is, and by how many.
        next_effect: by how many the next one does.
    """

    seed: int
    nats: float
    unit: int
    tracks: float
    second: float
    accuracy: float
    steers: float
    most: int
    most_effect: float
    next_effect: float

    @property
    def suffices(self) -> bool:
        """Whether one unit can be said to know it: it tracks it to a hundredth, and no other one steers as much."""
        return self.tracks >= TRACKS and self.most == self.unit


def run(recipe: Recipe) -> Run:
    """Train a writer, and measure it as the page does."""
    network, readout = rounded(*train(recipe))
    return seen(CharacterModel(network, readout, corpus(recipe.corpus).alphabet), recipe)


def seen(model: CharacterModel, recipe: Recipe) -> Run:
    """What is measured of a writer that was trained."""
    text = corpus(recipe.corpus)
    measured, tracked = measure(model, text), tracked_units(model, text)
    *_, found = steering(model, find(fitting(text)[0], text), tracked.low, tracked.high)
    effects = np.abs(found.effect)
    second, most = np.argsort(effects)[-2:]
    return Run(
        recipe.seed,
        measured.nats,
        measured.unit,
        measured.tracks,
        measured.second,
        measured.accuracy or 0.0,
        round(float(effects[measured.unit]), 2),
        int(most),
        round(float(effects[most]), 2),
        round(float(effects[second]), 2),
    )


@cache
def load() -> Mapping[str, tuple[Run, ...]]:
    """What was found, by the names of `STUDIED`."""
    found = json.loads(PATH.read_text("utf-8"))
    return MappingProxyType({name: tuple(Run(**one) for one in runs) for name, runs in found.items()})


def write(found: Mapping[str, Sequence[Run]]) -> None:
    """Keep what was found, a line for each run."""
    lines = (
        f" {json.dumps(name)}: [\n" + ",\n".join(f"  {json.dumps(asdict(one))}" for one in found[name]) + "\n ]"
        for name in STUDIED
        if name in found
    )
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def main(given: Sequence[str] | None = None) -> None:
    """Train those that are named, or all, and keep what was found."""
    parser = argparse.ArgumentParser(prog="python -m engine.learning.writers_study", description=main.__doc__)
    parser.add_argument("names", nargs="*", choices=[*STUDIED, []], help="all of them unless given")
    found = dict(load()) if PATH.exists() else {}
    for name in parser.parse_args(given).names or STUDIED:
        found[name] = tuple(map(run, STUDIED[name]))
        write(found)
        print(name, *found[name], sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
