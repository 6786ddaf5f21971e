"""Recurrent layers as Keras keeps them: `kernel` (D, G·H), `recurrent_kernel` (H, G·H), `bias`.

Keras multiplies from the left, x K, so its matrices are PyTorch's transposed. An LSTM's gates stand in PyTorch's order
(i f c o), a GRU's do not (z r h). A GRU with `reset_after`, the default, has two biases, (2, 3H), and computes what
PyTorch's does; without it one, (3H,), and it is the GRU as it was published. One bias where PyTorch has two is the
first, and the second is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.tasks.sequence import InputProblem
from engine.opening.layers import Layer, Unclear, blocks, checked, numbers
from engine.opening.stored import Stored, quoted

RECURRENT = re.compile(r"(?s:(?P<path>.*)(?P<slash>[./]))?recurrent_kernel(?P<end>:\d+)?")
CELL = re.compile(r"(lstm|gru|simple_rnn)_cell(_\d+)?")  # the last part of a path, which says nothing
SIDE = re.compile(r"(?s:(?P<above>.*[./])?)(?P<side>forward|backward)_(?P<name>[^./]*)")
UNNAMED = re.compile(r"arr_\d+")  # numpy.savez(file, *model.get_weights())
SIMPLE = ("elman", "elman_relu", "elman_sigmoid", "elman_linear")


def find(tensors: Mapping[str, Stored]) -> tuple[list[Layer], list[Unclear]]:
    """The layers in Keras' names, or in its order of weights without names, and what only looks like one."""
    layers, unclear = [], []
    for path, kernel, recurrent, bias in (*_named(tensors), *_in_order(tensors)):
        try:
            if kernel is None:
                raise InputProblem(
                    "“{name}” is a recurrent kernel, but the kernel beside it is missing.", name=quoted(recurrent.name)
                )
            layers.append(_layer(path, kernel, recurrent, bias))
        except InputProblem as problem:
            unclear.append(Unclear(path, problem))
    return _both_directions(layers), unclear


Group = tuple[str, Stored | None, Stored, Stored | None]  # path, kernel, recurrent kernel, bias


def _named(tensors: Mapping[str, Stored]) -> Iterator[Group]:
    for tensor in tensors.values():
        if found := RECURRENT.fullmatch(tensor.name):
            before, end = (found["path"] or "") + (found["slash"] or ""), found["end"] or ""
            above, slash, last = (found["path"] or "").rpartition(found["slash"] or "/")
            path = above if CELL.fullmatch(last) and slash else found["path"] or ""
            yield path, tensors.get(f"{before}kernel{end}"), tensor, tensors.get(f"{before}bias{end}")


def _in_order(tensors: Mapping[str, Stored]) -> Iterator[Group]:
    """K (D, G·H), W (H, G·H) and perhaps b, one after another, in a file whose arrays have no names; G is 3 or 4."""
    if not all(UNNAMED.fullmatch(name) for name in tensors):
        return
    ordered = sorted(tensors.values(), key=lambda tensor: int(tensor.name.removeprefix("arr_")))
    for kernel, recurrent, bias in zip(ordered, ordered[1:], [*ordered[2:], None], strict=False):
        (_, sums), (units, across) = _two(kernel.shape), _two(recurrent.shape)
        if units and sums == across and sums in (3 * units, 4 * units):
            shapes = ((sums,), (2, sums))
            yield kernel.name, kernel, recurrent, bias if bias is not None and bias.shape in shapes else None


def _two(shape: tuple[int, ...]) -> tuple[int, int]:
    return (shape[0], shape[1]) if len(shape) == 2 else (0, 0)


def _layer(path: str, kernel: Stored, recurrent: Stored, bias: Stored | None) -> Layer:
    """One layer in one direction. Raises InputProblem: it is none."""
    K, W = numbers(kernel, 2), numbers(recurrent, 2)
    units, sums = W.shape
    count = blocks(recurrent.name, sums, units)
    two = bias is not None and len(bias.shape) == 2
    found = {"weight_ih_l0": K.T, "weight_hh_l0": W.T}
    if bias is not None:
        b = numbers(bias, 1 + two)
        if b.shape not in (((sums,), (2, sums)) if count == 3 else ((sums,),)):
            raise InputProblem(
                "“{name}” has the shape {shape}, which is no bias of a layer of {units} units.",
                name=quoted(bias.name),
                shape=quoted(str(bias.shape)),
                units=f"{units:,}",
            )
        first, second = b if two else (b, np.zeros_like(b))
        found |= {"bias_ih_l0": first, "bias_hh_l0": second}
    if count == 3:
        found = {name: _reset_first(weight) for name, weight in found.items()}
    return checked(
        Layer(
            path=path,
            layout="Keras",
            cells=_cells(count, bias is not None, two),
            input_size=K.shape[0],
            hidden_size=units,
            num_layers=1,
            directions=1,
            bias=bias is not None,
            proj_size=0,
            weights=found,
            names=tuple(tensor.name for tensor in (kernel, recurrent, bias) if tensor is not None),
        )
    )


def _cells(count: int, has_bias: bool, two: bool) -> tuple[str, ...]:
    if count != 3:
        return SIMPLE if count == 1 else ("lstm",)
    if not has_bias:
        return ("gru", "gru_reset_before")
    return ("gru",) if two else ("gru_reset_before",)


def _reset_first(weight: NDArray[Any]) -> NDArray[Any]:
    """Rows of z, r, h as PyTorch orders them: r, z, n."""
    z, r, n = np.split(weight, 3)
    return np.concatenate((r, z, n))


def _both_directions(layers: list[Layer]) -> list[Layer]:
    """With the two sides of each `Bidirectional`, `forward_…` and `backward_…`, as one layer that reads both ways."""
    by_path = {layer.path: layer for layer in layers}
    found = []
    for layer in layers:
        side = SIDE.fullmatch(layer.path)
        if side is None:
            found.append(layer)
            continue
        above = side["above"] or ""
        forward, backward = (by_path.get(f"{above}{way}_{side['name']}") for way in ("forward", "backward"))
        if forward is None or backward is None or _sizes(forward) != _sizes(backward):
            found.append(layer)
        elif layer is forward:
            reverse = {f"{name}_reverse": weight for name, weight in backward.weights.items()}
            found.append(
                replace(
                    forward,
                    path=above + side["name"],
                    directions=2,
                    weights={**forward.weights, **reverse},
                    names=forward.names + backward.names,
                )
            )
    return found


def _sizes(layer: Layer) -> tuple[object, ...]:
    return layer.cells, layer.input_size, layer.hidden_size, layer.bias
