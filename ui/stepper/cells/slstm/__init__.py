"""The sLSTM on screen: an exponential input gate, and a memory that is divided by its normaliser."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.slstm.equations import CAPTION, equations, parts
from ui.stepper.cells.slstm.narration import NARRATION

CELLS = {"slstm": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, parts)}
