"""The LSTM without an input gate on screen."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm_no_input_gate.equations import equations
from ui.stepper.cells.lstm_no_input_gate.narration import NARRATION

CELLS = {"lstm_no_input_gate": OnScreen(drawing_beside(__file__), equations, NARRATION)}
