"""A memory that nothing but multiplication touches: h_t = keep_t ∘ h_{t-1} + written_t, where neither depends on h.

Each unit is a number that is multiplied and added to, and ∂h_t/∂h_{t-1} = diag(keep_t): the influence of h_k on h_t is
the plain product keep_{k+1} ⋯ keep_t, unit by unit. (So training can run as a parallel scan; here it is a loop.)
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np

from engine.cells.arithmetic import Array, backwards, diagonal, forwards
from engine.cells.base import Cell, LayerWeights, State
from engine.cells.holding import Held, cut


class LinearMemoryCell(Cell):
    """A cell whose gates and candidate do not see h_{t-1}: W has no rows, and h is the only state."""

    recurrent_blocks = ()
    state = ("hidden",)
    odd: tuple[str, ...] | None = ("candidate",)

    @abstractmethod
    def keep(self, signals: Mapping[str, Array]) -> Array:
        """keep_t, how much of h_{t-1} stays in h_t, (T, B, H)."""

    def kept(self, signals: Mapping[str, Array]) -> Array:
        """∂h_t/∂h_{t-1}, unit by unit, (T, B, H): keep_t, but 0 where h_t is held."""
        return cut(signals, "hidden", self.keep(signals))

    @np.errstate(all="ignore")
    def gradient_terms(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int = 0
    ) -> dict[str, Array]:
        """∂h_t/∂h_{t-1} = diag(keep_t) is `direct` and nothing else: neither gates nor candidate see h_{t-1}."""
        return {"direct": diagonal(self.kept(signals)[:, batch])}


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
