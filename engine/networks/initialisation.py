"""How the weights of a fresh network are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from engine.cells.base import Array, Cell, Parameter

Kind = Literal["default", "orthogonal", "identity", "gaussian"]


@dataclass(frozen=True, slots=True)
class Init:
    """An initialisation. It applies to every layer and direction, and to every gate's block of W by itself.

    Attributes:
        kind: what the recurrent weights W are.
            `default`: PyTorch's: all weights and biases uniform in ±1/√H.
            `orthogonal`: a random orthogonal matrix, which neither stretches nor shrinks (Saxe et al. 2014,
            arXiv:1312.6120).
            `identity`: the identity (Le et al. 2015, arXiv:1504.00941, with ReLU); for Elman cells only.
            `gaussian`: independent normal numbers, scaled to the spectral radius (1 unless given).
            All but the default have zero biases; the input weights V are always PyTorch's.
        spectral_radius: scale W so that its largest eigenvalue has this absolute value; None leaves it as drawn.
        forget_bias: the total bias of the gate that keeps the memory: an LSTM's forget gate, a GRU's update gate; with
            the opposite sign where the gate writes (`Cell.memory_biases`). It is put into `bias_ih`, with 0 in
            `bias_hh`, so that the two do not add up to twice as much. None leaves it as drawn.
        input_scale: a factor for the input weights V.
    """

    kind: Kind | str = "default"
    spectral_radius: float | None = None
    forget_bias: float | None = None
    input_scale: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"there is no initialisation called {self.kind!r}; there are {', '.join(get_args(Kind))}")
        if self.spectral_radius is not None and not (np.isfinite(self.spectral_radius) and self.spectral_radius >= 0):
            raise ValueError(f"the spectral radius should be a number from 0 up, but is {self.spectral_radius}")
        for name, value in (("forget bias", self.forget_bias), ("input scale", self.input_scale)):
            if value is not None and not np.isfinite(value):
                raise ValueError(f"the {name} should be a finite number, but is {value}")


def initial_weights(
    parameters: Mapping[str, tuple[Cell, Parameter]], hidden_size: int, init: Init, seed: int
) -> dict[str, Array]:
    """Draw every parameter.

    Args:
        parameters: by name, in PyTorch's order, what to draw and the cell whose blocks and memory gate decide what goes
            where.
        hidden_size: H.
        init, seed: what to draw, and the seed of numpy's generator.

    Raises:
        ValueError: a cell cannot be initialised so.
    """
    _refuse_impossible(parameters, init)
    generator = np.random.default_rng(seed)
    bound = 1 / np.sqrt(hidden_size)
    # Everything is drawn from the default first, so that one seed means the same V whatever becomes of W.
    weights = {name: generator.uniform(-bound, bound, each.shape) for name, (_, each) in parameters.items()}
    for name, (cell, parameter) in parameters.items():
        weight = weights[name]
        if parameter.role == "input":
            weight *= init.input_scale
        elif parameter.role == "recurrent":
            for block in weight.reshape(-1, hidden_size, weight.shape[1]):  # views: (H, H) each
                block[...] = _recurrent(block, init, generator)
        elif parameter.role == "bias":
            if init.kind != "default":
                weight[...] = 0
            if init.forget_bias is not None:
                _set_memory_biases(weight, parameter.name, cell, init.forget_bias)
        elif parameter.role == "own":
            weight[...] = cell.initial_own(parameter.name, weight, hidden_size)
    return weights


def _set_memory_biases(bias: Array, name: str, cell: Cell, kept: float) -> None:
    """Put the biases that say how much memory is kept into `bias_ih`, or into `bias_hh` where a gate has that alone."""
    blocks = cell.input_blocks if name == "bias_ih" else cell.recurrent_blocks
    for block, value in cell.memory_biases(kept).items():
        if block in blocks:
            once = name == "bias_ih" or block not in cell.input_blocks
            np.split(bias, len(blocks))[blocks.index(block)][...] = value if once else 0


def _recurrent(drawn: Array, init: Init, generator: np.random.Generator) -> Array:
    """One gate's block of W, (H, H)."""
    matrix = drawn
    if init.kind == "identity":
        matrix = np.eye(len(drawn))
    elif init.kind == "orthogonal":
        matrix = _orthogonal(drawn.shape[0], drawn.shape[1], generator)
    elif init.kind == "gaussian":
        matrix = generator.normal(size=drawn.shape)
    radius = 1.0 if init.kind == "gaussian" and init.spectral_radius is None else init.spectral_radius
    if radius is None:
        return matrix
    if init.kind in ("identity", "orthogonal"):  # whose eigenvalues all have the absolute value 1
        return matrix * radius
    return np.asarray(matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max()))


def _orthogonal(rows: int, columns: int, generator: np.random.Generator) -> Array:
    """A random matrix with orthonormal columns: Q of a Gaussian matrix's QR, signs chosen so that all are as likely."""
    q, r = np.linalg.qr(generator.normal(size=(rows, columns)))
    return np.asarray(q * np.sign(np.diag(r)), dtype=np.float64)


def _refuse_impossible(parameters: Mapping[str, tuple[Cell, Parameter]], init: Init) -> None:
    for cell in {cell.name: cell for cell, _ in parameters.values()}.values():
        if init.kind == "identity" and len(cell.blocks) > 1:
            raise ValueError(f"the identity initialisation is for plain recurrent cells; {cell.title} has gates")
        if init.forget_bias is not None and cell.memory_gate is None:
            raise ValueError(f"{cell.title} has no gate that keeps its memory, so it can have no forget bias")
    roles = {parameter.role for _, parameter in parameters.values()}
    if init.forget_bias is not None and "bias" not in roles:
        raise ValueError("a network without biases can have no forget bias")
    if "projection" in roles and (init.spectral_radius is not None or init.kind == "gaussian"):
        raise ValueError("with a projection the recurrent weights are not square and have no spectral radius")
