"""The plain recurrent cell (Elman) on screen, with each of its nonlinearities."""

from functools import partial

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.rnn.equations import ACTIVATIONS, Activation, equations, parts
from ui.stepper.cells.rnn.narration import NARRATIONS
from ui.stepper.cells.rnn.tour import tour


def _on_screen(cell: str, activation: Activation) -> OnScreen:
    drawing = drawing_beside(__file__).replace(">tanh<", f">{activation.name}<")
    return OnScreen(drawing, partial(equations, activation), NARRATIONS[cell], parts=parts, tour=tour(activation.name))


CELLS = {cell: _on_screen(cell, activation) for cell, activation in ACTIVATIONS.items()}
