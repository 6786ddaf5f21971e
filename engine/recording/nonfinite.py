"""Where the first NaN or infinity of a run stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.cells.base import Array
from engine.networks.network import Key


class NonFinite(NamedTuple):
    """Where a NaN or an infinity stands. `name` is a signal's name, or `gradient:<name>` if all signals are finite."""

    name: str
    layer: int
    direction: int
    time: int
    batch: int
    unit: int


def first_nonfinite(parts: Mapping[Key, Mapping[str, Array]], *, forwards: bool) -> NonFinite | None:
    """The first NaN or infinity in the order in which signals (gradients: backwards) were computed, or None.

    `parts` is (layer, direction) → name → values (time, batch, unit).
    """
    bad = {
        key: {name: spots for name, values in arrays.items() if (spots := ~np.isfinite(values)).any()}
        for key, arrays in parts.items()
    }
    for layer in sorted({layer for layer, _ in bad}, reverse=not forwards):
        sides = {direction: places for (of, direction), places in bad.items() if of == layer and places}
        names = list(dict.fromkeys(name for direction in sides for name in parts[layer, direction]))
        steps = max((len(spots) for places in sides.values() for spots in places.values()), default=0)
        for step in range(steps):
            for name in names if forwards else names[::-1]:
                for direction, places in sides.items():
                    time = step if (direction == 0) == forwards else steps - 1 - step
                    if name in places and places[name][time].any():
                        batch, unit = np.argwhere(places[name][time])[0].tolist()
                        return NonFinite(name if forwards else f"gradient:{name}", layer, direction, time, batch, unit)
    return None
