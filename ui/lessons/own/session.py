"""What a session has been given: a model file and something to read. Nothing of it is written anywhere.

What cannot be used is told, and what was there before stays. No address holds any of it.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from engine.learning.exercises.table import Column, columns
from engine.learning.pretrained import path
from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import Answer, Embedding, Found, answers, embeddings, find
from engine.opening.layers import Layer
from engine.opening.stored import Opened
from engine.opening.tokens import Tokens, tokens

EXAMPLE = ("sine", "lstm")  # one of the trained networks that ship
_KEPT, _SEEN, _REFUSED = "own.*given", "own.*seen", "own.*refused"

G = TypeVar("G")


@dataclass(frozen=True, eq=False)
class Model:
    """An opened model file.

    Attributes:
        file: its name; "" for the example.
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
    """A CSV file, with the columns that hold numbers."""

    data: bytes
    columns: tuple[Column, ...]


@dataclass(frozen=True, eq=False)
class Given(Generic[G]):
    """A file as a session keeps it."""

    file: str
    content: G


def open_model(data: bytes, file: str) -> Model:
    """A model file. Raises InputProblem."""
    opened = read(data, file)
    return Model(file, opened, find(opened))


@functools.cache
def example() -> Model:
    """A trained network that ships, as anybody may have one in a file."""
    model = open_model(path(*EXAMPLE).read_bytes(), path(*EXAMPLE).name)
    return Model("", model.opened, model.found)


def open_table(data: bytes, file: str) -> Table:
    """A CSV file. Raises InputProblem."""
    return Table(data, columns(data))


def open_tokens(data: bytes, file: str) -> Tokens:
    """A vocabulary. Raises InputProblem."""
    return tokens(data)


def model() -> Model:
    """The model that this session has dropped, else the example."""
    given: Given[Model] | None = st.session_state.get(f"{_KEPT}.model")
    return given.content if given else example()


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
    return True


def keep(name: str, content: object) -> None:
    """Keep what was chosen under a name, if it is another than before: what is the same makes no new run."""
    before = kept(name)
    if before is None or before.content != content:
        st.session_state[f"{_KEPT}.{name}"] = Given("", content)


def forget() -> None:
    """Let go of the model and of all that was given it to read. For callbacks."""
    for key in [key for key in st.session_state if str(key).startswith((f"{_KEPT}.", f"{_REFUSED}."))]:
        del st.session_state[key]
