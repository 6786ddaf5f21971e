"""Modules and networks of all kinds to be recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

import engine
from engine import Network, Trace
from engine.recording.trace import Part
from tests.engine.unrolled import Unrolled, unroll

TORCH_CELLS = ("elman", "elman_relu", "lstm", "gru")


def module(cell: str, input_size: int = 3, hidden_size: int = 4, seed: int = 0, **options: Any) -> torch.nn.RNNBase:
    """A module of torch.nn, float64 unless said otherwise."""
    options.setdefault("dtype", torch.float64)
    if cell == "elman_relu":
        options["nonlinearity"] = "relu"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        name = {"lstm": "LSTM", "gru": "GRU"}.get(cell, "RNN")
        made: torch.nn.RNNBase = getattr(torch.nn, name)(input_size, hidden_size, **options)
    return made


def numbers(*shape: int, seed: int = 1) -> Tensor:
    """Standard normal numbers in float64."""
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def states(network: Network, batch: int, seed: int | None = None) -> tuple[Tensor, ...]:
    """A state before the first step, (layers · directions, batch, units) for each part; zero without a seed."""
    count, sizes = network.num_layers * network.directions, network.state_sizes(0)
    shapes = [(count, batch, width) for width in sizes.values()]
    if seed is None:
        return tuple(torch.zeros(shape, dtype=torch.float64) for shape in shapes)
    drawn = [numbers(*shape, seed=seed + index) for index, shape in enumerate(shapes)]
    # a normaliser is a sum of weights
    return tuple(part.abs() + 0.5 if name == "normaliser" else part for name, part in zip(sizes, drawn, strict=True))


def as_torch_takes_it(state: tuple[Tensor, ...]) -> Any:
    """A tuple for a state of several parts, the tensor itself for one."""
    return state if len(state) > 1 else state[0]


def oracle(network: Network, inputs: Tensor, state: tuple[Tensor, ...], **options: Any) -> Unrolled:
    """The same network unrolled in torch, with gradients."""
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    split = tuple(part.reshape(network.num_layers, network.directions, *part.shape[1:]) for part in state)
    return unroll(network.cell, weights, inputs, split, **options)


def assert_same(trace: Trace, truth: Unrolled, tolerance: float = 1e-12) -> None:
    """Every signal and every gradient of a trace, and nothing else, equals the unrolled network's."""
    compared = (
        (trace.signals, truth.values()),
        (trace.gradients, truth.gradients()),
        (trace.direct_gradients, truth.direct_gradients()),
    )
    for ours, theirs in compared:
        assert set(ours) == set(theirs)
        for name, values in theirs.items():
            np.testing.assert_allclose(ours[name], values, rtol=tolerance, atol=tolerance, err_msg=name)
    np.testing.assert_allclose(trace.outputs, truth.outputs.detach().numpy(), rtol=tolerance, atol=tolerance)


def small_network(cell: str, **options: Any) -> Network:
    """A network of ours of 3 inputs and 4 units."""
    return engine.network(cell, 3, 4, **options)


def hidden_by_memory(part: Part, batch: int) -> Tensor:
    """∂h_t/∂c_t of a cell with a memory beside h, (T, H), also through an output gate that sees c by a peephole."""
    signals = {name: torch.tensor(values[:, batch]) for name, values in part.signals.items()}
    o, tanh = signals.get("output_gate", torch.ones(())), torch.tanh(signals["cell"])
    if part.cell == "slstm":
        return o / signals["normaliser"]
    sees = o * (1 - o) * torch.tensor(part.weights.own.get("peephole_output_gate", np.zeros(())))
    if "output_gate" in part.held:
        sees = torch.where(torch.tensor(part.held["output_gate"][:, batch]).isnan(), sees, 0.0)
    return o * (1 - tanh**2) + tanh * sees
