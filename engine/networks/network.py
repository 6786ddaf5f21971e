"""A recurrent network as a value: the name of its cell, and its weights under PyTorch's parameter names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from engine import cells
from engine.cells.base import Array, Cell, LayerWeights, Parameter
from engine.frozen import FrozenMapping, frozen
from engine.networks.initialisation import Init, initial_weights

if TYPE_CHECKING:
    import torch

Key = tuple[int, int]  # (layer, direction)
Direction = Literal["forward", "backward", "both"]
SIDES: Mapping[str, tuple[int, ...]] = MappingProxyType({"forward": (0,), "backward": (1,), "both": (0, 1)})


def suffix(layer: int, direction: int) -> str:
    """PyTorch's ending of a parameter's name: `_l0`, `_l1_reverse`."""
    return f"_l{layer}{'_reverse' if direction else ''}"


@dataclass(frozen=True, eq=False)
class Network:
    """Recurrent layers with their weights in float64. A frozen value: equal if all weights are equal.

    Attributes:
        layer_cells: the cells' names by layer, the first layer's first, see `engine.cells.names()`. It may be given as
            one name for all layers.
        weights: PyTorch's parameter names (`weight_ih_l0`, `weight_hh_l0_reverse`, …) to read-only arrays in PyTorch's
            shapes.
        input_size, hidden_size, num_layers, bias, proj_size: as in `torch.nn`.
        bidirectional: whether all layers read in both directions, as in `torch.nn`.
        layer_directions: how each layer reads, `forward`, `backward` or `both`. It may be given as one word for all
            layers, or left out for what `bidirectional` says.
    """

    layer_cells: str | tuple[str, ...]
    weights: Mapping[str, Array]
    input_size: int
    hidden_size: int
    num_layers: int = 1
    bidirectional: bool = False
    bias: bool = True
    proj_size: int = 0
    layer_directions: str | tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = self.layer_cells
        object.__setattr__(self, "layer_cells", (names,) * self.num_layers if isinstance(names, str) else tuple(names))
        read = directions_of(self.layer_directions, self.num_layers, self.bidirectional)
        object.__setattr__(self, "layer_directions", read)
        object.__setattr__(self, "bidirectional", set(read) == {"both"})
        weights = {name: frozen(np.asarray(weight), np.float64) for name, weight in self.weights.items()}
        expected = self.shapes()
        if {name: weight.shape for name, weight in weights.items()} != expected:
            wrong = [
                name
                for name in {**expected, **weights}
                if name not in weights or weights[name].shape != expected.get(name)
            ]
            found = weights[wrong[0]].shape if wrong[0] in weights else "missing"
            raise ValueError(f"{wrong[0]} should have the shape {expected.get(wrong[0], 'none')}, but is {found}")
        object.__setattr__(self, "weights", FrozenMapping(weights))

    @property
    def cell(self) -> str:
        """The name of the one cell that all layers have.

        Raises:
            ValueError: the layers have different cells; `layer_cells` names them all.
        """
        names = set(self.layer_cells)
        if len(names) > 1:
            raise ValueError(f"this network has different cells in its layers: {', '.join(self.layer_cells)}")
        return names.pop()

    def sides(self, layer: int) -> tuple[int, ...]:
        """The directions that a layer reads in: 0 forwards, 1 backwards, or both."""
        return SIDES[self.layer_directions[layer]]

    @property
    def directions(self) -> int:
        """1, or 2 if any layer reads backwards: so many directions a recording has room for."""
        return 1 + max(direction for _, direction in self.keys)

    @property
    def keys(self) -> tuple[Key, ...]:
        """(layer, direction) of every part, in the order of computation."""
        return tuple((layer, direction) for layer in range(self.num_layers) for direction in self.sides(layer))

    @property
    def output_size(self) -> int:
        """The number of features that the network puts out at each step: the last layer's hidden units."""
        return len(self.sides(-1)) * (self.proj_size or self.hidden_size)

    @property
    def parameter_count(self) -> int:
        """How many numbers training would adjust."""
        return sum(weight.size for weight in self.weights.values())

    def cell_of(self, layer: int) -> Cell:
        """The cell of a layer."""
        return cells.get(self.layer_cells[layer])

    def state_sizes(self, layer: int) -> dict[str, int]:
        """How many units each part of a layer's state has: H, but P for a projected hidden state."""
        projected = {"hidden": self.proj_size or self.hidden_size}
        return {name: projected.get(name, self.hidden_size) for name in self.cell_of(layer).state}

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter, in PyTorch's order."""
        found = parameters(
            self.layer_cells, self.input_size, self.hidden_size, self.num_layers, self.bias, self.proj_size,
            tuple(self.layer_directions),
        )  # fmt: skip
        return {name: parameter.shape for name, (_, parameter) in found.items()}

    def layer(self, layer: int, direction: int = 0) -> LayerWeights:
        """The weights of one layer in one direction (1 is the backward one)."""
        end = suffix(layer, direction)
        named = {name.removesuffix(end): weight for name, weight in self.weights.items() if name.endswith(end)}
        known = {each.name: named.pop(each.name) for each in fields(LayerWeights) if each.name in named}
        return LayerWeights(**known, own=named)

    @property
    def is_stack_of_torch(self) -> bool:
        """Whether `torch.nn` can stack such layers: one cell in all, and all forward or all in both directions."""
        return len(set(self.layer_cells)) == 1 and set(self.layer_directions) in ({"forward"}, {"both"})

    def to_torch(self) -> torch.nn.RNNBase:
        """The module of `torch.nn` with exactly these weights, in float64 and eval mode.

        Raises:
            ValueError: `torch.nn` has no such cell, or no such stack.
        """
        import torch

        cell = cells.get(self.cell)
        if cell.torch_class is None:
            raise ValueError(f"torch.nn has no module that computes the cell {self.cell!r}")
        if not self.is_stack_of_torch:
            raise ValueError(
                "a module of torch.nn has layers that all read forward, or all in both directions; the layers of this "
                f"network read {', '.join(self.layer_directions)}"
            )
        options: dict[str, Any] = dict(cell.torch_options)
        if self.proj_size:
            options["proj_size"] = self.proj_size
        # made without memory first, so that nothing is drawn from torch's random numbers
        module: torch.nn.RNNBase = getattr(torch.nn, cell.torch_class)(
            self.input_size,
            self.hidden_size,
            self.num_layers,
            bias=self.bias,
            bidirectional=self.bidirectional,
            dtype=torch.float64,
            device="meta",
            **options,
        )
        weights = {name: torch.nn.Parameter(torch.tensor(weight)) for name, weight in self.weights.items()}
        module.load_state_dict(weights, assign=True)
        return module.eval()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self._sizes() == other._sizes() and all(
            np.array_equal(weight, other.weights[name], equal_nan=True) for name, weight in self.weights.items()
        )

    def __hash__(self) -> int:
        return hash(self._sizes())

    def _sizes(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.name) for field in fields(self) if field.name != "weights")

    def __repr__(self) -> str:
        sizes = ", ".join(
            f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.name != "weights"
        )
        return f"Network({sizes}, {self.parameter_count} parameters)"

    def __reduce__(self) -> tuple[type[Network], tuple[object, ...]]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))


