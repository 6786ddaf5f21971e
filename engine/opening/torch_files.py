"""A state dict as `torch.save` writes it: an archive of numbers, and a pickle that says which tensors they are.

To unpickle is to run what a file says. Here nothing is unpickled: the few words that a dictionary of tensors is written
in are read one by one, and any other is refused. `torch.load(weights_only=True)` runs no code either, but it believes
what a tensor says of its size: where the file has fewer numbers, the rest is memory that nobody wrote, or that somebody
else did.
"""

from __future__ import annotations

import pickletools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.tasks.sequence import InputProblem
from engine.opening.archives import Archive
from engine.opening.stored import (
    MAX_AXES,
    MAX_TENSORS,
    MB,
    Stored,
    bfloat16,
    check_count,
    check_name,
    check_size,
    float8_e4m3,
    float8_e5m2,
    quoted,
)

MAX_PICKLE = 4 * MB  # tensors are not in it, only their names and shapes
MAX_DEPTH = 8  # dictionaries in dictionaries
PICKLE = b"\x80"
PROTOCOLS = (2, 3)  # torch writes 2
REBUILT = re.compile(r"torch\._utils _rebuild_(tensor|tensor_v2|tensor_v3|parameter)")
STORAGE = re.compile(r"torch(?:\.storage)? (\w+)Storage")
DTYPE = re.compile(r"torch (bool|u?int\d+|b?float\d+(?:_\w+)?|complex\d+)")
OTHERS = frozenset(("collections OrderedDict", "torch Size", "torch device", "builtins set", "__builtin__ set"))
# Storages by their old names, which torch still writes.
NAMED = MappingProxyType(
    {
        "Float": "float32", "Double": "float64", "Half": "float16", "BFloat16": "bfloat16",
        "Long": "int64", "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool",
        "ComplexFloat": "complex64", "ComplexDouble": "complex128",
    }
)  # fmt: skip
DECODED: Mapping[str, tuple[str, Callable[[NDArray[Any]], NDArray[Any]]]] = MappingProxyType(
    {
        "bfloat16": ("<u2", bfloat16),
        "float8_e5m2": ("u1", float8_e5m2),
        "float8_e4m3fn": ("u1", float8_e4m3),
    }
)
PLAIN = frozenset(
    ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8", "bool",
     "complex64", "complex128")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """Something that a pickle calls by its name, such as `torch FloatStorage`."""

    name: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of the archive: under which name, and of which type, "" if that is said elsewhere."""

    key: str
    dtype: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a pickle says of a tensor: whose numbers it has, from where on, its axes, and how far apart these lie."""

    numbers: Numbers
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def is_torch(archive: Archive) -> bool:
    """Whether an archive is PyTorch's."""
    return any(name.endswith("/data.pkl") for name in archive.names)


def tensors(archive: Archive) -> Iterator[Stored]:
    """The tensors of an archive that `torch.save` wrote.

    Raises:
        InputProblem: anything but tensors and dictionaries is in it, or too much of them, or less than it says.
        Exception: whatever comes of words that make no sense.
    """
    pickled = next(name for name in archive.names if name.endswith("/data.pkl"))
    folder = pickled.removesuffix("data.pkl")
    if any(name.startswith(f"{folder}code/") or name == f"{folder}constants.pkl" for name in archive.names):
        raise InputProblem(
            "This file is a TorchScript program, which would have to be run: please save the weights alone, "
            '`torch.save(model.state_dict(), "weights.pt")`.'
        )
    if archive.size(pickled) > MAX_PICKLE:
        raise InputProblem(
            "This file has {size} MB beside its tensors: please save the weights alone, "
            '`torch.save(model.state_dict(), "weights.pt")`.',
            size=f"{archive.size(pickled) / MB:.0f}",
        )
    if f"{folder}byteorder" in archive.names and archive.read(f"{folder}byteorder") != b"little":
        raise InputProblem("This file was saved on a machine of another order of bytes: please save it on another.")
    found = list(islice(_claims(read_words(archive.read(pickled))), MAX_TENSORS + 1))
    check_count(len(found))
    # a tensor may claim many more numbers than the file has, all of them the same
    check_size(sum(prod(claim.shape) * _bytes_each(claim.dtype) for _, claim in found))
    records: dict[str, bytes] = {}
    for name, claim in found:
        key = f"{folder}data/{claim.numbers.key}"
        if key not in records:
            records[key] = archive.read(key)
        yield _stored(name, claim, records[key])


