"""The recurrent layers of a model file, found by the names and shapes of its tensors, and made networks of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from engine import cells
from engine.frozen import FrozenMapping
from engine.learning.tasks.sequence import InputProblem
from engine.networks.network import Network, directions_of, parameters
from engine.opening.stored import Stored, place, quoted

Layout = Literal["PyTorch", "Keras"]
Arrays = Mapping[str, NDArray[Any]]

# What the weights alone do not say, by the cells that they may belong to.
ASKED: Mapping[tuple[str, ...], str] = FrozenMapping(
    {
        ("elman", "elman_relu"): "The weights of an RNN do not say by which function it was trained: tanh or ReLU?",
        (
            "elman",
            "elman_relu",
            "elman_sigmoid",
            "elman_linear",
        ): "The weights of a SimpleRNN do not say by which activation it was trained: which?",
        ("gru", "gru_reset_before"): "Without biases the weights of a Keras GRU do not say whether its reset gate acts "
        "after the matrix product (reset_after=True, the default) or before it: which?",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked before a layer is a network.

    Attributes:
        sentence: the question, in English.
        choices: names of cells, the likeliest first.
    """

    sentence: str
    choices: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """Recurrent layers that belong together, as one module of `torch.nn` has them.

    Attributes:
        path: where they are in the model, "" for the model itself.
        layout: whose they are.
        cells: the cells of ours that they may be: one, or several where the weights do not tell.
        input_size, hidden_size, num_layers, directions, bias, proj_size: as in `torch.nn`; directions are 1 or 2.
        weights: by PyTorch's names and in its shapes, in the type of the file.
        names: of the tensors in the file.
    """

    path: str
    layout: Layout
    cells: tuple[str, ...]
    input_size: int
    hidden_size: int
    num_layers: int
    directions: int
    bias: bool
    proj_size: int
    weights: Arrays
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", FrozenMapping(self.weights))

    @property
    def parameter_count(self) -> int:
        """How many numbers they have."""
        return sum(weight.size for weight in self.weights.values())

    @property
    def question(self) -> Question | None:
        """What has to be asked, if anything."""
        return Question(ASKED[self.cells], self.cells) if len(self.cells) > 1 else None

    def network(self, cell: str | None = None) -> Network:
        """The network with these weights; `cell` is the answer to `question`, and not needed without one.

        Raises:
            InputProblem: not answered, or with a cell that is no choice.
        """
        if cell is None and len(self.cells) == 1:
            cell = self.cells[0]
        if cell not in self.cells:
            raise InputProblem(
                "Please say first what “{path}” is: {choices}.",
                path=place(self.path),
                choices=", ".join(cells.get(name).title for name in self.cells),
            )
        return Network(
            cell, self.weights, self.input_size, self.hidden_size, self.num_layers, self.directions == 2, self.bias,
            self.proj_size,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unclear:
    """Tensors that look like those of a recurrent layer and are none: where, and why not."""

    path: str
    problem: InputProblem


def numbers(tensor: Stored, axes: int) -> NDArray[Any]:
    """The values of a tensor that is to be a weight. Raises InputProblem: it is none."""
    if tensor.values is None or not tensor.is_real:
        raise InputProblem(
            "“{name}” is stored as {dtype}, not as numbers with a fraction: please save the weights as they were "
            "before they were quantised, in float32.",
            name=quoted(tensor.name),
            dtype=quoted(tensor.dtype),
        )
    if len(tensor.shape) != axes or 0 in tensor.shape:
        raise InputProblem(
            "“{name}” has the shape {shape}; a weight of a recurrent layer has {axes} axes, and none is empty.",
            name=quoted(tensor.name),
            shape=quoted(str(tensor.shape)),
            axes=axes,
        )
    return tensor.values


def blocks(name: str, rows: int, units: int) -> int:
    """How many gates and candidates the rows of a recurrent matrix are for.

    Raises:
        InputProblem: neither 1 (RNN) nor 3 (GRU) nor 4 (LSTM).
    """
    for count in (1, 3, 4):
        if rows == count * units:
            return count
    raise InputProblem(
        "“{name}” has {rows} sums for {units} units: an RNN has as many, a GRU three and an LSTM four times as many. "
        "It is another cell, or projected, or cut.",
        name=quoted(name),
        rows=f"{rows:,}",
        units=f"{units:,}",
    )


def checked(layer: Layer) -> Layer:
    """The layer, if it has every weight in the shape that its sizes ask for. Raises InputProblem, naming the first."""
    words = directions_of((), layer.num_layers, layer.directions == 2)
    try:
        expected = parameters(
            layer.cells[0], layer.input_size, layer.hidden_size, layer.num_layers, layer.bias, layer.proj_size, words
        )
    except ValueError as problem:
        raise InputProblem("“{path}”: {problem}.", path=place(layer.path), problem=str(problem)) from None
    for name, (_, parameter) in expected.items():
        if name not in layer.weights:
            raise InputProblem(
                "“{path}” has {there}, but {name} is missing.",
                path=place(layer.path),
                there=quoted(", ".join(layer.weights)),
                name=name,
            )
        if layer.weights[name].shape != parameter.shape:
            raise InputProblem(
                "{name} of “{path}” has the shape {shape}; beside the others it should have {wanted}.",
                path=place(layer.path),
                name=name,
                shape=layer.weights[name].shape,
                wanted=parameter.shape,
            )
    if surplus := [name for name in layer.weights if name not in expected]:
        raise InputProblem(
            "“{path}” has {name}, which no module of {layers} layers of this kind has.",
            path=place(layer.path),
            name=quoted(surplus[0]),
            layers=layer.num_layers,
        )
    return layer
