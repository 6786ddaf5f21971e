"""Which run is on screen: a recorded one, or one that this session has trained; and how to begin one."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.learning.course import Course
from engine.learning.tasks import InputProblem
from ui.runs.learning.workshop import warm_up, workshop

_TRAINED = "learning.*trained"  # in the session: courses → the job that trains them
_REFUSED = "learning.*refused"  # why the last wish to train could not be had
KEPT = 8  # jobs of a session that can be found again

Courses = tuple[Course, ...]


def trained_here(courses: Courses) -> str | None:
    """The job of this session that trains or has trained these courses."""
    warm_up()  # whoever is here may want to train in a moment
    job = _jobs().get(courses)
    return job if job is not None and workshop().has(job) else None


def train(courses: Courses) -> None:
    """Begin to train these courses, in place of what this session trains now. For callbacks."""
    st.session_state.pop(_REFUSED, None)
    try:
        job = workshop().start(_session(), courses)
    except InputProblem as problem:
        st.session_state[_REFUSED] = problem
        return
    _jobs().pop(courses, None)
    _jobs()[courses] = job
    for forgotten in list(_jobs())[:-KEPT]:
        del _jobs()[forgotten]


def refusal() -> InputProblem | None:
    """Why the last wish to train could not be had, said once."""
    problem: InputProblem | None = st.session_state.pop(_REFUSED, None)
    return problem


def forget(courses: Courses) -> None:
    """Show what is recorded of these courses again. For callbacks."""
    job = _jobs().pop(courses, None)
    if job is not None:
        workshop().stop(job)


def all_trained() -> Sequence[str]:
    """Every job that this session can find again, the latest last."""
    return tuple(_jobs().values())


def _jobs() -> dict[Courses, str]:
    jobs: dict[Courses, str] = st.session_state.setdefault(_TRAINED, {})
    return jobs


def _session() -> str:
    context = get_script_run_ctx()
    assert context is not None
    return context.session_id


def steer(what: str, job: object) -> None:
    """What somebody has pressed beside a run; what a browser says is input. For callbacks."""
    if job in all_trained() and isinstance(job, str):
        {"pause": workshop().pause, "resume": workshop().resume, "stop": workshop().stop}.get(what, lambda _: None)(job)
