"""A column of somebody's own CSV file: opened in the sidebar, and kept by the session until another takes its place.

What cannot be used is told beside the file, and what was open before stays. No address holds the numbers.
"""

from dataclasses import dataclass

import streamlit as st

from engine.learning.exercises import Series
from engine.learning.exercises.series import MIN_VALUES
from engine.learning.exercises.table import MAX_ROWS, Column, column
from engine.learning.tasks import InputProblem
from ui.words import plain, say_problem, t

_OPENED, _SEEN, _PROBLEM = "learning.*opened", "learning.*seen", "learning.*no_column"
_FILE, _NAME = "learning.*file", "learning.*column"
MEGABYTES = 1  # of a file: what Streamlit itself refuses in the browser, before any of it is sent


@dataclass(frozen=True, slots=True)
class Opened:
    """A file with a column that can be learned."""

    file: str
    data: bytes
    column: Column


def own_column() -> Column | None:
    """The column that this session has opened."""
    opened: Opened | None = st.session_state.get(_OPENED)
    return opened.column if opened else None


def uploader() -> None:
    """Open a file, and choose one of its columns."""
    given = st.file_uploader(
        t("CSV file, at most {limit} MB", limit=MEGABYTES),
        max_upload_size=MEGABYTES,
        key=_FILE,
        help=t(
            "A table with a column of {low} to {high} numbers, one row for each. Comma, semicolon or tab between "
            "columns; a decimal point or comma.",
            low=MIN_VALUES,
            high=f"{MAX_ROWS:,}",
        ),
    )
    if given is not None and given.file_id != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = given.file_id
        _open(given.name, given.getvalue())
    problem: InputProblem | None = st.session_state.get(_PROBLEM)
    if problem:
        st.warning(say_problem(problem))
    opened: Opened | None = st.session_state.get(_OPENED)
    if opened is None:
        return
    found = opened.column
    if st.session_state.get(_NAME) not in found.names:
        st.session_state[_NAME] = found.name
    st.selectbox(t("Column"), found.names, found.names.index(st.session_state[_NAME]), key=_NAME, on_change=_choose)
    st.caption(
        t(
            "“{column}” of {file}: {count} values. They stay in this session, and are in no address.",
            column=plain(found.name),
            file=plain(opened.file),
            count=len(found.values),
        )
    )


def _open(file: str, data: bytes) -> None:
    """Take the first column that can be learned, or keep why there is none."""
    try:
        first = column(data)
    except InputProblem as problem:
        st.session_state[_PROBLEM] = problem
        return
    problems = []
    for name in (first.name, *first.others):
        try:
            _keep(Opened(file, data, _learnable(data, name)))
        except InputProblem as problem:
            problems.append(problem)
        else:
            st.session_state.pop(_NAME, None)
            return
    st.session_state[_PROBLEM] = problems[0]


def _choose() -> None:
    """Another column of the same file. For callbacks."""
    opened: Opened = st.session_state[_OPENED]
    try:
        _keep(Opened(opened.file, opened.data, _learnable(opened.data, st.session_state[_NAME])))
    except InputProblem as problem:
        st.session_state[_PROBLEM] = problem


def _learnable(data: bytes, name: str) -> Column:
    """The column of this name. Raises InputProblem: it holds no numbers, or none that could be learned."""
    found = column(data, name)
    Series(found.values, found.name)
    return found


def _keep(opened: Opened) -> None:
    st.session_state[_OPENED] = opened
    st.session_state.pop(_PROBLEM, None)