def read_words(data: bytes) -> Any:
    """What a pickle says, in dictionaries, lists, numbers, texts and `Claim`s.

    Raises:
        InputProblem: a word that tensors do not need.
        Exception: whatever comes of words that make no sense.
    """
    stack: list[Any] = []
    marks: list[int] = []
    memo: dict[Any, Any] = {}

    def since_mark() -> list[Any]:
        at = marks.pop()
        items = stack[at:]
        del stack[at:]
        return items

    for opcode, argument, _ in pickletools.genops(data):
        match opcode.name:
            case "PROTO":
                _check_protocol(argument)
            case "STOP":
                return stack.pop()
            case "MARK":
                marks.append(len(stack))
            case "GLOBAL":
                stack.append(_word(str(argument)))
            case "BINUNICODE" | "SHORT_BINSTRING" | "BININT" | "BININT1" | "BININT2" | "LONG1" | "BINFLOAT":
                stack.append(argument)
            case "NONE" | "NEWTRUE" | "NEWFALSE":
                stack.append({"NONE": None, "NEWTRUE": True, "NEWFALSE": False}[opcode.name])
            case "EMPTY_DICT":
                stack.append({})
            case "EMPTY_LIST":
                stack.append([])
            case "EMPTY_TUPLE":
                stack.append(())
            case "TUPLE":
                stack.append(tuple(since_mark()))
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                count = int(opcode.name[-1])
                if len(stack) < count:
                    raise ValueError("a tuple of nothing")
                stack[-count:] = [tuple(stack[-count:])]
            case "APPEND":
                item = stack.pop()
                stack[-1].append(item)
            case "APPENDS":
                items = since_mark()
                stack[-1].extend(items)
            case "SETITEM":
                value, key = stack.pop(), stack.pop()
                _put(stack[-1], [key, value])
            case "SETITEMS":
                items = since_mark()
                _put(stack[-1], items)
            case "BINPUT" | "LONG_BINPUT":
                memo[argument] = stack[-1]
            case "BINGET" | "LONG_BINGET":
                stack.append(memo[argument])
            case "BINPERSID":
                stack.append(_numbers(stack.pop()))
            case "REDUCE":
                given, word = stack.pop(), stack.pop()
                stack.append(_made(word, given))
            case "NEWOBJ":
                given, word = stack.pop(), stack.pop()
                stack.append(_made(word, given))
            case "BUILD":  # what hangs on a dictionary beside its items
                stack.pop()
                if not isinstance(stack[-1], dict):
                    raise ValueError("only a dictionary has more to it")
            case _:
                raise ValueError(f"a word that torch does not write, {opcode.name}")
    raise ValueError("no end")


def _put(into: Any, items: list[Any]) -> None:
    """Keys and values, in turns, into a dictionary. A key is a name or a number: others may take for ever to hash."""
    if not isinstance(into, dict) or len(items) % 2:
        raise ValueError("items of no dictionary")
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, (str, int)):
            raise ValueError("a key that is no name")
        check_name(str(key))
        into[key] = value


def _check_protocol(protocol: object) -> None:
    if protocol not in PROTOCOLS:
        raise InputProblem(
            "This file is a pickle of protocol {protocol}, which only running code could open: please save the "
            'weights with `torch.save(model.state_dict(), "weights.pt")`.',
            protocol=protocol,
        )


def _word(name: str) -> Word:
    """Raise InputProblem unless tensors need it."""
    if name in OTHERS or any(known.fullmatch(name) for known in (REBUILT, STORAGE, DTYPE)):
        return Word(name)
    raise InputProblem(
        "This file holds more than tensors: a Python object “{name}”, which only running code could open. Nothing in "
        'it was run. Please save the weights alone: `torch.save(model.state_dict(), "weights.pt")`.',
        name=quoted(name.replace(" ", ".")),
    )


def _numbers(said: Any) -> Numbers:
    """From ("storage", type, key, place, count)."""
    kind, word, key, *_ = said
    storage = STORAGE.fullmatch(word.name)
    if kind != "storage" or storage is None or not isinstance(key, str):
        raise ValueError("numbers that are none")
    return Numbers(key, NAMED.get(storage[1], ""))


