"""The minLSTM on screen: gates that see only the input and share one memory between them."""

from ui.stepper.cells.base import OnScreen, drawing_beside, linear_candidate
from ui.stepper.cells.min_lstm.equations import CAPTION, equations
from ui.stepper.cells.min_lstm.narration import NARRATION

CELLS = {"min_lstm": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, linear_candidate)}
