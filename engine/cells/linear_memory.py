"""A memory that nothing but multiplication touches: h_t = keep_t ∘ h_{t-1} + written_t, where neither depends on h.

Each unit is a number that is multiplied and added to, and ∂h_t/∂h_{t-1} = diag(keep_t): the influence of h_k on h_t is
the plain product keep_{k+1} ⋯ keep_t, unit by unit. (So training can run as a parallel scan; here it is a loop.)
"""

from __future__ import annotations

import numpy as np

from engine.cells.arithmetic import Array, backwards, forwards
from engine.cells.holding import Held


def remembered(keep: Array, written: Array, h: Array, held: Held | None) -> Array:
    """h_t = keep_t ∘ h_{t-1} + written_t for every step, (T, B, H), from h (B, H)."""
    hidden = np.empty(keep.shape)
    for t, keep_t, written_t, h_t in forwards(range(len(keep)), keep, written, hidden):
        np.multiply(keep_t, h, h_t)
        h_t += written_t
        if held:
            held.put(t, hidden=h_t)
        h = h_t
    return hidden


def brought_back(keep: Array, direct: Array) -> Array:
    """∂L/∂h_t = direct_t + keep_{t+1} ∘ ∂L/∂h_{t+1} for every step, (T, B, H); keep is ∂h_t/∂h_{t-1}, 0 where held."""
    dh = direct.copy()
    later = np.zeros(dh[0].shape)
    for dh_t, keep_t in backwards(dh, keep):
        dh_t += later
        later = keep_t * dh_t
    return dh
