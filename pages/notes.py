"""The speaker's notes, in a window beside the presenter view of a lesson."""

from ui.lessons.architectures.hall import LECTURE as ARCHITECTURES
from ui.lessons.cells.hall import LECTURE as CELLS
from ui.lessons.gradients.lecture import LECTURE as GRADIENTS
from ui.lessons.learning.hall import LECTURE as LEARNING
from ui.lessons.units.hall import LECTURE as UNITS
from ui.teaching.presenter import notes_window

notes_window(
    {"gradients": GRADIENTS, "cells": CELLS, "architectures": ARCHITECTURES, "learning": LEARNING, "units": UNITS}
)
