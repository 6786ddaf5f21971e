"""Values that cannot be changed by accident: a read-only mapping, and read-only arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Mark `array` as not writeable and return it."""
    array.flags.writeable = False
    return array


class FrozenMapping(Mapping[str, Value]):
    """A mapping from names to values that cannot be changed, can be pickled, and keeps its arrays read-only.

    It is what `types.MappingProxyType` would be if that could be pickled (Streamlit's cache pickles what it keeps).
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value]) -> None:
        self._items = dict(items)
        for value in self._items.values():
            if isinstance(value, np.ndarray):
                freeze(value)

    def __getitem__(self, name: str) -> Value:
        try:
            return self._items[name]
        except KeyError:
            raise KeyError(f"there is no {name!r} here; the names are {', '.join(self._items) or 'none'}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        shapes = (f"{name}: {getattr(value, 'shape', value)}" for name, value in self._items.items())
        return f"{{{', '.join(shapes)}}}"

    def __reduce__(self) -> tuple[type[FrozenMapping[Value]], tuple[dict[str, Value]]]:
        return type(self), (self._items,)
