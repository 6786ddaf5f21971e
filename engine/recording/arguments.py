"""What callers may give to `record` and `verify`: read, checked and brought into one form."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.cells.base import Array, State
from engine.networks.network import Key, Network
from engine.networks.torch_module import from_torch


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """A network, its inputs (T, B, D), and for each part its state before the first step, (B, units) each."""

    network: Network
    inputs: Array
    state: Mapping[Key, State]


def read_run(network: object, inputs: object, initial_state: object) -> Run:
    """Check everything that `record` is given and bring it into one form.

    Raises:
        TypeError, ValueError: as in `engine.record`.
    """
    own = network if isinstance(network, Network) else _from_module(network)
    dtype = dtype_of(network, own)
    values = _array(inputs, dtype, network is not own, "inputs")
    if values.ndim not in (2, 3):
        raise ValueError(
            f"inputs should have the axes (time, batch, feature) or (time, feature), not {values.ndim} axes"
        )
    batched = values.ndim == 3
    if not batched:
        values = values[:, None]
    elif getattr(network, "batch_first", False):
        values = np.ascontiguousarray(values.swapaxes(0, 1))
    steps, batch, features = values.shape
    if steps == 0 or batch == 0:
        raise ValueError("the inputs are empty: there should be at least one step and one sequence")
    if features != own.input_size:
        raise ValueError(f"the network takes {own.input_size} features at each step, but the inputs have {features}")
    return Run(own, values, _state(own, initial_state, batch, batched, dtype, network is not own))


def dtype_of(network: object, own: Network) -> str:
    """The name of the dtype in which a module computes, or our own network: `float32` or `float64`."""
    if network is own:
        return "float64"
    return str(getattr(network, next(iter(own.weights))).dtype).removeprefix("torch.")


def _torch() -> Any:
    """torch where it is imported already; without it there is nothing of torch's to be given.

    The import statement waits for another thread that is at it; what stands in `sys.modules` may be half made.
    """
    if "torch" not in sys.modules:
        return None
    import torch

    return torch


def _from_module(module: object) -> Network:
    torch = _torch()
    if torch is None or not isinstance(module, torch.nn.Module):
        kind = type(module).__name__
        raise TypeError(f"expected a torch.nn.RNN, LSTM or GRU, or an engine.Network, not {kind}")
    network = from_torch(module)
    if module.training and getattr(module, "dropout", 0) > 0 and network.num_layers > 1:
        raise ValueError(
            "this module is in training mode with dropout between its layers, so every run differs; "
            "call module.eval() first"
        )
    return network


def _array(value: Any, dtype: str, strict: bool, what: str) -> Array:
    """A tensor or an array of real numbers as a float64 array of our own; `strict`: a tensor must have the dtype."""
    torch = None if isinstance(value, np.ndarray) else _torch()
    if torch is not None and isinstance(value, torch.nn.utils.rnn.PackedSequence):
        raise TypeError(f"{what} are packed; give a padded tensor, or each sequence by itself")
    if torch is not None and isinstance(value, torch.Tensor):
        kind = str(value.dtype).removeprefix("torch.")
        if kind != dtype and (strict or kind not in ("float32", "float64")):
            raise TypeError(
                f"the network computes in {dtype}, but the {what} are {kind}; convert them with .to(torch.{dtype})"
            )
        return np.array(value.detach().cpu().numpy(), dtype=np.float64)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{what} should be a tensor or an array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{what} should be real numbers in a tensor or an array, not {type(value).__name__} of {array.dtype}"
        )
    # a float32 module would see the rounded numbers, so they are what is recorded
    with np.errstate(over="ignore"):
        return np.array(array.astype(dtype), dtype=np.float64)


def _state(
    network: Network, given: Any, batch: int, batched: bool, dtype: str, strict: bool
) -> dict[Key, tuple[Array, ...]]:
    """The state before the first step: for each part of the network, for each part of its cell's state, (B, units)."""
    if given is None or isinstance(given, Mapping):
        return _state_by_part(network, given or {}, batch, dtype, strict)
    sizes = network.state_sizes(0)
    if len(set(network.layer_cells)) > 1:
        raise TypeError(
            "the layers of this network have different cells: give the initial state as a mapping "
            "(layer, direction) → name → values"
        )
    parts: tuple[Any, ...] = (given,)
    if len(sizes) > 1:
        if not isinstance(given, (tuple, list)) or len(given) != len(sizes):
            raise TypeError(f"the initial state of this cell is a tuple ({', '.join(sizes)})")
        parts = tuple(given)
    elif isinstance(given, tuple):
        raise TypeError("the initial state of this cell is one tensor or array, not a tuple")
    states = []
    for (name, width), part in zip(sizes.items(), parts, strict=True):
        values = _array(part, dtype, strict, f"values of the initial {name} state")
        wanted = (len(network.keys), batch, width) if batched else (len(network.keys), width)
        if values.shape != wanted:
            raise ValueError(f"the initial {name} state should have the shape {wanted}, but has {values.shape}")
        states.append(values.reshape(len(network.keys), batch, width))
    return {key: tuple(values[index] for values in states) for index, key in enumerate(network.keys)}


def _state_by_part(
    network: Network, given: Mapping[Key, Mapping[str, Any]], batch: int, dtype: str, strict: bool
) -> dict[Key, tuple[Array, ...]]:
    """The same from a mapping (layer, direction) → name → (B, units); zeros where nothing is given."""
    found = {}
    for key in network.keys:
        sizes, named = network.state_sizes(key[0]), given.get(key, {})
        found[key] = tuple(
            _array(named[name], dtype, strict, f"values of the initial {name} state")
            if name in named
            else np.zeros((batch, width))
            for name, width in sizes.items()
        )
        for (name, width), values in zip(sizes.items(), found[key], strict=True):
            if values.shape != (batch, width):
                wanted = (batch, width)
                raise ValueError(f"the initial {name} state should have the shape {wanted}, but has {values.shape}")
        if unknown := set(named) - set(sizes):
            raise ValueError(f"the cell of {key} has no state {unknown.pop()!r}; its state is {', '.join(sizes)}")
    if unplaced := set(given) - set(network.keys):
        raise ValueError(f"the network has no part {unplaced.pop()}; its parts are {', '.join(map(str, network.keys))}")
    return found
