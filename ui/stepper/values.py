"""Recorded numbers as one block of bytes, with JSON before it; `browser/values.js` reads what is written here."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ALIGNED = 8  # bytes: where every array begins, as the browser's typed arrays ask for


class Values:
    """Arrays laid one behind the other, each known by where it begins (in bytes), its shape and its type."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, arrays: Mapping[str, NDArray[Any]], *, painted: bool = False) -> dict[str, dict[str, Any]]:
        """Where each of these is. What is only painted needs no more than single precision, if its range does."""
        return {name: self._add(array, painted and _fits_single(array)) for name, array in arrays.items()}

    def _add(self, array: NDArray[Any], single: bool) -> dict[str, Any]:
        packed = np.ascontiguousarray(array, dtype="<f4" if single else "<f8").tobytes()
        entry = {"offset": self._size, "shape": list(array.shape), "type": "f4" if single else "f8"}
        self._parts += [packed, b"\0" * (-len(packed) % ALIGNED)]
        self._size += len(packed) + -len(packed) % ALIGNED
        return entry

    def packed(self) -> bytes:
        """All of them."""
        return b"".join(self._parts)


def _fits_single(array: NDArray[Any]) -> bool:
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    known = np.finfo(np.float32)
    return bool(not sizes.size or (sizes.max() <= known.max and sizes.min() >= known.tiny))


def unpack(arrays: Mapping[str, Mapping[str, Any]], values: bytes) -> dict[str, Array]:
    """Packed arrays, as the browser reads them."""
    return {
        name: np.frombuffer(values, f"<{entry['type']}", int(np.prod(entry["shape"])), entry["offset"])
        .reshape(entry["shape"])
        .astype(np.float64)
        for name, entry in arrays.items()
    }


def bundle(data: Mapping[str, Any]) -> bytes:
    """All that the browser gets as one block of bytes: how long the JSON is, the JSON, and the values behind it."""
    return block(in_json({name: part for name, part in data.items() if name != "values"}), data["values"])


def block(described: str, values: bytes) -> bytes:
    """The same of JSON that is written already."""
    header = described.encode()
    header += b" " * (-(len(header) + 4) % ALIGNED)
    return b"".join((len(header).to_bytes(4, "little"), header, values))


def in_json(part: Any) -> str:
    """As JSON. Raises ValueError for what that cannot say."""
    return json.dumps(part, allow_nan=False)


def joined(*objects: str) -> str:
    """Objects in JSON as one; none of them is empty, and no two have a name in common."""
    return f"{{{', '.join(one[1:-1] for one in objects)}}}"


def unbundle(block: bytes) -> dict[str, Any]:
    """The data again."""
    end = 4 + int.from_bytes(block[:4], "little")
    found: dict[str, Any] = json.loads(block[4:end])
    return found | {"values": block[end:]}
