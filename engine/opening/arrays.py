"""Arrays as numpy saves them, `.npy` and `.npz`. Never a pickle: an array of Python objects is refused."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from math import prod
from typing import Any

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

from engine.learning.tasks.sequence import InputProblem
from engine.opening.archives import Archive
from engine.opening.stored import MAX_AXES, Stored, check_count, quoted

MAGIC = b"\x93NUMPY"
READERS = {(1, 0): npy_format.read_array_header_1_0, (2, 0): npy_format.read_array_header_2_0}


def array(data: bytes, name: str) -> NDArray[Any]:
    """The array of a `.npy` file, which cannot be written to; `name` is what a refusal calls it.

    Raises:
        InputProblem: no such file, damaged, not of numbers, or not as many as its shape says.
    """
    if not data.startswith(MAGIC):
        raise InputProblem("“{name}” is no array of NumPy's: please save it with numpy.save.", name=quoted(name))
    file = BytesIO(data)
    try:
        shape, by_columns, dtype = READERS[npy_format.read_magic(file)](file)
    except Exception:  # whatever numpy makes of bytes that are no header: it parses them as Python
        raise InputProblem("The array “{name}” is damaged: its header cannot be read.", name=quoted(name)) from None
    if dtype.kind not in "biufc" or dtype.shape or len(shape) > MAX_AXES:
        raise InputProblem(
            "The array “{name}” holds {kind}, not numbers on at most {axes} axes: please save numbers.",
            name=quoted(name),
            kind="Python objects" if dtype.hasobject else quoted(str(dtype)),
            axes=MAX_AXES,
        )
    rest = len(data) - file.tell()
    if min(shape, default=0) < 0 or prod(shape) * dtype.itemsize != rest:
        raise InputProblem(
            "The array “{name}” should have the shape {shape}, but its file has {bytes} bytes of numbers: it is "
            "damaged or cut off.",
            name=quoted(name),
            shape=quoted(str(shape)),
            bytes=f"{rest:,}",
        )
    values = np.frombuffer(data, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if by_columns else "C").astype(dtype.newbyteorder("="), copy=False)


def arrays(archive: Archive) -> Iterator[Stored]:
    """The arrays of a `.npz` file. Raises InputProblem for the first that cannot be read."""
    members = [member for member in archive.names if member.endswith(".npy")]
    check_count(len(members))
    for member in members:
        name = member.removesuffix(".npy")
        values = array(archive.read(member), name)
        yield Stored(name, str(values.dtype), values.shape, values)
