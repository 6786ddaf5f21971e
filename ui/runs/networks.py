"""What lessons ask of fresh networks alike: the engine's name of a cell, and what does not go together."""

from engine.learning.tasks import InputProblem
from ui.look.cells import CELLS


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
