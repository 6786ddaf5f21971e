"""The LSTM with peepholes on screen: its gates look at the cell state."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm_peephole.equations import equations
from ui.stepper.cells.lstm_peephole.narration import NARRATION

CELLS = {"lstm_peephole": OnScreen(drawing_beside(__file__), equations, NARRATION)}
