"""What a session has been given: a model file and something to read. Nothing of it is written anywhere.

What cannot be used is told, and what was there before stays. No address holds any of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from engine.learning.exercises.table import Column, columns, with_gaps
from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import Answer, Embedding, Found, answers, embeddings, find
from engine.opening.layers import Layer
from engine.opening.stored import Opened
from engine.opening.tokens import Tokens, tokens

MADE = "own.*made"  # before the name of what was made of it, and goes with it
AWAITED = "own.*awaited"  # the settings of a link to a model that is still to be dropped
_KEPT, _SEEN, _REFUSED = "own.*given", "own.*seen", "own.*refused"
MOST_LETTERS = 20_000  # of a text file

G = TypeVar("G")
M = TypeVar("M")


@dataclass(frozen=True, eq=False)
class Model:
    """An opened model file.

    Attributes:
        file: its name; "" for an example.
        opened: its tensors.
        found: its recurrent layers.
    """

    file: str
    opened: Opened
    found: Found

    def embeddings(self, layer: Layer) -> tuple[Embedding, ...]:
        """What may stand before a layer."""
        return embeddings(self.opened, layer)

    def answers(self, layer: Layer, count: int) -> tuple[Answer, ...]:
        """What may read the outputs of a layer and give so many answers."""
        return tuple(answer for answer in answers(self.opened, layer) if len(answer.matrix) == count)


@dataclass(frozen=True, eq=False)
class Table:
    """A CSV file, with the columns that hold numbers, and the names of those in which some are missing."""

    data: bytes
    columns: tuple[Column, ...]
    with_gaps: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of all these columns, as they stand in the table."""
        found = {column.name for column in self.columns} | set(self.with_gaps)
        return tuple(name for name in self.columns[0].names if name in found)

    def usual(self, count: int) -> tuple[str, ...]:
        """Those that are read at first: where too few are without gaps some that have them, of which it is told."""
        chosen = (*(column.name for column in self.columns), *self.with_gaps)[:count]
        return tuple(name for name in self.names if name in chosen)


@dataclass(frozen=True, eq=False)
class Given(Generic[G]):
    """A file as a session keeps it."""

    file: str
    content: G


def open_model(data: bytes, file: str) -> Model:
    """A model file. Raises InputProblem."""
    opened = read(data, file)
    return Model(file, opened, find(opened))


def open_table(data: bytes, file: str) -> Table:
    """A CSV file. Raises InputProblem."""
    return Table(data, columns(data), with_gaps(data))


def open_tokens(data: bytes, file: str) -> Tokens:
    """A vocabulary. Raises InputProblem."""
    return tokens(data)


def open_text(data: bytes, file: str) -> str:
    """The beginning of a text file. Raises InputProblem."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputProblem("This file is no text in UTF-8: please save it as one.") from None
    return text.replace("\r\n", "\n")[:MOST_LETTERS]


def kept(name: str) -> Given[Any] | None:
    """What was opened under a name."""
    found: Given[Any] | None = st.session_state.get(f"{_KEPT}.{name}")
    return found


def problem(name: str) -> InputProblem | None:
    """Why the last file under a name could not be opened."""
    found: InputProblem | None = st.session_state.get(f"{_REFUSED}.{name}")
    return found


def take(name: str, uploaded: Any, build: Callable[[bytes, str], object]) -> bool:
    """Open a file that was dropped under a name, once; whether what is kept there is another now."""
    if uploaded is None or uploaded.file_id == st.session_state.get(f"{_SEEN}.{name}"):
        return False
    st.session_state[f"{_SEEN}.{name}"] = uploaded.file_id
    try:
        st.session_state[f"{_KEPT}.{name}"] = Given(uploaded.name, build(uploaded.getvalue(), uploaded.name))
    except InputProblem as found:
        st.session_state[f"{_REFUSED}.{name}"] = found
        return False
    st.session_state.pop(f"{_REFUSED}.{name}", None)
    let_go_of(MADE)
    return True


def keep(name: str, content: object) -> None:
    """Keep what was chosen under a name, if it is another than before: what is the same makes no new run."""
    before = kept(name)
    if before is None or before.content != content:
        st.session_state[f"{_KEPT}.{name}"] = Given("", content)


def let_go_of_chosen(name: str) -> None:
    """Let go of what is kept under a name, unless it is somebody's own file."""
    if (found := kept(name)) is not None and not found.file:
        del st.session_state[f"{_KEPT}.{name}"]


def memoised(name: str, asked: object, make: Callable[[], M]) -> M:
    """What was made last under a name, if the same was asked for; else it is made now and takes its place."""
    known: tuple[object, M] | None = st.session_state.get(name)
    if known is None or known[0] != asked:
        known = (asked, make())
        st.session_state[name] = known
    return known[1]


def is_made(name: str, asked: object) -> bool:
    """Whether what was made last under a name is what is asked for."""
    known = st.session_state.get(name)
    return known is not None and known[0] == asked


def forget() -> None:
    """Let go of the model and of all that was given it to read. For callbacks."""
    let_go_of(_KEPT, _REFUSED, MADE)


def let_go_of(*kinds: str) -> None:
    """Let go of all that is kept under keys that begin with one of these and a full stop."""
    for key in [key for key in st.session_state if str(key).startswith(tuple(f"{kind}." for kind in kinds))]:
        del st.session_state[key]
