"""What the five seeds of every cell came to on every task, as the shipped networks say of themselves."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from engine.learning import family
from engine.learning.family import Result
from engine.learning.tasks import TASKS
from ui.lessons.cells.family import FAMILY
from ui.words import t

# What the table shows of a task: measured on sequences longer than those it was learned from, where there are any.
SHOWN: Mapping[str, str] = MappingProxyType(
    {"latch": "accuracy_300", "count": "rmse_300", "toggle": "accuracy_60", "first": "accuracy"}
)
LONG: Mapping[str, int] = MappingProxyType({"latch": 300, "count": 300, "toggle": 60})


def result(kind: str, task: str, variant: str = "") -> Result | None:
    """What the seeds of a cell came to; None where there is no such cell, or nobody has trained it."""
    return family.results().get((task, FAMILY[kind].engine, variant)) if kind in FAMILY else None


def of_seeds(found: Result) -> str:
    """How many of how many learned it."""
    return t("{learned} of {seeds}", learned=sum(found.learned), seeds=len(found.learned))


def middle(found: Result, name: str) -> float:
    """The median of a measurement over the seeds."""
    return float(np.median(found.metrics[name]))


def percent(share: float) -> str:
    """A part of answers as people read it; never 100 for less than all."""
    shown = f"{100 * share:.1f}"
    return "99.9" if shown == "100.0" and share < 1 else shown.removesuffix(".0")


def told(task: str, value: float) -> str:
    """A measurement of a task in words: a percentage, or an error in counts."""
    return f"{percent(value)} %" if TASKS[task].classes else f"{value:.2f}"


def titles(kinds: Sequence[str]) -> str:
    """A, B and C."""
    names = [t(FAMILY[kind].title) for kind in kinds]
    if len(names) < 2:
        return "".join(names)
    return t("{most} and {last}", most=", ".join(names[:-1]), last=names[-1])
