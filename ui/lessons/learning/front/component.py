"""The front of learning as a component: Python names a job of learning and the words, the browser fetches its rows.

No number of a run passes through here. The rows of a job come from `/learning/JOB/rows` while it learns, so that the
picture grows without a run of the page for any of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from engine import cells
from ui import assets
from ui.lessons.learning.front.phrases import front_phrases
from ui.look import cells as looks
from ui.look import palette
from ui.mount import component
from ui.stepper import Place, place_of
from ui.stepper.content import addressed
from ui.stepper.phrases import phrases
from ui.teaching.presenter import is_presenting
from ui.words import language, t

NAME = "front"
MOST_UPDATES = 1_000_000  # of a run, and of steps of a sequence: what a browser says is input
MOST_STEPS = 10_000
MOST_RUNS = 8
_HOUSE, _LESSON = Path(__file__).parents[3], Path(__file__).parents[1]
_component = component(
    NAME,
    "lessons/learning/front/front.js",
    "stepper/browser/transport.css",
    "lessons/learning/front/front.css",
    *(path.relative_to(_HOUSE).as_posix() for path in sorted(_LESSON.glob("*/aside*.css"))),  # those of the tasks
    ready=True,
)


@dataclass(frozen=True, slots=True)
class Run:
    """One of the runs of a job, in the order of the job.

    Attributes:
        kind: its cell, by its name in `ui.look.cells`, which gives it its colour.
        title: what it is called beside the others; with the seed, where that differs.
        clip: where the norm of its gradient is clipped, None for nowhere.
        link: the address of its network on another page, with the places `{update}` and `{t}` (counted from 1) in it;
            empty without one.
    """

    kind: str
    title: str
    clip: float | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the picture stands.

    Attributes:
        update: None leaves it to the browser: the newest while the job learns, else where there is most to be seen.
        t: the step, from 0.
        run: which of the runs is shown large, from 0.
    """

    update: int | None = None
    t: int = 0
    run: int = 0


@dataclass(frozen=True, slots=True)
class Headline:
    """What is said above the picture of the run that is shown large, once the browser has found the numbers.

    `{reached}` is the first update at which more than a thousandth of the gradient at the answer reaches the first
    step, `{right}` the first at which nine answers in ten are right. Of the sentences the one is taken that has no
    number missing; an empty one says nothing.

    Attributes:
        both: there are both.
        reached: only the gradient has come so far.
        right: only the answers are right.
        neither: nothing of it, at `{update}`, the last.
        unlearned: the answers were right, and at `{update}`, the last, only `{share}` percent of them are; empty leaves
            it at what was reached.
    """

    both: str = ""
    reached: str = ""
    right: str = ""
    neither: str = ""
    unlearned: str = ""


@dataclass(frozen=True)
class Aside:
    """A picture of a task's own that follows both cursors.

    Attributes:
        module: by its path below `ui/`; it exports a class `Aside` (see `front.js`).
        data: what it needs, as JSON; rows it is given by the front.
        beside: whether it stands beside the network's inside where there is room, else below the front.
    """

    module: str
    data: Mapping[str, Any] = field(default_factory=dict)
    beside: bool = False


