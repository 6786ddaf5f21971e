"""The minGRU on screen: its gate and its candidate see only the input."""

from ui.stepper.cells.base import OnScreen, drawing_beside, linear_candidate
from ui.stepper.cells.min_gru.equations import CAPTION, equations
from ui.stepper.cells.min_gru.narration import NARRATION

CELLS = {"min_gru": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, linear_candidate)}
