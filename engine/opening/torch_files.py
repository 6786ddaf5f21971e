"""A state dict as `torch.save` writes it. Such a file is a pickle, which may run anything when it is opened.

So it is opened in three steps. What the pickle calls for by name is listed, without doing it; anything but tensors and
dictionaries is refused. The members of the archive that were looked at are put into a new one: nobody else's zip
reader sees a file that hides another in it. That is given to `torch.load(weights_only=True)`, which has a list of its
own.
"""

from __future__ import annotations

import pickletools
import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from engine.learning.tasks.sequence import InputProblem
from engine.opening.archives import Archive
from engine.opening.stored import MAX_AXES, MB, Stored, check_count, check_size, quoted

if TYPE_CHECKING:
    import torch

MAX_PICKLE = 4 * MB  # tensors are not in it, only their names and shapes
MAX_DEPTH = 8  # dictionaries in dictionaries
PICKLE = b"\x80"
PROTOCOLS = (2, 3)  # torch writes 2
LEGACY_PICKLES = 5  # a file from before PyTorch 1.6: so many, and behind them the numbers
# What a dictionary of tensors is made of: no more than that, where torch itself would let more through.
HARMLESS = re.compile(
    r"collections OrderedDict"
    r"|torch\._utils _rebuild_(tensor|tensor_v2|tensor_v3|parameter)"
    r"|torch\.nn\.parameter Parameter"
    r"|torch (Size|device|\w*Storage|bool|u?int\d+|b?float\d+(_\w+)?|complex\d+)"
    r"|torch\.storage \w*Storage"
    r"|(builtins|__builtin__) set"
)


def is_torch(archive: Archive) -> bool:
    """Whether an archive is PyTorch's."""
    return any(name.endswith("/data.pkl") for name in archive.names)


def tensors_of_archive(archive: Archive) -> Iterator[Stored]:
    """The tensors of an archive that `torch.save` wrote. Raises as `tensors_of_stream`."""
    pickled = next(name for name in archive.names if name.endswith("/data.pkl"))
    folder = pickled.removesuffix("data.pkl")
    if any(name.startswith(f"{folder}code/") or name == f"{folder}constants.pkl" for name in archive.names):
        raise InputProblem(
            "This file is a TorchScript program, which would have to be run: please save the weights alone, "
            '`torch.save(model.state_dict(), "weights.pt")`.'
        )
    storages = [name for name in archive.names if name.startswith(f"{folder}data/")]
    check_count(len(storages))
    if archive.size(pickled) > MAX_PICKLE:
        _refuse_long_pickle(archive.size(pickled))
    _check_pickles(archive.read(pickled), 1)
    wanted = [pickled, *(f"{folder}{name}" for name in ("version", "byteorder")), *storages]
    copy = BytesIO()
    with ZipFile(copy, "w") as into:
        for name in wanted:
            if name in archive.names:
                into.writestr("archive/" + name.removeprefix(folder), archive.read(name))
    copy.seek(0)
    return _loaded(copy)


def tensors_of_stream(data: bytes) -> Iterator[Stored]:
    """The tensors of a file as PyTorch wrote it before version 1.6.

    Raises:
        InputProblem: anything but tensors and dictionaries is in it, or too much of them.
        Exception: whatever torch raises for what is damaged.
    """
    _check_pickles(data, LEGACY_PICKLES)
    return _loaded(BytesIO(data))


def _check_pickles(data: bytes, pickles: int) -> None:
    """Raise InputProblem unless the first few pickles of a stream ask for nothing but tensors and dictionaries."""
    stream = BytesIO(data)
    for _ in range(pickles):
        for opcode, argument, _ in pickletools.genops(stream):
            if stream.tell() > MAX_PICKLE:
                _refuse_long_pickle(stream.tell())
            if opcode.name == "PROTO" and argument not in PROTOCOLS:
                raise InputProblem(
                    "This file is a pickle of protocol {protocol}, which only running code could open: please save "
                    "the weights with "
                    '`torch.save(model.state_dict(), "weights.pt")`.',
                    protocol=argument,
                )
            # other opcodes that look a name up come with a later protocol, and torch refuses them
            if opcode.name in ("GLOBAL", "INST") and not HARMLESS.fullmatch(str(argument)):
                raise InputProblem(
                    "This file holds more than tensors: a Python object “{name}”, which only running code could "
                    "open. Nothing in it was run. Please save the weights alone: "
                    '`torch.save(model.state_dict(), "weights.pt")`.',
                    name=quoted(str(argument).replace(" ", ".")),
                )
        if pickles > 1 and stream.tell() == len(data):
            raise InputProblem(
                "This file is a pickle, but none of PyTorch's: please save the weights with "
                '`torch.save(model.state_dict(), "weights.pt")`.'
            )


def _refuse_long_pickle(size: int) -> None:
    raise InputProblem(
        "This file has {size} MB beside its tensors: please save the weights alone, "
        '`torch.save(model.state_dict(), "weights.pt")`.',
        size=f"{size / MB:.0f}",
    )


def _loaded(file: BytesIO) -> Iterator[Stored]:
    import torch

    content = torch.load(file, map_location="cpu", weights_only=True)
    found = list(_named(content, torch.Tensor))
    check_count(len(found))
    # a tensor may claim many more numbers than the file has, all of them the same
    check_size(sum(tensor.numel() * max(tensor.element_size(), 4) for _, tensor in found))
    return (_stored(name, tensor) for name, tensor in found)


def _named(content: Any, kind: type[torch.Tensor]) -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor in a dictionary of dictionaries, by the path to it; what else is in there is left out."""
    if isinstance(content, kind):
        yield "tensor", content
        return
    seen = set()  # a dictionary may hold itself
    level = [("", content)]
    for _ in range(MAX_DEPTH):
        below = []
        for path, inside in level:
            if id(inside) in seen:
                continue
            seen.add(id(inside))
            for key, value in inside.items() if isinstance(inside, dict) else ():
                name = f"{path}{key}"
                if isinstance(value, kind):
                    yield name, value
                elif isinstance(value, dict):
                    below.append((f"{name}.", value))
        level = below


def _stored(name: str, tensor: torch.Tensor) -> Stored:
    import torch

    dtype, shape = str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape)
    plain = tensor.layout is torch.strided and tensor.device.type == "cpu" and not tensor.is_quantized
    if not plain or len(shape) > MAX_AXES:
        return Stored(name, dtype, shape, None)
    if dtype == "bfloat16" or dtype.startswith("float8"):
        tensor = tensor.float()  # exactly: float32 has more bits of everything
    try:
        return Stored(name, dtype, shape, tensor.detach().numpy().copy())
    except TypeError:  # numpy has no such type
        return Stored(name, dtype, shape, None)