def parameters(
    layer_cells: str | tuple[str, ...],
    input_size: int,
    hidden_size: int,
    num_layers: int,
    bias: bool,
    proj_size: int,
    directions: tuple[str, ...],
) -> Mapping[str, tuple[Cell, Parameter]]:
    """Every parameter of a network by PyTorch's name and in PyTorch's order, with the cell that it belongs to.

    Raises:
        TypeError, ValueError: sizes that are not, cells that are not, or not as many of them as layers.
    """
    _check_sizes(input_size, hidden_size, num_layers)
    names = (layer_cells,) * num_layers if isinstance(layer_cells, str) else layer_cells
    if len(names) != num_layers:
        raise ValueError(f"there should be one cell for each layer, but {len(names)} are named for {num_layers} layers")
    for cell in map(cells.get, names):
        if proj_size and not (cell.projects and 0 < proj_size < hidden_size):
            wanted = "0, or 1 to hidden_size - 1" if cell.projects else f"0 for {cell.title}, which projects nothing"
            raise ValueError(f"proj_size should be {wanted}, but is {proj_size}")
    return _parameters(names, input_size, hidden_size, bias, proj_size, directions)


def _check_sizes(input_size: int, hidden_size: int, num_layers: int) -> None:
    sizes = {"input_size": input_size, "hidden_size": hidden_size, "num_layers": num_layers}
    for name, size in sizes.items():
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool):
            raise TypeError(f"{name} should be a whole number, but is {size!r}")
        if size < 1:
            raise ValueError(f"{name} should be at least 1, but is {size}")