def front(
    job: str | None,
    runs: Sequence[Run],
    *,
    spot: Spot,
    on_rest: Callable[[Spot], None],
    empty: str = "",
    title: str = "",
    between: str = "",
    note: str = "",
    headline: Headline | None = None,
    gradient: bool = False,
    steers: bool = False,
    failures: Mapping[str, str] | None = None,
    link: tuple[str, str, str] = ("update", "t", "run"),
    asides: Sequence[Aside] = (),
    on_told: Callable[[str, Any], None] = lambda what, value: None,
) -> str:
    """Show the front of a job of learning, and return the key of its content.

    Args:
        job: its id; None shows the place where a front is going to be.
        runs: its runs.
        spot: where to stand.
        on_rest: is told where the browser rests.
        empty: what is said where there is no job; by default that nothing has been trained yet.
        title: above the picture; by default what its colours say.
        between: what lies between the first step and the answer, above the picture.
        note: how to read it, below it.
        headline: None says nothing above it.
        gradient: whether the norm of the gradient is shown by update, before clipping, with where it is clipped.
        steers: whether there are buttons to pause, resume and stop a job that runs.
        failures: the sentences of runs that fail, from the template in English to what is said.
        link: the names of the query parameters that keep the place: the update, the step and the run, the last two
            counted from 1.
        asides: a task's own pictures.
        on_told: what has been told, by name: `pause`, `resume`, `stop` and `gone` with the job, and what an aside
            tells; what a browser says is input.
    """
    data = front_data(
        job,
        runs,
        empty=empty,
        title=title,
        between=between,
        note=note,
        headline=headline,
        gradient=gradient,
        steers=steers,
        failures=failures,
        link=link,
        asides=asides,
    ) | {"large": is_presenting()}

    def heard() -> None:
        said: Any = st.session_state[NAME].told
        if isinstance(said, dict) and isinstance(said.get("what"), str):
            on_told(said["what"], said.get("value"))

    def rested(place: Place) -> None:
        on_rest(_spot(place))

    with st.container(gap=None):
        _component(key=NAME, data=data, on_told_change=heard)
        size = (MOST_UPDATES + 2, MOST_STEPS * MOST_RUNS)
        place_of(NAME, data["content"], _place(spot), size, rested, None)
    return str(data["content"])


def front_data(
    job: str | None,
    runs: Sequence[Run],
    *,
    empty: str = "",
    title: str = "",
    between: str = "",
    note: str = "",
    headline: Headline | None = None,
    gradient: bool = False,
    steers: bool = False,
    failures: Mapping[str, str] | None = None,
    link: tuple[str, str, str] = ("update", "t", "run"),
    asides: Sequence[Aside] = (),
) -> dict[str, Any]:
    """Everything that the browser needs beside the rows, as JSON; arguments as of `front`."""
    content = {
        "job": job,
        "runs": [asdict(run) | {"colour": looks.CELLS[run.kind].colour} for run in runs],
        "empty": empty,
        "title": title,
        "between": between,
        "note": note,
        "headline": None if headline is None else asdict(headline),
        "gradient": gradient,
        "steers": steers,
        "failures": dict(failures or {}),
        "address": list(link),
        "asides": [
            {"url": assets.module_url(aside.module), "beside": aside.beside, "data": dict(aside.data)}
            for aside in asides
        ],
    }
    return addressed(content, NAME) | {
        "span": MOST_STEPS,
        "text": {**phrases(language()), **front_phrases(language())},
        "signals": {run.kind: _signals(run.kind) for run in runs},
        "palette": {
            "exploding": palette.EXPLODING,
            "wanted": palette.PARTS["found"],
            **palette.SIGNAL_COLOURS,
            **{run.kind: looks.CELLS[run.kind].colour for run in runs},
        },
        "signed": [list(stop) for stop in palette.SIGNED],
        "scales": {
            "ink": palette.INK,
            "surface": palette.SURFACE,
            "exploding": palette.EXPLODING,
            "closed": palette.GATE_CLOSED,
            "answer": palette.RIGHT,
        },
    }


def _signals(kind: str) -> dict[str, dict[str, str]]:
    """What the signals of a cell are called, and what its gates do when they are open."""
    signals = cells.get(looks.CELLS[kind].engine).signals
    return {
        signal.name: {"title": t(signal.title), "does": t(signal.does) if signal.does else ""} for signal in signals
    }


def _place(spot: Spot) -> Place:
    """A spot as the two numbers that a stepper reports: the update, from 1, 0 for none; and run and step in one."""
    return Place(0 if spot.update is None else spot.update + 1, spot.run * MOST_STEPS + spot.t)


def _spot(place: Place) -> Spot:
    run, t = divmod(place.unit, MOST_STEPS)
    return Spot(place.step - 1 if place.step else None, t, run)