def _made(word: Any, given: tuple[Any, ...]) -> Any:
    """What a word stands for, with what it is given."""
    match word.name:
        case "torch._utils _rebuild_tensor" | "torch._utils _rebuild_tensor_v2":
            numbers, offset, shape, strides, *_ = given
            return _claim(numbers, numbers.dtype, offset, shape, strides)
        case "torch._utils _rebuild_tensor_v3":
            numbers, offset, shape, strides, _, _, dtype, *_ = given
            return _claim(numbers, dtype.name.removeprefix("torch "), offset, shape, strides)
        case "torch._utils _rebuild_parameter":
            return given[0]
        case "collections OrderedDict":
            if given:  # torch fills it afterwards; a list that is given again and again would be copied as often
                raise ValueError("a dictionary that is not empty")
            return {}
        case "torch Size" | "torch device" | "builtins set" | "__builtin__ set":
            return given
        case _:
            raise ValueError(f"{word.name} makes nothing")


def _claim(numbers: Any, dtype: str, offset: Any, shape: Any, strides: Any) -> Claim:
    axes = (*shape, *strides)
    if not isinstance(numbers, Numbers) or len(shape) != len(strides):
        raise ValueError("a tensor of no numbers")
    if not all(isinstance(number, int) and 0 <= number < 2**40 for number in (offset, *axes)) or len(shape) > 64:
        raise ValueError("a tensor of no size")
    return Claim(numbers, dtype, offset, tuple(shape), tuple(strides))


def _claims(content: Any) -> Iterator[tuple[str, Claim]]:
    """Every tensor in a dictionary of dictionaries, by the path to it; what else is in there is left out."""
    if isinstance(content, Claim):
        yield "tensor", content
    seen = set()  # a dictionary may hold itself
    level = [("", content)]
    for _ in range(MAX_DEPTH):
        below = []
        for path, inside in level:
            if id(inside) in seen or not isinstance(inside, dict):
                continue
            seen.add(id(inside))
            for key, value in inside.items():
                if isinstance(value, Claim):
                    yield f"{path}{key}", value
                elif isinstance(value, dict):
                    below.append((f"{path}{key}.", value))
        level = below


def _kind(dtype: str) -> np.dtype[Any] | None:
    """How numbers of a type lie in the archive; None if numpy cannot have them."""
    if dtype in DECODED:
        return np.dtype(DECODED[dtype][0])
    return np.dtype(dtype).newbyteorder("<") if dtype in PLAIN else None


def _bytes_each(dtype: str) -> int:
    """What a number takes once it is unpacked; what is decoded takes as much as float32."""
    kind = _kind(dtype)
    return 4 if kind is None or dtype in DECODED else kind.itemsize


def _stored(name: str, claim: Claim, record: bytes) -> Stored:
    """The tensor, if the archive has all the numbers that it is said to have. Raises InputProblem: it has not."""
    kind = _kind(claim.dtype)
    if kind is None or len(claim.shape) > MAX_AXES:
        return Stored(name, claim.dtype or "?", claim.shape, None)
    there = np.frombuffer(record, kind)
    pairs = list(zip(claim.shape, claim.strides, strict=True))
    last = claim.offset + sum((size - 1) * stride for size, stride in pairs)
    if 0 not in claim.shape and last >= len(there):
        raise InputProblem(
            "“{name}” should have the shape {shape}, but its file has {count} numbers: it is damaged or cut off.",
            name=quoted(name),
            shape=quoted(str(claim.shape)),
            count=f"{len(there):,}",
        )
    values: NDArray[Any] = np.empty(claim.shape, kind)
    if 0 not in claim.shape:
        steps = [stride * kind.itemsize for stride in claim.strides]
        values = np.lib.stride_tricks.as_strided(there[claim.offset :], claim.shape, steps).copy()
    return Stored(name, claim.dtype, claim.shape, DECODED[claim.dtype][1](values) if claim.dtype in DECODED else values)


def from_before_archives() -> InputProblem:
    """What to say of a pickle that stands alone: PyTorch's of before version 1.6, or anybody's."""
    return InputProblem(
        "This file is a pickle, as PyTorch wrote it before version 1.6, and a pickle is a program. If you trust it, "
        "please open it with PyTorch and save the weights again: "
        '`torch.save(torch.load("old.pt", weights_only=True), "weights.pt")`.'
    )