def directions_of(given: str | Sequence[str], num_layers: int, bidirectional: bool = False) -> tuple[str, ...]:
    """How each layer reads, from one word for all, or one for each; none is what `bidirectional` says.

    Raises:
        ValueError: a word that is no direction, not as many as layers, or others than `bidirectional` says.
    """
    if not given:
        given = "both" if bidirectional else "forward"
    words = (given,) * num_layers if isinstance(given, str) else tuple(given)
    if odd := [word for word in words if word not in SIDES]:
        raise ValueError(f"a layer reads in one of the directions {', '.join(get_args(Direction))}, not {odd[0]!r}")
    if len(words) != num_layers:
        raise ValueError(f"there should be one direction for each layer, but {len(words)} for {num_layers} layers")
    if bidirectional and set(words) != {"both"}:
        raise ValueError(f"bidirectional=True lets every layer read in both directions, but directions={given!r}")
    return words


@lru_cache(maxsize=128)  # every recording asks, and most ask for the same
def _parameters(
    names: tuple[str, ...],
    input_size: int,
    hidden_size: int,
    bias: bool,
    proj_size: int,
    directions: tuple[str, ...],
) -> Mapping[str, tuple[Cell, Parameter]]:
    found = {}
    for layer, name in enumerate(names):
        features = len(SIDES[directions[layer - 1]]) * (proj_size or hidden_size) if layer else input_size
        for direction in SIDES[directions[layer]]:
            for parameter in cells.get(name).parameters(features, hidden_size, bias=bias, proj_size=proj_size):
                found[parameter.name + suffix(layer, direction)] = cells.get(name), parameter
    return MappingProxyType(found)


def network(
    cell: str | Sequence[str],
    input_size: int,
    hidden_size: int,
    num_layers: int = 1,
    bidirectional: bool = False,
    init: str | Init = "default",
    seed: int = 0,
    bias: bool = True,
    proj_size: int = 0,
    directions: str | Sequence[str] = (),
) -> Network:
    """A fresh network; the same arguments give the same weights on every machine.

    Args:
        cell: a name from `engine.cells.names()`, or one for each layer: `("lstm", "gru")` has two.
        input_size, hidden_size, num_layers, bidirectional, bias, proj_size: as in `torch.nn`.
        init: the name of an initialisation or an `Init` with its details.
        seed: of numpy's generator; torch's and numpy's global states are not touched.
        directions: how the layers read, `forward`, `backward` or `both`: one word for all or one for each,
            `("both", "forward")` has two. `bidirectional=True` is short for `both`.

    Raises:
        TypeError: a size that is no whole number, or an `init` that is none.
        ValueError: an unknown cell, initialisation or direction, a size below 1, or an initialisation that the cell
            cannot have.
    """
    names: str | tuple[str, ...] = cell if isinstance(cell, str) else tuple(cell)
    _check_sizes(input_size, hidden_size, num_layers)
    for each in (names, directions):
        if not isinstance(each, str) and each and num_layers == 1:
            num_layers = len(each)
    if not isinstance(init, (str, Init)):
        raise TypeError(f"init should be the name of an initialisation or an engine.Init, but is {init!r}")
    words = directions_of(directions, num_layers, bidirectional)
    found = parameters(names, input_size, hidden_size, num_layers, bias, proj_size, words)
    weights = initial_weights(found, hidden_size, Init(init) if isinstance(init, str) else init, seed)
    return Network(names, weights, input_size, hidden_size, num_layers, bidirectional, bias, proj_size, words)
