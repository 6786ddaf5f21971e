"""The plain recurrent cell with a skip connection through time on screen."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.skip.equations import equations, parts
from ui.stepper.cells.skip.narration import NARRATION

CELLS = {"elman_skip": OnScreen(drawing_beside(__file__), equations, NARRATION, parts=parts)}
