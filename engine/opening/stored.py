"""A tensor as it stands in a file, the limits of what is opened, and how names out of a file are quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.frozen import FrozenMapping, freeze
from engine.learning.tasks.sequence import InputProblem

MB = 2**20
MAX_BYTES = 64 * MB  # of a file
MAX_UNPACKED = 256 * MB  # of all tensors together, as numpy holds them
MAX_TENSORS = 4096
MAX_AXES = 8
MAX_NAME = 1000  # characters
QUOTED = 40  # characters of a name, as many as a page shows of any value

Kind = Literal["safetensors", "PyTorch", "NumPy"]


@dataclass(frozen=True, eq=False, slots=True)
class Stored:
    """One tensor of a file.

    Attributes:
        name: as the file says it: of any length, with any characters in it. `quoted` makes it fit for a sentence.
        dtype: as the file says it, such as `bfloat16`.
        shape: its axes.
        values: the numbers, none of them rounded, in an array that cannot be written to; None where numpy has no type
            for them.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    values: NDArray[Any] | None

    def __post_init__(self) -> None:
        if self.values is not None:
            freeze(self.values)

    @property
    def is_real(self) -> bool:
        """Whether these are numbers with a fraction, which weights are."""
        return self.values is not None and self.values.dtype.kind == "f"


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """What is in a file.

    Attributes:
        name: of the file.
        kind: its format.
        tensors: by their names, in the order of the file.
    """

    name: str
    kind: Kind
    tensors: Mapping[str, Stored]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tensors", FrozenMapping(self.tensors))

    @property
    def parameter_count(self) -> int:
        """How many numbers all tensors have together."""
        return sum(prod(tensor.shape) for tensor in self.tensors.values())


def quoted(name: str, limit: int = QUOTED) -> str:
    """A name out of a file as a sentence can quote it: its end, which says most, and nothing that cannot be seen."""
    seen = "".join(letter if letter.isprintable() else "�" for letter in name[-limit:])
    return seen if len(name) <= limit else "…" + seen[1:]


def place(path: str) -> str:
    """The path to a layer as a sentence can quote it; a layer at the top is the model itself."""
    return quoted(path) or "model"


def check_count(count: int) -> None:
    """Raise InputProblem for more tensors than a file may have."""
    if count > MAX_TENSORS:
        raise InputProblem(
            "This file has {count} tensors: please give one of at most {limit}.",
            count=f"{count:,}",
            limit=f"{MAX_TENSORS:,}",
        )


def check_size(size: int) -> None:
    """Raise InputProblem for more bytes of tensors, unpacked, than are opened here."""
    if size > MAX_UNPACKED:
        raise InputProblem(
            "The tensors of this file take {size} MB once they are unpacked: please give a file whose tensors take at "
            "most {limit} MB.",
            size=f"{size / MB:,.0f}",
            limit=MAX_UNPACKED // MB,
        )


def check_name(name: str) -> None:
    """Raise InputProblem for a name that no model has."""
    if len(name) > MAX_NAME:
        raise InputProblem(
            "A tensor of this file has a name of {length} characters, “{name}”: please give it one of at most {limit}.",
            length=f"{len(name):,}",
            name=quoted(name),
            limit=f"{MAX_NAME:,}",
        )


def bfloat16(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The upper half of a float32, (…) → (…), exactly."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def float8_e5m2(bits: NDArray[np.uint8]) -> NDArray[np.float16]:
    """The upper half of a float16, (…) → (…), exactly."""
    return (bits.astype(np.uint16) << 8).view(np.float16)


def float8_e4m3(bits: NDArray[np.uint8]) -> NDArray[np.float32]:
    """1 bit of sign, 4 of exponent (bias 7), 3 of mantissa, no infinities (`float8_e4m3fn`), (…) → (…), exactly."""
    code = np.arange(256)
    exponent, mantissa = code >> 3 & 15, code & 7
    size = np.where(exponent == 0, mantissa * 2.0**-9, (8 + mantissa) * 2.0 ** (exponent - 10.0))
    table = np.where(code & 127 == 127, np.nan, np.where(code < 128, size, -size)).astype(np.float32)
    return np.asarray(table[bits])
