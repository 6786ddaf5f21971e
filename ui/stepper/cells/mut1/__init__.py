"""MUT1 on screen."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.gru_before.equations import parts
from ui.stepper.cells.mut1.equations import CAPTION, equations
from ui.stepper.cells.mut1.narration import NARRATION

CELLS = {"mut1": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, parts)}
