"""The stepper: figures, a cell's diagram and live equations that a person steps through time in the browser.

Python says once what there is to see (`StepperPayload`); the browser keeps the step and the chosen unit, moves
everything, and reports both when they rest. `stepper.js` is the other half.
"""

from ui.stepper.component import Place, browser_data, once_drawn, stepper
from ui.stepper.panels import build_panel
from ui.stepper.payload import Figure, Numbers, Panel, StepperPayload

__all__ = [
    "Figure",
    "Numbers",
    "Panel",
    "Place",
    "StepperPayload",
    "browser_data",
    "build_panel",
    "once_drawn",
    "stepper",
]
