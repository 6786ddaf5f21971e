"""The registry of cells. A cell is added by adding a file to this folder that ends with `CELLS = (MyCell(), …)`."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from engine.cells.base import Array, Cell, LayerWeights, Signal

__all__ = ["Array", "Cell", "LayerWeights", "Signal", "get", "names", "registry"]


@cache
def registry() -> Mapping[str, Cell]:
    """Every cell by name."""
    files = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [import_module(f"{__name__}.{file}") for file in files]
    return MappingProxyType({cell.name: cell for module in modules for cell in getattr(module, "CELLS", ())})


def names() -> tuple[str, ...]:
    """The names of all cells."""
    return tuple(registry())


def get(name: str) -> Cell:
    """The cell called `name`; ValueError with the names that there are, if there is none."""
    cell = registry().get(name)
    if cell is None:
        raise ValueError(f"there is no cell called {name!r}; the cells are {', '.join(names())}")
    return cell
