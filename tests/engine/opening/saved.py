"""Models of all kinds, saved as people save them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import numpy as np
import torch
from safetensors.torch import save as save_safetensors

from tests.engine.examples import TORCH_CELLS, module

PREFIXES = ("", "rnn.", "module.encoder.rnn.", "layers.0.", "<b>модель</b>.", "weight_ih_l0.", "a/b-c.")

Tensors = Mapping[str, torch.Tensor]


def lstm() -> dict[str, torch.Tensor]:
    """The state dict of a small module."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return dict(torch.nn.LSTM(2, 3).state_dict())


def pickled(content: Any, **options: Any) -> bytes:
    """What `torch.save` writes."""
    file = BytesIO()
    torch.save(content, file, **options)
    return file.getvalue()


def legacy(content: Any) -> bytes:
    """What it wrote before version 1.6."""
    return pickled(content, _use_new_zipfile_serialization=False)


def npz(tensors: Mapping[str, Any], compressed: bool = False) -> bytes:
    """What `numpy.savez` writes."""
    file = BytesIO()
    write = np.savez_compressed if compressed else np.savez
    write(file, **{name: np.asarray(tensor) for name, tensor in tensors.items()})  # type: ignore[arg-type]
    return file.getvalue()


def npy(array: Any) -> bytes:
    """What `numpy.save` writes."""
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


def safetensors(tensors: Tensors) -> bytes:
    """What `safetensors` writes."""
    return bytes(save_safetensors({name: tensor.contiguous() for name, tensor in tensors.items()}))


FORMATS: Mapping[str, Callable[[Tensors], bytes]] = {
    "safetensors": safetensors,
    "PyTorch": lambda tensors: pickled(dict(tensors)),
    "PyTorch, a state dict": lambda tensors: pickled(OrderedDict(tensors)),
    "a checkpoint": lambda tensors: pickled({"epoch": 3, "note": "x", "model": dict(tensors), "lr": [0.1, 0.2]}),
    "NumPy": npz,
    "NumPy, packed": lambda tensors: npz(tensors, compressed=True),
}


def random_module(number: int) -> tuple[str, str, torch.nn.RNNBase]:
    """The cell, the prefix of the names and the module itself of one of any number of models."""
    generator = np.random.default_rng(number)
    cell = TORCH_CELLS[number % len(TORCH_CELLS)]
    hidden = int(generator.integers(2, 9))
    options = {
        "num_layers": int(generator.integers(1, 4)),
        "bidirectional": bool(generator.integers(2)),
        "bias": bool(generator.integers(4)),
        "dtype": (torch.float32, torch.float64)[generator.integers(2)],
    }
    if cell == "lstm" and generator.integers(2):
        options["proj_size"] = int(generator.integers(1, hidden))
    prefix = PREFIXES[generator.integers(len(PREFIXES))]
    return cell, prefix, module(cell, int(generator.integers(1, 6)), hidden, seed=number, **options)


def named(prefix: str, given: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The state dict of a module that stands under a prefix in its model."""
    return {prefix + name: tensor for name, tensor in given.state_dict().items()}
