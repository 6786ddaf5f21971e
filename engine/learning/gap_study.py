"""How far back can each cell learn to look, and how soon?

`python -m engine.learning.gap_study` trains them all and writes the answer.

The task is *remember the first symbol*: A or B, then `gap` distracting letters, then the question. Every cell has the
same number of units, the same data, the same budget and the same seeds; a run ends before its budget is spent only
when held-out sequences are answered right, so that what takes long can be told from what does not come at all within
the budget. What differs is the cell, the bias of the gate that keeps its memory, and the learning rate. One rate does
not suit all: a pilot with seeds and held-out sequences of its own, none of which is reported, chooses it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.crowd import Crowd
from engine.learning.pretrained import WEIGHTS
from engine.learning.studies import Found, gathered, noted, read, shaped, write
from engine.learning.training import Progress, Recipe, score, train
from engine.networks.initialisation import Init

PATH = WEIGHTS / "gap_study.json"
CHECK_EVERY, HELD_OUT, SOLVED = 25, 500, 0.99
REPORTED, PILOT = 0, 1  # the seeds of the held-out sequences


@dataclass(frozen=True, slots=True)
class Setting:
    """What is tried, as the study records it.

    Attributes:
        gaps, seeds: every cell learns every gap from every one of the seeds.
        units, batch: of every network, and sequences in every optimizer step.
        budget: the most optimizer steps of a run.
        rates: learning rates of Adam that the pilot tries.
        pilot_seeds, pilot_budget: of the pilot.
    """

    gaps: tuple[int, ...] = (5, 10, 20, 40, 80, 160)
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    units: int = 16
    batch: int = 64
    budget: int = 2000
    rates: tuple[float, ...] = (3e-3, 1e-2)
    pilot_seeds: tuple[int, ...] = (50, 51, 52)
    pilot_budget: int = 1000


SETTING = Setting()


@dataclass(frozen=True, slots=True)
class Variant:
    """A cell and how it begins: `forget_bias` is b_f of an LSTM, b_z of a GRU; None leaves PyTorch's default."""

    cell: str
    forget_bias: float | None

    @property
    def init(self) -> Init:
        """As the engine takes it."""
        return Init(forget_bias=self.forget_bias)


VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {
        "rnn": Variant("elman", None),
        "lstm": Variant("lstm", 0.0),
        "lstm_keep": Variant("lstm", 3.0),
        "gru": Variant("gru", None),
        "gru_keep": Variant("gru", 3.0),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """How training ended.

    Attributes:
        accuracy: the fraction of held-out sequences answered right (guessing gives ½).
        steps: optimizer steps until that was 99 %, or the whole budget.
    """

    accuracy: Array
    steps: NDArray[np.int64]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Whether it reached 99 % within the budget."""
        return np.asarray(self.accuracy >= SOLVED)


@dataclass(frozen=True, slots=True, eq=False)
class GapStudy:
    """The result, variant → what was found."""

    setting: Setting
    found: Mapping[str, Found[Runs]]

    def runs(self, variant: str, gap: int) -> Runs:
        """Every seed's, (seed,)."""
        row, runs = self.setting.gaps.index(gap), self.found[variant].runs
        return Runs(runs.accuracy[row], runs.steps[row])

    def rate(self, variant: str, gap: int) -> float:
        """The learning rate with which this variant learned this gap."""
        return float(self.found[variant].rates[self.setting.gaps.index(gap)])


def recipe(variant: Variant, gap: int, seed: int, rate: float, setting: Setting = SETTING) -> Recipe:
    """One run of the study."""
    return Recipe(
        "first", variant.cell, setting.units, (gap + 1, gap + 1), setting.budget, variant.init,
        learning_rate=rate, batch=setting.batch, seed=seed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """Training so far, and how many held-out sequences were answered right; `done` if solved or the budget is spent."""

    progress: Progress
    accuracy: float
    done: bool


def run(of: Recipe, every: int = CHECK_EVERY) -> Iterator[Checked]:
    """Train until held-out sequences are answered right or the budget is spent. To cancel, stop iterating."""
    for progress in train(of, every):
        # The training batch is a cheap first test: only where it passes, or at the end, is the held-out set asked.
        last = progress.step == of.steps
        accuracy = progress.accuracy or 0.0
        if last or accuracy >= SOLVED:
            accuracy = score(progress.network, progress.readout, of.task, of.lengths[1], HELD_OUT)
        done = last or accuracy >= SOLVED
        yield Checked(progress, accuracy, done)
        if done:
            return


def run_all(recipes: Sequence[Recipe], budget: int, held_out: int = REPORTED) -> Runs:
    """What `run` finds for each of these recipes, which differ in seed and learning rate alone, all at once, (run,)."""
    crowd = Crowd(recipes)
    accuracy, steps = np.zeros(len(recipes)), np.full(len(recipes), budget)
    going = list(range(len(recipes)))
    for step in range(1, budget + 1):
        right = {index: told.accuracy or 0.0 for index, told in zip(going, crowd.update(going), strict=True)}
        if step % CHECK_EVERY and step < budget:
            continue
        for index, value in right.items():
            if value < SOLVED and step < budget:
                continue
            task, length = recipes[index].task, recipes[index].lengths[1]
            accuracy[index] = score(*crowd.network(index), task, length, HELD_OUT, held_out)
            if accuracy[index] >= SOLVED:
                steps[index] = step
                going.remove(index)
        if not going:
            break
    return Runs(accuracy, steps)


def chosen(pilot: Runs, before: int = 0) -> int:
    """Which rate the pilot (rate, seed) speaks for: more seeds solved, then fewer steps; `before` if neither solved."""
    solved = pilot.solved.sum(axis=1)
    if not solved.any():
        return before
    return int(np.lexsort((pilot.steps.sum(axis=1), -solved))[0])


def study(setting: Setting = SETTING, notes: Path | None = None) -> GapStudy:
    """Train everything; about an hour on one processor. With `notes`, what is done already is read from there."""
    best = dict.fromkeys(VARIANTS, 0)
    rows: dict[str, list[Found[Runs]]] = {name: [] for name in VARIANTS}
    for gap, (name, variant) in itertools.product(setting.gaps, VARIANTS.items()):
        tried = [recipe(variant, gap, seed, rate, setting) for rate in setting.rates for seed in setting.pilot_seeds]
        flat = _noted(f"{name}, gap {gap}, pilot", notes, tried, setting.pilot_budget, PILOT)
        pilot = shaped(flat, (len(setting.rates), len(setting.pilot_seeds)))
        best[name] = chosen(pilot, best[name])  # a gap that no pilot learned takes the rate of the shorter one
        rate = setting.rates[best[name]]
        recipes = [recipe(variant, gap, seed, rate, setting) for seed in setting.seeds]
        runs = _noted(f"{name}, gap {gap}, rate {rate}", notes, recipes, setting.budget, REPORTED)
        rows[name].append(Found(pilot, np.array(rate), runs))
    return GapStudy(setting, gathered(rows))


def _noted(what: str, notes: Path | None, recipes: Sequence[Recipe], budget: int, held_out: int) -> Runs:
    def say(runs: Runs) -> str:
        return f"{int(runs.solved.sum())} of {len(recipes)}, steps {runs.steps.tolist()}"

    return noted(what, notes, Runs, lambda: run_all(recipes, budget, held_out), say)


def save(study: GapStudy, path: Path = PATH) -> None:
    """Write a study down."""
    write(path, study.setting, study.found)


@cache
def load(path: Path = PATH) -> GapStudy:
    """The shipped study."""
    return GapStudy(*read(path, Setting, Runs))


if __name__ == "__main__":
    NOTES = PATH.with_suffix(".notes.json")  # to go on from, should it be interrupted
    save(study(notes=NOTES))
    NOTES.unlink()
