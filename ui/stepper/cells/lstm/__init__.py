"""The LSTM on screen."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm.equations import equations
from ui.stepper.cells.lstm.narration import NARRATION

CELLS = {"lstm": OnScreen(drawing_beside(__file__), equations, NARRATION)}
