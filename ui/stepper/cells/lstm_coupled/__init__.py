"""The LSTM with coupled gates on screen: what is not kept is written."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm_coupled.equations import equations
from ui.stepper.cells.lstm_coupled.narration import NARRATION

CELLS = {"lstm_coupled": OnScreen(drawing_beside(__file__), equations, NARRATION)}
