"""Values that cannot be changed by accident: a read-only mapping, and read-only arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key")
Value = TypeVar("Value")


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Mark `array` as not writeable and return it."""
    array.flags.writeable = False
    return array


def frozen(array: NDArray[Any], dtype: type) -> NDArray[Any]:
    """The same numbers as an array that nobody can change: `array` itself if it is one, otherwise a frozen copy."""
    inside: object = array
    while isinstance(inside, np.ndarray) and not inside.flags.writeable:
        inside = inside.base
    if array.dtype == dtype and not isinstance(inside, np.ndarray):  # no array beneath it can be written to either
        return array
    return freeze(np.array(array, dtype=dtype))


class FrozenMapping(Mapping[Key, Value]):
    """A mapping from names to values that cannot be changed, can be pickled, and keeps its arrays read-only.

    It is what `types.MappingProxyType` would be if that could be pickled (Streamlit's cache pickles what it keeps).
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[Key, Value]) -> None:
        self._items = dict(items)
        for value in self._items.values():
            if isinstance(value, np.ndarray):
                freeze(value)

    @classmethod
    def of(cls, items: Mapping[Key, Value]) -> FrozenMapping[Key, Value]:
        """The same items frozen; `items` itself if it is so already."""
        return items if isinstance(items, FrozenMapping) else FrozenMapping(items)

    def __getitem__(self, name: Key) -> Value:
        try:
            return self._items[name]
        except KeyError:
            names = ", ".join(map(str, self._items)) or "none"
            raise KeyError(f"there is no {name!r} here; the names are {names}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        shapes = (f"{name}: {getattr(value, 'shape', value)}" for name, value in self._items.items())
        return f"{{{', '.join(shapes)}}}"

    def __reduce__(self) -> tuple[type[FrozenMapping[Key, Value]], tuple[dict[Key, Value]]]:
        return type(self), (self._items,)
