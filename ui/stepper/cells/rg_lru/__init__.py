"""The RG-LRU on screen: a memory that decays unit by unit, and gates that see only the input."""

from ui.stepper.cells.base import OnScreen, drawing_beside
from ui.stepper.cells.rg_lru.equations import CAPTION, equations, parts
from ui.stepper.cells.rg_lru.narration import NARRATION

CELLS = {"rg_lru": OnScreen(drawing_beside(__file__), equations, NARRATION, CAPTION, parts)}
