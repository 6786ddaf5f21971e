"""The LSTM on screen."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.lstm.equations import equations
from ui.stepper.cells.lstm.narration import NARRATION
from ui.stepper.cells.lstm.tour import TOUR

CELLS = {"lstm": OnScreen(drawing_beside(__file__), equations, NARRATION, tour=TOUR)}
