"""The GRU on screen, as PyTorch has it."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.gru.equations import CAPTION, equations, parts
from ui.stepper.cells.gru.narration import NARRATION
from ui.stepper.cells.gru.tour import TOUR

CELLS = {"gru": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, parts, TOUR)}
