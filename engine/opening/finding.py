"""What of a model file a picture can be made of: its recurrent layers, and what stands before and behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.networks.readout import Readout
from engine.opening import keras_layout, torch_layout
from engine.opening.layers import Layer, Unclear
from engine.opening.stored import Opened

EMBEDDING = re.compile(r"(?i)emb|wte|lookup|vocab|encoder\.weight")  # in a name: it is likely one
Real = NDArray[Any]  # of numbers with a fraction, in the type of the file
PLAIN = re.compile(r"(?s:(?P<before>.*[./])?)(?P<name>weight|kernel)(?P<end>:\d+)?")


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The recurrent layers of a file in its order, and what only looks like one."""

    layers: tuple[Layer, ...]
    unclear: tuple[Unclear, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Embedding:
    """A matrix that may turn words or letters into the inputs of a layer.

    Attributes:
        name: of the tensor.
        matrix: (V, D): what each of V words becomes.
    """

    name: str
    matrix: Real


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """A linear layer that may read the outputs of a recurrent one.

    Attributes:
        name: of its matrix.
        matrix: U, (K, F).
        bias: b_y, (K,), or None.
    """

    name: str
    matrix: Real
    bias: Real | None

    def readout(self) -> Readout:
        """It as a readout of ours; without a bias it is 0."""
        bias = np.zeros(len(self.matrix)) if self.bias is None else self.bias
        return Readout(self.matrix, bias)


def find(opened: Opened) -> Found:
    """The recurrent layers of a file, by names and shapes."""
    of_torch, of_keras = torch_layout.find(opened.tensors), keras_layout.find(opened.tensors)
    places = {name: place for place, name in enumerate(opened.tensors)}
    layers = sorted((*of_torch[0], *of_keras[0]), key=lambda layer: min(places[name] for name in layer.names))
    return Found(tuple(layers), (*of_torch[1], *of_keras[1]))


def embeddings(opened: Opened, layer: Layer) -> tuple[Embedding, ...]:
    """Matrices (V, D) that may stand before a layer of D inputs, the likeliest first: by name, then by size."""
    found = [
        Embedding(name, matrix)
        for name, matrix in _matrices(opened).items()
        if matrix.shape[1] == layer.input_size and _bias(opened, name, len(matrix)) is None  # an embedding has none
    ]
    return tuple(sorted(found, key=lambda one: (EMBEDDING.search(one.name) is None, -len(one.matrix))))


def answers(opened: Opened, layer: Layer) -> tuple[Answer, ...]:
    """Linear layers that may read the outputs of a layer, those with a bias first."""
    features = layer.directions * (layer.proj_size or layer.hidden_size)
    found = []
    for name, matrix in _matrices(opened).items():
        named = PLAIN.fullmatch(name)
        U = matrix.T if named and named["name"] == "kernel" else matrix  # Keras multiplies from the left
        if U.shape[1] == features:
            found.append(Answer(name, U, _bias(opened, name, len(U))))
    return tuple(sorted(found, key=lambda one: (one.bias is None, bool(EMBEDDING.search(one.name)))))


def _matrices(opened: Opened) -> dict[str, Real]:
    """The matrices of a file that belong to no recurrent layer."""
    taken = {name for layer in find(opened).layers for name in layer.names}
    return {
        name: tensor.values
        for name, tensor in opened.tensors.items()
        if tensor.values is not None
        and tensor.is_real
        and len(tensor.shape) == 2
        and 0 not in tensor.shape
        and name not in taken
    }


def _bias(opened: Opened, name: str, length: int) -> Real | None:
    """The bias beside a matrix, if there is one of this length."""
    named = PLAIN.fullmatch(name)
    beside = opened.tensors.get(f"{named['before'] or ''}bias{named['end'] or ''}") if named else None
    return beside.values if beside is not None and beside.is_real and beside.shape == (length,) else None
