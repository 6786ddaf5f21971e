"""How far back can each cell learn to look?

`python -m engine.learning.gap_study` trains them all and writes the answer.

The task is *remember the first symbol*: A or B, then `gap` distracting letters, then the question. Every cell has the
same number of units, the same data, the same budget and the same seeds; a run ends before its budget is spent only
when held-out sequences are answered right. What differs is the cell and the bias of the gate that keeps its memory.
One learning rate does not suit all, so each is tried at two, and at each gap the one with more right answers counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.learning.pretrained import WEIGHTS
from engine.learning.training import Progress, Recipe, score, train
from engine.networks.initialisation import Init

PATH = WEIGHTS / "gap_study.json"
GAPS = (5, 10, 20, 40, 80, 160)
SEEDS = (0, 1, 2, 3, 4)
UNITS, BUDGET, BATCH = 16, 300, 64
RATES = (3e-3, 1e-2)  # of Adam
CHECK_EVERY, HELD_OUT, SOLVED = 25, 500, 0.99


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
class GapStudy:
    """The result.

    Attributes:
        gaps, seeds: what was tried.
        rates: the learning rates tried.
        tried, tried_steps: variant → (rate, gap, seed), the fraction of held-out sequences answered right (guessing
            gives ½), and optimizer steps until solved, or the whole budget.
        units, budget, batch: of every run.
    """

    gaps: tuple[int, ...]
    seeds: tuple[int, ...]
    rates: tuple[float, ...]
    tried: Mapping[str, Array]
    tried_steps: Mapping[str, Array]
    units: int
    budget: int
    batch: int

    def best_rate(self, variant: str) -> NDArray[np.intp]:
        """(gap,), which of `rates` gave more right answers over all seeds; the smaller one if they tie."""
        return np.asarray(self.tried[variant].mean(axis=2).argmax(axis=0))

    def accuracy(self, variant: str) -> Array:
        """(gap, seed), at the better learning rate for each gap."""
        return np.asarray(self.tried[variant][self.best_rate(variant), np.arange(len(self.gaps))])

    def steps(self, variant: str) -> Array:
        """(gap, seed), likewise."""
        return np.asarray(self.tried_steps[variant][self.best_rate(variant), np.arange(len(self.gaps))])

    def solved(self, variant: str) -> NDArray[np.intp]:
        """(gap,), how many of the seeds ended at 99 % or more."""
        return np.asarray((self.accuracy(variant) >= SOLVED).sum(axis=1))


def recipe(variant: Variant, gap: int, seed: int, rate: float, units: int = UNITS, budget: int = BUDGET) -> Recipe:
    """One run of the study."""
    return Recipe(
        "first", variant.cell, units, (gap + 1, gap + 1), budget, variant.init,
        learning_rate=rate, batch=BATCH, seed=seed,
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


def study(
    gaps: Sequence[int] = GAPS, seeds: Sequence[int] = SEEDS, rates: Sequence[float] = RATES, budget: int = BUDGET
) -> GapStudy:
    """Train everything; some nine minutes on one processor."""
    shape = (len(rates), len(gaps), len(seeds))
    accuracy = {name: np.zeros(shape) for name in VARIANTS}
    steps = {name: np.zeros(shape) for name in VARIANTS}
    for name, variant in VARIANTS.items():
        for place in np.ndindex(*shape):
            rate, gap, seed = rates[place[0]], gaps[place[1]], seeds[place[2]]
            *_, last = run(recipe(variant, gap, seed, rate, budget=budget))
            accuracy[name][place], steps[name][place] = last.accuracy, last.progress.step
            print(
                f"{name}, rate {rate}, gap {gap}, seed {seed}: {last.accuracy:.3f}, {last.progress.step} steps",
                flush=True,
            )
    return GapStudy(tuple(gaps), tuple(seeds), tuple(rates), accuracy, steps, UNITS, budget, BATCH)


def save(found: GapStudy, path: Path = PATH) -> None:
    """Write a study as JSON, one line per variant."""
    rows = {
        name: {"accuracy": found.tried[name].tolist(), "steps": found.tried_steps[name].astype(int).tolist()}
        for name in found.tried
    }
    head = {name: getattr(found, name) for name in ("gaps", "seeds", "rates", "units", "budget", "batch")}
    body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    path.write_text(f'{{\n "setting": {json.dumps(head)},\n "runs": {{\n{body}\n }}\n}}\n', "utf-8")


@cache
def load(path: Path = PATH) -> GapStudy:
    """The shipped study."""
    found = json.loads(path.read_text("utf-8"))
    head, runs = found["setting"], found["runs"]
    arrays = {
        key: MappingProxyType({name: np.array(row[key], dtype=np.float64) for name, row in runs.items()})
        for key in ("accuracy", "steps")
    }
    gaps, seeds, rates = (tuple(head[key]) for key in ("gaps", "seeds", "rates"))
    return GapStudy(
        gaps, seeds, rates, arrays["accuracy"], arrays["steps"], head["units"], head["budget"], head["batch"]
    )


if __name__ == "__main__":
    save(study())
