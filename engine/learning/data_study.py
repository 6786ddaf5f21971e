"""How much does each cell make of little data, and of much?

`python -m engine.learning.data_study` trains them all and writes the answer.

The task is the latch: every step brings a bit and sometimes a flag, and the last flagged bit is to be answered at every
step. A network learns from a fixed training set alone, of a few sequences or of many, and is then asked on sequences
that it has not seen. All cells of one seed learn from the same sequences, in PyTorch's default initialisation, for the
same number of optimizer steps: nothing is chosen on the way, so no data is needed for choosing. What differs is the
cell and how two cells are made equal: in units, or in parameters. The learning rate is each one's own, for each size of
the training set: a pilot with seeds, training sets and new sequences of its own, none of which is reported, chooses it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from engine.cells.base import Array
from engine.learning.crowd import Crowd
from engine.learning.pretrained import WEIGHTS
from engine.learning.studies import Found, gathered, noted, read, shaped, write
from engine.learning.tasks import TASKS
from engine.learning.training import Recipe, correct, held_out, training_set
from engine.networks.cost import matching_size, parameter_count

PATH = WEIGHTS / "data_study.json"
TASK, NEW = "latch", 500
REPORTED, PILOT = 0, 1  # the seeds of the new sequences
FEATURES = len(TASKS[TASK].features)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is tried, as the study records it.

    Attributes:
        sizes, seeds: every cell learns from so many sequences, from every one of the seeds.
        length: steps of every sequence.
        units: of the LSTM, and of the cells that are its equals in units.
        batch: sequences in every optimizer step, drawn anew from the training set; all of a smaller one.
        updates: optimizer steps of every run.
        rates: learning rates of Adam that the pilot tries.
        pilot_seeds: of the pilot.
    """

    sizes: tuple[int, ...] = (2, 4, 8, 16, 32, 64, 256, 1024)
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    length: int = 30
    units: int = 16
    batch: int = 32
    updates: int = 500
    rates: tuple[float, ...] = (3e-3, 1e-2, 3e-2, 1e-1)
    pilot_seeds: tuple[int, ...] = (50, 51, 52)


SETTING = Setting()


@dataclass(frozen=True, slots=True)
class Variant:
    """A cell, and in what it equals the LSTM: "units" or "parameters"."""

    cell: str
    match: str

    def units(self, setting: Setting = SETTING) -> int:
        """H."""
        if self.match == "units":
            return setting.units
        return matching_size(self.cell, FEATURES, parameter_count("lstm", FEATURES, setting.units))

    def parameters(self, setting: Setting = SETTING) -> int:
        """Weights and biases of the layer."""
        return parameter_count(self.cell, FEATURES, self.units(setting))


VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {
        "lstm": Variant("lstm", "units"),
        "gru": Variant("gru", "units"),
        "rnn": Variant("elman", "units"),
        "gru_as_large": Variant("gru", "parameters"),
        "rnn_as_large": Variant("elman", "parameters"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """How training ended.

    Attributes:
        accuracy: the fraction of right answers on new sequences (guessing gives ½).
        fitted: the same on the training set.
    """

    accuracy: Array
    fitted: Array


@dataclass(frozen=True, slots=True, eq=False)
class DataStudy:
    """The result, variant → what was found."""

    setting: Setting
    found: Mapping[str, Found[Runs]]

    def accuracy(self, variant: str, size: int) -> Array:
        """Every seed's on new sequences, (seed,)."""
        return np.asarray(self.found[variant].runs.accuracy[self.setting.sizes.index(size)])


def recipe(variant: Variant, size: int, seed: int, rate: float, setting: Setting = SETTING) -> Recipe:
    """One run of the study."""
    return Recipe(
        TASK, variant.cell, variant.units(setting), (setting.length, setting.length), setting.updates,
        learning_rate=rate, batch=setting.batch, seed=seed, sequences=size,
    )  # fmt: skip


def run_all(recipes: Sequence[Recipe], new: int = REPORTED) -> Runs:
    """How each of these recipes ends, which differ in seed and learning rate alone, all trained at once, (run,)."""
    crowd, everyone = Crowd(recipes), range(len(recipes))
    for _ in range(recipes[0].steps):
        crowd.update(everyone)
    asked = held_out(TASK, recipes[0].lengths[1], NEW, new)
    networks = [crowd.network(index) for index in everyone]
    sets = [training_set(recipe) for recipe in recipes]
    return Runs(
        np.array([correct(*network, asked) for network in networks]),
        np.array(
            [correct(*network, known) for network, known in zip(networks, sets, strict=True) if known is not None]
        ),
    )


def chosen(pilot: Runs) -> int:
    """Which rate the pilot (rate, seed) speaks for: the better mean, and the first of equals."""
    return int(pilot.accuracy.mean(axis=1).argmax())


def study(setting: Setting = SETTING, notes: Path | None = None) -> DataStudy:
    """Train everything; eleven minutes on one processor. With `notes`, what is done already is read from there."""
    rows: dict[str, list[Found[Runs]]] = {name: [] for name in VARIANTS}
    for size, (name, variant) in itertools.product(setting.sizes, VARIANTS.items()):
        tried = [recipe(variant, size, seed, rate, setting) for rate in setting.rates for seed in setting.pilot_seeds]
        flat = _noted(f"{name}, {size} sequences, pilot", notes, tried, PILOT)
        pilot = shaped(flat, (len(setting.rates), len(setting.pilot_seeds)))
        rate = setting.rates[chosen(pilot)]
        recipes = [recipe(variant, size, seed, rate, setting) for seed in setting.seeds]
        runs = _noted(f"{name}, {size} sequences, rate {rate}", notes, recipes, REPORTED)
        rows[name].append(Found(pilot, np.array(rate), runs))
    return DataStudy(setting, gathered(rows))


def _noted(what: str, notes: Path | None, recipes: Sequence[Recipe], new: int) -> Runs:
    def say(runs: Runs) -> str:
        return str(np.round(runs.accuracy, 3).tolist())

    return noted(what, notes, Runs, lambda: run_all(recipes, new), say)


def save(study: DataStudy, path: Path = PATH) -> None:
    """Write a study down."""
    write(path, study.setting, study.found)


@cache
def load(path: Path = PATH) -> DataStudy:
    """The shipped study."""
    return DataStudy(*read(path, Setting, Runs))


if __name__ == "__main__":
    NOTES = PATH.with_suffix(".notes.json")  # to go on from, should it be interrupted
    save(study(notes=NOTES))
    NOTES.unlink()
