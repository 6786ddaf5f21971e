"""How far two sets of numbers by the same names are apart: what `engine.verify` returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array
from engine.frozen import FrozenMapping

if TYPE_CHECKING:
    import torch

STEPPED = "torch, step by step"
# What a signal of a cell counts as, by its own kind.
KIND_OF = MappingProxyType(
    {"gate": "gates", "candidate": "gates", "preactivation": "preactivations", "state": "states"}
)


class Differences(FrozenMapping[str, float]):
    """The largest relative difference of each kind of number that was compared.

    Kinds: `states` (with the outputs), `gates` (with the candidates), `preactivations`, `gradients` (of every signal,
    every weight and the inputs, and the loss itself), as far as the run has them. Each is relative to the largest
    number of its kind: in a run that explodes to 1e90, rounding alone is 1e74.

    Attributes:
        against: what computed the other side: `torch.nn.LSTM`, whose gates are then those of torch's own operations
            stepped through the sequence; or `torch, step by step` where `torch.nn` has no such cell.
        dtype: what torch computed in, `float64` or `float32`.
        absolute: the largest absolute difference by name: `outputs`, a signal (`forget_gate`), `loss`, or
            `gradient:<signal>`, `gradient:<weight>`, `gradient:inputs`.
    """

    __slots__ = ("absolute", "against", "dtype")

    def __init__(self, items: Mapping[str, float], against: str, dtype: str, absolute: Mapping[str, float]) -> None:
        super().__init__(items)
        self.against = against
        self.dtype = dtype
        self.absolute = FrozenMapping.of(absolute)

    @property
    def largest(self) -> float:
        """The largest of all."""
        return max(self.values())

    def __reduce__(self) -> Any:
        return type(self), (dict(self), self.against, self.dtype, dict(self.absolute))


def compared(
    ours: Mapping[str, Array],
    sides: Iterable[Mapping[str, torch.Tensor]],
    kind_of: Callable[[str], str],
    against: str,
    dtype: str,
) -> Differences:
    """Compare what we have by name with what others computed, each of as many numbers in the same order."""
    absolute: dict[str, float] = {}
    for name, theirs in ((name, values) for side in sides for name, values in side.items()):
        absolute[name] = max(absolute.get(name, 0.0), _difference(ours[name], theirs))
    sizes: dict[str, float] = {}
    relative: dict[str, float] = {}
    kinds = {name: kind_of(name) for name in absolute}
    for name, kind in kinds.items():
        sizes[kind] = max(sizes.get(kind, 0.0), _size(ours[name]))
    for name, kind in kinds.items():
        relative[kind] = max(relative.get(kind, 0.0), absolute[name] / (sizes[kind] or 1.0))
    return Differences(relative, against, dtype, absolute)


def _size(values: Array) -> float:
    """The largest finite magnitude."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0))


def _difference(ours: Array, theirs: torch.Tensor) -> float:
    """The largest absolute difference of as many numbers in the same order."""
    other = theirs.detach().cpu().double().numpy().reshape(ours.shape)
    with np.errstate(all="ignore"):
        same = (ours == other) | (np.isnan(ours) & np.isnan(other))
        apart = np.where(same, 0.0, np.abs(ours - other))
    return float(np.where(np.isnan(apart), np.inf, apart).max(initial=0.0))
