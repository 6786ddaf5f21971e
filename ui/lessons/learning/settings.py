"""Everything that a link to the lesson on learning says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ui.look.cells import CELLS
from ui.settings.parameters import Choice, Flag, Several, Whole, Words, parameter

TASKS = ("first", "latch", "adding", "echo", "hello", "text", "intent", "sine", "series", "column")
SCENES = ("arrives", "bias", "spikes", "window", "gates", "adding")  # in the order of the lecture
BESIDE = ("cells", "bias", "clip", "window", "start")  # what is different between the runs side by side
KINDS = ("gru", "lstm", "rnn", *(kind for kind in CELLS if kind not in ("gru", "lstm", "rnn")))  # as they stand
MOST = 3  # runs side by side
RATES = ("0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")
CLIPS = ("off", "0.1", "0.5", "1", "5")
BIASES = ("drawn", "0", "1", "3", "5")
LONGEST = 2000  # characters that a link may give


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """Everything a link to the page says. Steps and runs count from 1; 0 leaves the choice to the page."""

    scene: str = parameter("", Choice(("", *SCENES)))
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(True, Flag())
    # the task
    task: str = parameter("first", Choice(TASKS))
    gap: int = parameter(40, Whole(16, 80))
    only: bool = parameter(False, Flag())  # only this gap, instead of every gap up to it
    length: int = parameter(50, Whole(4, 100))
    lag: int = parameter(8, Whole(1, 20))
    text: str = parameter("the clouds are in the sky", Words(LONGEST))
    tongue: str = parameter("en", Choice(("en", "ru")))
    series: str = parameter("sunspots", Choice(("sunspots", "own")))
    numbers: str = parameter("", Words(LONGEST))
    # the learner
    beside: str = parameter("cells", Choice(BESIDE))
    cells: tuple[str, ...] = parameter(("gru", "lstm", "rnn"), Several(KINDS, MOST))
    units: int = parameter(16, Whole(1, 48))
    start: str = parameter("default", Choice(("default", "orthogonal", "identity")))
    bias: str = parameter("0", Choice(BIASES))
    optimiser: str = parameter("adam", Choice(("adam", "sgd")))
    rate: str = parameter("0.003", Choice(RATES))
    clip: str = parameter("1", Choice(CLIPS))
    window: int = parameter(0, Whole(0, 100))
    batch: int = parameter(64, Whole(1, 128))
    updates: int = parameter(240, Whole(10, 3000))
    seed: int = parameter(0, Whole(0, 9999))
    # the place
    update: int = parameter(-1, Whole(-1, 3000), place=True)
    t: int = parameter(0, Whole(0, 300), place=True)
    run: int = parameter(1, Whole(1, MOST), place=True)

    def __post_init__(self) -> None:
        """A widget gives the cells as a list, in the order of the clicks."""
        object.__setattr__(self, "cells", tuple(kind for kind in KINDS if kind in self.cells))

    @property
    def of_the_runs(self) -> "LearningSettings":
        """What the runs depend on, and nothing else."""
        read = {
            "task",
            "beside",
            "units",
            "start",
            "optimiser",
            "rate",
            "batch",
            "updates",
            "seed",
            *OF_TASK[self.task],
        }
        read |= {"cells", "bias", "clip", "window"} - {LEFT_OUT.get(self.beside, "")}
        return LearningSettings(**{name: getattr(self, name) for name in read})


LEFT_OUT: Mapping[str, str] = MappingProxyType({"bias": "bias", "clip": "clip", "window": "window"})
OF_TASK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "first": ("gap", "only"),
        "latch": (),
        "adding": ("length",),
        "echo": ("lag",),
        "hello": (),
        "text": ("text",),
        "intent": ("tongue",),
        "sine": (),
        "series": ("series", "numbers"),
        "column": (),  # a file is in the session, not in the address
    }
)
# How a task is usually learned: what it changes of the usual settings.
USUAL: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "first": {},
        "latch": {"units": 2, "rate": "0.01", "bias": "1", "updates": 1000},
        "adding": {"beside": "start", "bias": "1", "updates": 1200},
        "echo": {"beside": "window", "cells": ("rnn",), "updates": 600},
        "hello": {"units": 8, "rate": "0.01", "bias": "1", "batch": 1, "updates": 120},
        "text": {"cells": ("lstm",), "units": 32, "rate": "0.01", "bias": "1", "batch": 1, "updates": 300},
        "intent": {"units": 16, "rate": "0.01", "bias": "1", "updates": 300},
        "sine": {"units": 16, "rate": "0.01", "bias": "1", "updates": 300},
        "series": {"units": 16, "rate": "0.01", "bias": "1", "updates": 300},
        "column": {"units": 16, "rate": "0.01", "bias": "1", "updates": 300},
    }
)


def usual_of(task: str, of: LearningSettings | None = None) -> LearningSettings:
    """The task as it is usually learned; what `of` says of another task's input, and how it is told, stays."""
    found = of or LearningSettings()
    kept = {name: getattr(found, name) for names in OF_TASK.values() for name in names}
    told = {name: getattr(found, name) for name in ("present", "predict", "cover")}
    return replace(LearningSettings(**kept, **told), task=task, **USUAL[task])
