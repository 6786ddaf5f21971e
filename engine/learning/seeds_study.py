"""What recorded runs show, over five seeds: the same courses again with other weights and other data.

python -m engine.learning.seeds_study    about ten minutes on one processor
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

import engine
from engine.learning.course import ANSWERED, Course, Diverged, Snapshot, watch
from engine.learning.exercises import FirstSymbol
from engine.learning.recorded import COURSES

PATH = Path(__file__).parent / "weights" / "seeds_study.json"
SEEDS = (0, 1, 2, 3, 4)
ARRIVES = 1e-3  # of the gradient at the last step: so much counts as having reached the first
LONGER = 600  # updates, where those recorded are too few for some seeds
FAR = "bias_80"  # the biases once more, over twice the gap


@dataclass(frozen=True, slots=True)
class Seen:
    """One run.

    Attributes:
        reached: the first update at which more than a thousandth of the gradient reaches the first step; −1 for none.
        right: the first at which nine answers in ten are right; −1 for none.
        loss, accuracy: on held-out data at the end; accuracy −1 for a regression.
        jump: the most by which the loss of a batch was above the least of any batch before it.
        steepest: the largest norm of a gradient, before it was clipped.
        diverged: the run ended before its time.
    """

    reached: int
    right: int
    loss: float
    accuracy: float
    jump: float
    steepest: float
    diverged: bool


def courses(name: str) -> tuple[Course, ...]:
    """What is studied under a name, with the first of the seeds: what is recorded, or more of it."""
    if name == FAR:
        return tuple(replace(course, exercise=FirstSymbol(80, only=True)) for course in COURSES["bias"])
    if name == "arrives":
        return tuple(replace(course, updates=LONGER) for course in COURSES[name])
    return COURSES[name]


NAMES = (*(name for name in COURSES if name != "hello"), FAR)


def seen(course: Course) -> Seen:
    """Train, and look."""
    rows: list[Snapshot] = []
    diverged = False
    try:
        rows.extend(watch(course))
    except Diverged:
        diverged = True
    losses, steepest = np.concatenate([row.losses for row in rows]), [row.norms[:, 0] for row in rows]
    least = np.minimum.accumulate(losses)
    return Seen(
        reached=next((row.update for row in rows if row.profile[0] > ARRIVES * row.profile[-1]), -1),
        right=next((row.update for row in rows if (row.accuracy or 0.0) >= ANSWERED), -1),
        loss=round(rows[-1].loss, 5),
        accuracy=-1.0 if rows[-1].accuracy is None else round(rows[-1].accuracy, 4),
        jump=round(float((losses[1:] - least[:-1]).max()), 4),
        steepest=round(float(np.concatenate(steepest).max()), 4),
        diverged=diverged,
    )


@cache
def load() -> Mapping[str, tuple[tuple[Seen, ...], ...]]:
    """What was found: name → run side by side → seed."""
    found = json.loads(PATH.read_text("utf-8"))
    return MappingProxyType(
        {name: tuple(tuple(Seen(**one) for one in seeds) for seeds in runs) for name, runs in found.items()}
    )


def gates(rows: Sequence[Snapshot], gate: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """A gate of the latch before and after training, its mean over units: at flags, and elsewhere."""
    found = []
    for row in (rows[0], rows[-1]):
        batch = COURSES["gates"][0].exercise.held_out(64)
        values = engine.record(row.network, batch.inputs)[gate][0, 0].mean(axis=-1)
        flagged = batch.inputs[..., 1] > 0
        found.append((float(values[flagged].mean()), float(values[~flagged].mean())))
    return found[0], found[1]


def main() -> None:
    """Train everything, and write it down."""
    lines = []
    for name in NAMES:
        runs = [[asdict(seen(replace(course, seed=seed))) for seed in SEEDS] for course in courses(name)]
        lines.append(f" {json.dumps(name)}: [\n" + ",\n".join(f"  {json.dumps(one)}" for one in runs) + "\n ]")
        print(lines[-1], flush=True)
    PATH.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
