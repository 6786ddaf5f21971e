"""A file that somebody brings: its tensors by name, without running anything of it."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from engine.learning.tasks.sequence import InputProblem
from engine.opening import arrays, safe_tensors, torch_files
from engine.opening.archives import Archive
from engine.opening.stored import MAX_BYTES, MB, Kind, Opened, Stored, check_name, quoted

SAVE = 'please save the weights with `torch.save(model.state_dict(), "weights.pt")`, or as safetensors, or as .npz.'
# What other files begin with, and what to do about it.
OTHERS = MappingProxyType(
    {
        b"\x89HDF": "This is an HDF5 file, as Keras writes it: please save the weights with "
        '`numpy.savez("weights.npz", **dict((v.path, v.numpy()) for v in model.weights))`.',
        b"GGUF": "This is a GGUF file, which holds transformers, not recurrent networks.",
        b"\x93NUMPY": "This is a single array: it can be the data of a model, but a model has several. Please save "
        "its weights as .npz.",
        b"\x1f\x8b": "This file is packed with gzip: please unpack it first.",
    }
)


def read(data: bytes, name: str) -> Opened:
    """What is in a file of safetensors, PyTorch's (a state dict, also inside a checkpoint) or numpy's `.npz`.

    The format is known by the content; `name` only names it.

    Raises:
        InputProblem: another format, too large, damaged, or with more in it than tensors. Nothing of it was run.
    """
    if len(data) > MAX_BYTES:
        raise InputProblem(
            "The file has {size} MB: please give one of at most {limit} MB.",
            size=f"{len(data) / MB:.1f}",
            limit=MAX_BYTES // MB,
        )
    if not data:
        raise InputProblem("The file is empty: " + SAVE)
    for magic, sentence in OTHERS.items():
        if data.startswith(magic):
            raise InputProblem(sentence)
    try:
        kind, tensors = _tensors(data)
        found = {tensor.name: tensor for tensor in tensors}
    except InputProblem:
        raise
    # what a library raises for bytes that somebody made up is not written down anywhere
    except Exception as problem:
        raise InputProblem(
            "“{name}” cannot be read: it is damaged or cut off ({problem}).",
            name=quoted(name),
            problem=quoted(str(problem).partition("\n")[0] or type(problem).__name__),
        ) from None
    for tensor in found:
        check_name(tensor)
    if not found:
        raise InputProblem("There is no tensor in this file: " + SAVE)
    return Opened(name, kind, found)


def _tensors(data: bytes) -> tuple[Kind, Iterable[Stored]]:
    """The format of a file, and its tensors."""
    if safe_tensors.is_safetensors(data):
        return "safetensors", safe_tensors.tensors(data)
    if data.startswith(b"PK"):
        archive = Archive(data)
        if torch_files.is_torch(archive):
            return "PyTorch", torch_files.tensors(archive)
        if any(member.endswith(".npy") for member in archive.names):
            return "NumPy", arrays.arrays(archive)
        if any(member.endswith(".h5") for member in archive.names):
            raise InputProblem(OTHERS[b"\x89HDF"])
        raise InputProblem("This archive holds neither PyTorch's tensors nor NumPy's arrays: " + SAVE)
    if data.startswith(torch_files.PICKLE):
        raise torch_files.from_before_archives()
    raise InputProblem("This file is none of a model that can be opened here: " + SAVE)
