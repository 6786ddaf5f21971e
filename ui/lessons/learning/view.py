"""The picture of a run: the front of learning, the network inside, and what belongs to its task."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.learning.course import Course
from engine.learning.exercises import Exercise
from ui.lessons.learning import intents, series
from ui.lessons.learning.front.component import Aside, Headline, Run, Spot, front
from ui.lessons.learning.jobs import steer
from ui.lessons.learning.letters import panels
from ui.lessons.learning.recorded import recorded_name
from ui.lessons.learning.run import Learner
from ui.lessons.learning.settings import LearningSettings
from ui.runs.learning.workshop import failures
from ui.runs.recorded import step_link
from ui.settings.page import Page
from ui.words import prose, t


def show(
    page: Page[LearningSettings],
    settings: LearningSettings,
    runs: Sequence[Learner],
    job: str | None,
    *,
    covered: bool = False,
) -> str:
    """Draw it, and return the key of its content; without a job, or covered by a question, there is only its place."""

    def remember(spot: Spot) -> None:
        """Keep where the browser rests; steps and runs count from 1."""
        update = -1 if spot.update is None else spot.update
        page.note_place(update=min(update, settings.updates), t=spot.t + 1, run=spot.run + 1)

    courses = tuple(run.course for run in runs)
    exercise = courses[0].exercise
    clipped = [run.course.clip for run in runs]
    return front(
        None if covered else job,
        [Run(run.kind, run.title, run.course.clip, _link(courses, at)) for at, run in enumerate(runs)],
        spot=_spot(settings, len(runs)),
        on_rest=remember,
        empty=t("Commit to an answer first, then reveal the picture.") if covered else "",
        between=t("{count} letters that say nothing", count=exercise.longest - 1) if exercise.prefixes else "",
        note=prose("learning", _how(exercise)),
        headline=_headline(exercise),
        gradient=len(set(clipped)) > 1 or None in clipped,
        steers=job is not None,
        failures=failures(),
        asides=asides(exercise),
        on_told=steer,
    )


def asides(exercise: Exercise) -> tuple[Aside, ...]:
    """The pictures that belong to a task."""
    make = _ASIDES.get(exercise.name)
    return make(exercise) if make else ()


def _letters(exercise: Any) -> tuple[Aside, ...]:
    return (Aside(panels.MODULE, panels.letters_panel(exercise.text)),)


def _questions(exercise: Any) -> tuple[Aside, ...]:
    return (Aside(intents.MODULE, intents.intents_panel(exercise)),)


def _forecasts(exercise: Any) -> tuple[Aside, ...]:
    return (Aside(series.MODULE, series.series_panel(exercise)),)


_ASIDES: Mapping[str, Callable[[Any], tuple[Aside, ...]]] = MappingProxyType(
    {"hello": _letters, "text": _letters, "intent": _questions, "sine": _forecasts, "series": _forecasts}
)


def _how(exercise: Exercise) -> str:
    if exercise.prefixes:
        return "how_prefixes"
    return "how_letters" if exercise.name in ("hello", "text") else "how"


def _spot(settings: LearningSettings, runs: int) -> Spot:
    update = None if settings.update < 0 else min(settings.update, settings.updates)
    return Spot(update, max(settings.t - 1, 0), min(settings.run, runs) - 1)


def _link(courses: tuple[Course, ...], at: int) -> str:
    """A recorded network can be opened on the page that steps through one."""
    name = recorded_name(courses)
    return step_link(name, at) if name else ""


def _headline(exercise: Exercise) -> Headline:
    if exercise.prefixes:
        return Headline(
            both=t(
                "At update **{reached}** more than a thousandth of the gradient reaches the first step; at update "
                "**{right}** nine answers in ten are right."
            ),
            reached=t(
                "At update **{reached}** more than a thousandth of the gradient reaches the first step; nine answers "
                "in ten are not right yet."
            ),
            right=t("At update **{right}** nine answers in ten are right."),
            neither=t("Up to update **{update}**, not a thousandth of the gradient reaches the first step."),
        )
    if exercise.answers:
        said = t("At update **{right}** nine answers in ten are right.")
        still = t("Up to update **{update}**, fewer than nine answers in ten are right.")
        lost = t(
            "At update **{right}** nine answers in ten are right; at update **{update}**, the last so far, "
            "**{share} %** of them are."
        )
        return Headline(both=said, right=said, reached=still, neither=still, unlearned=lost)
    return Headline()
