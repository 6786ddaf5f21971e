"""A module of `torch.nn` as a network of ours: its weights, and the cell that it computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import cells
from engine.cells.base import Array, Cell
from engine.networks.network import Network, directions_of, parameters

if TYPE_CHECKING:
    import torch


def from_torch(module: torch.nn.Module) -> Network:
    """The network with the weights of a `torch.nn.RNN`, `LSTM` or `GRU`, copied; the module is only read.

    Float32 weights become float64 without loss. Dropout is not part of a network.

    Raises:
        TypeError: not such a module, or one whose weights are neither float32 nor float64.
        ValueError: hooks change the weights before each call, so that they cannot be read off.
    """
    import torch

    cell = _cell_of(module)
    assert isinstance(module, torch.nn.RNNBase)
    if module._forward_pre_hooks:
        raise ValueError(
            "this module has forward pre-hooks (weight norm and pruning use them), which may change its weights or "
            "inputs at every call; make them permanent or remove them first"
        )
    bidirectional, bias, proj_size = bool(module.bidirectional), bool(module.bias), int(module.proj_size)
    sizes = (int(module.input_size), int(module.hidden_size), int(module.num_layers))
    weights: dict[str, Array] = {}
    with torch.no_grad():
        for name in parameters(cell.name, *sizes, bias, proj_size, directions_of((), sizes[-1], bidirectional)):
            parameter = getattr(module, name)
            if parameter.dtype not in (torch.float32, torch.float64):
                raise TypeError(f"{name} is {parameter.dtype}; float32 and float64 can be recorded")
            if parameter.is_meta:
                raise ValueError(f"{name} has no values: the module is on the meta device")
            weights[name] = parameter.detach().cpu().numpy()  # copied to float64 by Network
    return Network(cell.name, weights, *sizes, bidirectional, bias, proj_size)


def _cell_of(module: object) -> Cell:
    """The cell that a torch module computes."""
    import torch

    for cell in cells.registry().values():
        kind: Any = getattr(torch.nn, cell.torch_class or "", None)
        if kind is None or not isinstance(module, kind):
            continue
        if any(getattr(module, name) != value for name, value in cell.torch_options):
            continue
        if type(module).forward is not kind.forward or "forward" in vars(module):
            raise TypeError(f"this {type(module).__name__} has a forward of its own, which may compute anything")
        return cell
    raise TypeError(f"expected a torch.nn.RNN, LSTM or GRU, or an engine.Network, not {type(module).__name__}")
