"""What lessons ask of networks alike: a kind in the engine, what it was trained on, what does not go together."""

import functools

from engine import cells, pretrained
from engine.cells import Cell
from engine.learning.tasks import InputProblem
from ui.look.cells import CELLS


def cell_of(kind: str) -> Cell:
    """What a kind of cell is in the engine."""
    return cells.get(CELLS[kind].engine)


def has_gates(kind: str) -> bool:
    """Whether anything in the cell opens and shuts."""
    return any(signal.kind == "gate" for signal in cell_of(kind).signals)


@functools.cache
def trained_on(kind: str) -> tuple[str, ...]:
    """The names of the trained networks of a kind that are shipped; most are the names of their tasks."""
    return tuple(name for name, cell in pretrained.names() if cell == CELLS[kind].engine)


@functools.cache
def every_stage(kind: str, name: str) -> tuple[pretrained.Pretrained, ...]:
    """A trained network of a kind after some of its updates, the last among them."""
    return pretrained.every_stage(name, CELLS[kind].engine)


def engine_cell(kind: str, activation: str = "tanh") -> str:
    """The cell's name in the engine's registry; only the RNN has a choice of activations."""
    name = CELLS[kind].engine
    return f"{name}_{activation}" if kind == "rnn" and activation != "tanh" else name


def refuse_identity_for_gates(init: str) -> None:
    """Raise InputProblem where a gated cell is to begin with W = I."""
    if init == "identity":
        raise InputProblem(
            "The identity initialisation is for the plain RNN (with ReLU, Le et al. 2015): the gates of an LSTM or a "
            "GRU have no use for it. Please choose another initialisation for the gated cells, or the RNN."
        )
