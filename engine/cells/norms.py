"""Norms of numbers of any size: squares below 1e-308 or above 1e308 would be lost."""

from __future__ import annotations

import numpy as np

from engine.cells.arithmetic import Array


def to_one(values: Array, axis: int | tuple[int, ...]) -> tuple[Array, Array]:
    """Values divided by their largest magnitude along `axis`, so that squares stay in range; and it, without `axis`.

    Where that is 0 or no finite number they are divided by 1.
    """
    largest: Array = np.abs(values).max(axis=axis, initial=0.0, keepdims=True)
    scale: Array = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return values / scale, scale.squeeze(axis)


@np.errstate(all="ignore")
def norms(vectors: Array) -> Array:
    """‖v‖ of vectors along the last axis, (…, H) → (…), exact down to 1e-308 and up to 1e308."""
    plain = np.sqrt(np.vecdot(vectors, vectors))
    if plain.min(initial=1.0) > 1e-140 and plain.max(initial=1.0) < 1e140:
        return np.asarray(plain)
    scaled, scale = to_one(vectors, -1)
    return np.asarray(scale * np.sqrt(np.vecdot(scaled, scaled)))
