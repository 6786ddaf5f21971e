"""The picture of units: which one tracks a property of a text, and what the network writes when it is held."""

from ui.units.component import cleaned, units, units_data
from ui.units.content import (
    Asked,
    Counted,
    Model,
    Ranking,
    Reading,
    Spot,
    Steered,
    Tracked,
)
from ui.units.measured import tables

__all__ = [
    "Asked",
    "Counted",
    "Model",
    "Ranking",
    "Reading",
    "Spot",
    "Steered",
    "Tracked",
    "cleaned",
    "tables",
    "units",
    "units_data",
]
