"""What the settings mean: the courses that run side by side, and where their rows are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from types import MappingProxyType
from typing import Any

from engine import cells, tasks
from engine.learning import exercises
from engine.learning.course import Course
from engine.learning.exercises import Exercise
from engine.learning.exercises.table import Column
from engine.learning.tasks import InputProblem
from engine.networks.initialisation import Init
from ui.lessons.learning.settings import LearningSettings
from ui.look.cells import CELLS
from ui.runs.networks import engine_cell
from ui.words import t

ROWS = 60  # at most about so many, evenly spaced: a jump takes a few updates, and log spacing would miss it
BIASES_BESIDE = ("0", "1", "3")
WINDOWS_BESIDE = (0.5, 1, 2)  # of the lag, one step more than each: below it, just above it, far above it


@dataclass(frozen=True)
class Learner:
    """One of the runs side by side: its kind of cell, what it is called there, and all that it depends on."""

    kind: str
    title: str
    course: Course


def learners(settings: LearningSettings, column: Column | None = None) -> tuple[Learner, ...]:
    """The runs side by side. Raises InputProblem: they cannot be had, and why.

    `column`: of a file that somebody has opened; it is in no address.
    """
    if not settings.cells:
        raise InputProblem("No cell is chosen. Please choose one to three of them.")
    exercise = exercise_of(settings, column)
    changed: list[tuple[str, str, Mapping[str, Any]]]
    kind = settings.cells[0]
    match settings.beside:
        case "bias":
            if not cells.get(CELLS[kind].engine).memory_biases(1.0):
                raise InputProblem(
                    "{cell} has no gate whose bias could keep its memory. Please choose a cell that has, such as the "
                    "LSTM.",
                    cell=CELLS[kind].title,
                )
            changed = [(kind, t("bias {bias}", bias=bias), {"bias": bias}) for bias in BIASES_BESIDE]
        case "clip":
            limit = "1" if settings.clip == "off" else settings.clip
            changed = [
                (kind, t("not clipped"), {"clip": "off"}),
                (kind, t("clipped at {limit}", limit=limit), {"clip": limit}),
            ]
        case "window":
            windows = [_window(settings, share) for share in WINDOWS_BESIDE]
            changed = [(kind, t("window {window}", window=window), {"window": window}) for window in windows]
        case "start":
            changed = [
                ("rnn", t("tanh, as usual"), {"start": "default"}),
                ("rnn", t("ReLU, W = I"), {"start": "identity"}),
                ("lstm", "", {"start": "default"}),
            ]
        case _:
            changed = [(kind, "", {}) for kind in settings.cells]
    return tuple(
        Learner(kind, _titled(kind, what), _course(replace(settings, **change), kind, exercise))
        for kind, what, change in changed
    )


def _titled(kind: str, what: str) -> str:
    return f"{CELLS[kind].title}, {what}" if what else CELLS[kind].title


def exercise_of(settings: LearningSettings, column: Column | None = None) -> Exercise:
    """What is to be learned. Raises InputProblem."""
    exercise: Exercise = _EXERCISES[settings.task](settings, column)
    return exercise


def _course(settings: LearningSettings, kind: str, exercise: Exercise) -> Course:
    is_plain = kind == "rnn"
    activation = "relu" if is_plain and settings.start == "identity" else "tanh"
    start = "default" if settings.start == "identity" and not is_plain else settings.start
    cell = engine_cell(kind, activation)
    has_bias = settings.bias != "drawn" and bool(cells.get(cell).memory_biases(1.0))
    window = settings.window or None
    if isinstance(exercise, exercises.Echo):
        exercise = replace(exercise, window=window or 2 * settings.lag)
        window = None
    return Course(
        exercise=exercise,
        cell=cell,
        units=settings.units,
        init=Init(start, forget_bias=float(settings.bias) if has_bias else None),
        optimiser=settings.optimiser,  # type: ignore[arg-type]  # one of both: the parameter says so
        rate=float(settings.rate),
        clip=None if settings.clip == "off" else float(settings.clip),
        window=window,
        batch=settings.batch,
        updates=settings.updates,
        every=ceil(settings.updates / ROWS),
        seed=settings.seed,
    )


def _window(settings: LearningSettings, share: float) -> int:
    return int(settings.lag * share) + (share >= 1)


def _series(settings: LearningSettings, column: Column | None) -> Exercise:
    if settings.task == "column":
        if column is None:
            raise InputProblem("No file is open. Please open a CSV file, and choose one of its columns.")
        return exercises.Series(column.values, column.name)
    if settings.series == "sunspots":
        return exercises.sunspots()
    return exercises.Series(tuple(tasks.series(settings.numbers).inputs[:, 0, 0].tolist()), t("your numbers"))


_EXERCISES: Mapping[str, Callable[[LearningSettings, Column | None], Any]] = MappingProxyType(
    {
        "first": lambda settings, _: exercises.FirstSymbol(settings.gap, settings.only),
        "latch": lambda settings, _: exercises.Latch(),
        "adding": lambda settings, _: exercises.Adding(settings.length),
        "echo": lambda settings, _: exercises.Echo(settings.lag),
        "hello": lambda settings, _: exercises.Hello(),
        "text": lambda settings, _: exercises.Text(settings.text),
        "intent": lambda settings, _: exercises.Intent("ru" if settings.tongue == "ru" else "en"),
        "sine": lambda settings, _: exercises.Sine(),
        "series": _series,
        "column": _series,
    }
)
