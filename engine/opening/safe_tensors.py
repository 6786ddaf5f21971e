"""A file of the library safetensors: a header in JSON, and behind it the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import deserialize

from engine.learning.tasks.sequence import InputProblem
from engine.opening.stored import MAX_AXES, MB, Stored, bfloat16, check_count, check_size, float8_e4m3, float8_e5m2

MAX_HEADER = 8 * MB
LENGTH = 8  # bytes in front, that say how long the header is
DTYPES = MappingProxyType(
    {
        "F64": "float64", "F32": "float32", "F16": "float16",
        "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8",
        "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8",
        "BOOL": "bool", "C64": "complex64",
    }
)  # fmt: skip
# Types that numpy has not, each with the bits that it is stored in and what makes numbers of them.
DECODED: Mapping[str, tuple[str, type, Callable[[NDArray[Any]], NDArray[Any]]]] = MappingProxyType(
    {
        "BF16": ("bfloat16", np.uint16, bfloat16),
        "F8_E5M2": ("float8_e5m2", np.uint8, float8_e5m2),
        "F8_E4M3": ("float8_e4m3fn", np.uint8, float8_e4m3),
    }
)


def is_safetensors(data: bytes) -> bool:
    """Whether a file begins as these do."""
    return len(data) > LENGTH and data[LENGTH : LENGTH + 1] == b"{"


def tensors(data: bytes) -> Iterator[Stored]:
    """The tensors of a file.

    Raises:
        InputProblem: too many tensors.
        Exception: whatever the library raises for what is damaged.
    """
    length = int.from_bytes(data[:LENGTH], "little")
    header = data[LENGTH : LENGTH + min(length, len(data))]
    check_count(header.count(b'"data_offsets"'))  # before a Python object is made for each
    if len(header) > MAX_HEADER:
        raise InputProblem(
            "The header of this file has {size} MB: please give one with fewer or shorter names.",
            size=f"{len(header) / MB:.0f}",
        )
    found = deserialize(data)  # type: ignore[no-untyped-call]
    check_count(len(found))
    check_size(sum(len(about["data"]) for _, about in found))
    for name, about in sorted(found, key=lambda one: one[0]):  # the library gives them in any order
        yield _stored(name, about["dtype"], tuple(about["shape"]), about["data"])


def _stored(name: str, dtype: str, shape: tuple[int, ...], data: bytes) -> Stored:
    if len(shape) > MAX_AXES:
        return Stored(name, dtype, shape, None)
    if dtype in DTYPES:
        return Stored(name, DTYPES[dtype], shape, np.frombuffer(data, DTYPES[dtype]).reshape(shape))
    if dtype in DECODED:
        called, bits, decode = DECODED[dtype]
        return Stored(name, called, shape, decode(np.frombuffer(data, bits)).reshape(shape))
    return Stored(name, dtype, shape, None)
