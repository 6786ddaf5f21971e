"""The stepper: figures, a cell's diagram and live equations that a person steps through time in the browser.

Python says once what there is to see (`StepperPayload`); the browser keeps the step and the chosen unit, moves
everything, and reports both when they rest. `stepper.js` is the other half.
"""

from ui.stepper.cells import has_live_half, on_screen
from ui.stepper.component import (
    Grip,
    Place,
    Settled,
    once_drawn,
    place_of,
    stepper,
    stepper_below,
    taking_hold,
    to_browser,
)
from ui.stepper.panels import build_panel, packed_weights
from ui.stepper.payload import Coding, Figure, Folded, Live, Numbers, Panel, StepperPayload
from ui.stepper.sketch import Sketch
from ui.stepper.tour import Guide, Tour
from ui.stepper.training import Training, scrubbing
from ui.stepper.travel import Phrases, Rider, Travel

__all__ = [
    "Coding",
    "Figure",
    "Folded",
    "Grip",
    "Guide",
    "Live",
    "Numbers",
    "Panel",
    "Phrases",
    "Place",
    "Rider",
    "Settled",
    "Sketch",
    "StepperPayload",
    "Tour",
    "Training",
    "Travel",
    "build_panel",
    "has_live_half",
    "on_screen",
    "once_drawn",
    "packed_weights",
    "place_of",
    "scrubbing",
    "stepper",
    "stepper_below",
    "taking_hold",
    "to_browser",
]
