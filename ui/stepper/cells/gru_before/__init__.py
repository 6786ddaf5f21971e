"""The GRU as it was published on screen: the reset gate acts before the matrix product."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.gru.narration import NARRATION
from ui.stepper.cells.gru.tour import TOUR
from ui.stepper.cells.gru_before.equations import CAPTION, equations, parts

CELLS = {"gru_reset_before": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, parts, TOUR)}
