"""The LSTM of 1997 on screen: no forget gate."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm_1997.equations import CAPTION, equations
from ui.stepper.cells.lstm_1997.narration import NARRATION

CELLS = {"lstm_1997": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION)}
