"""The cells on screen, one folder for each family.

A family is added by adding a folder: `drawing.svg`, `equations.py`, `narration.py`, and an `__init__.py` that ends with
`CELLS = {name: OnScreen(…)}`, by the names of the engine's registry. A cell without a folder still has its figures and
its table.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ui.stepper.cells.base import OnScreen

__all__ = ["OnScreen", "has_live_half", "on_screen", "registry"]


@cache
def registry() -> Mapping[str, OnScreen]:
    """Every cell that has a drawing, equations and a sentence, by the engine's name."""
    folders = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    families = [import_module(f"{__name__}.{folder}") for folder in folders]
    return MappingProxyType({name: cell for family in families for name, cell in family.CELLS.items()})


@cache
def has_live_half(kind: str) -> bool:
    """Whether the browser can compute a kind of cell by itself, as the table of cells names it."""
    return (Path(__file__).parent / kind / "live.js").exists()


def on_screen(cell: str) -> OnScreen | None:
    """What the cell brings to the screen, or None where it brings nothing."""
    return registry().get(cell)
