"""Record one run of a network: everything it computes at every timestep, and every gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import cells
from engine.cells.base import Array
from engine.networks.network import Network
from engine.recording.arguments import read_run
from engine.recording.losses import Loss
from engine.recording.trace import Trace, in_order

if TYPE_CHECKING:
    import torch

Signals = dict[tuple[int, int], dict[str, Array]]  # (layer, direction) → name → (T, B, H), in order of computation


def record(
    network: torch.nn.Module | Network,
    inputs: Any,
    loss: Loss | Callable[[Any], Any] | None = None,
    initial_state: Any = None,
) -> Trace:
    """Run a network over inputs and record every signal and, given a loss, every gradient.

    All is computed in float64 from the network's own weights, forward and backward, in closed form. The network is only
    read: no hooks, no `.grad`, no change of mode or of any random state. Forward hooks on a module are not run.

    Args:
        network: a `torch.nn.RNN`, `LSTM` or `GRU` in float32 or float64, or an `engine.Network`.
        inputs: what the network itself takes, a tensor or an array: (time, batch, feature), (batch, time, feature) for
            a module with `batch_first`, or (time, feature) for one sequence without batch. An array is rounded to the
            module's dtype.
        loss: one of `engine.losses`, or a callable that takes the outputs as a float64 torch tensor (time, batch,
            feature) and returns a scalar. Without it no gradients are recorded.
        initial_state: the state before the first step in torch's own format, zeros if None: h_0 (layers · directions,
            batch, hidden), or for an LSTM the pair (h_0, c_0).

    Returns:
        A `Trace`. NaN and infinities are recorded as they are; `trace.first_nonfinite` says where they begin.

    Raises:
        TypeError: what was given is not a network, inputs or a loss that can be recorded.
        ValueError: shapes do not fit, a sequence is empty, or dropout makes the run random.
    """
    run = read_run(network, inputs, initial_state)
    cell = cells.get(run.network.cell)
    signals, outputs = _forward(run.network, run.inputs, run.state)
    value: float | None = None
    gradients: Signals = {}
    direct: Signals = {}
    if loss is not None:
        value, output_gradient = loss_and_gradient(loss, outputs)
        gradients, direct = _backward(run.network, signals, run.state, output_gradient)
    return Trace(
        cell=cell.name,
        signals=_stack(run.network, signals),
        gradients=_stack(run.network, gradients),
        direct_gradients=_stack(run.network, direct),
        inputs=run.inputs,
        outputs=outputs,
        loss=value,
        initial_state=dict(zip(cell.state, run.state, strict=True)),
    )


def _forward(network: Network, inputs: Array, state: tuple[Array, ...]) -> tuple[Signals, Array]:
    """Every layer's and direction's signals, and the network's output (T, B, F)."""
    cell = cells.get(network.cell)
    signals: Signals = {}
    below = inputs
    for layer in range(network.num_layers):
        for direction in range(network.directions):
            start = tuple(part[layer, direction] for part in state)
            signals[layer, direction] = cell.forward(network.layer(layer, direction), in_order(below, direction), start)
        # the layer above, or the reader, sees the hidden states of both directions side by side
        sides = [in_order(signals[layer, direction]["hidden"], direction) for direction in range(network.directions)]
        below = np.concatenate(sides, axis=-1)
    return signals, below


def _backward(
    network: Network, signals: Signals, state: tuple[Array, ...], output_gradient: Array
) -> tuple[Signals, Signals]:
    """Every layer's and direction's total gradients, and the direct part of ∂L/∂h, from the last layer down."""
    cell = cells.get(network.cell)
    gradients: Signals = {}
    direct: Signals = {}
    above = output_gradient  # ∂L/∂(this layer's output), (T, B, directions · H)
    for layer in reversed(range(network.num_layers)):
        parts = np.split(above, network.directions, axis=-1)
        for direction in range(network.directions):
            weights = network.layer(layer, direction)
            start = tuple(part[layer, direction] for part in state)
            arriving = in_order(parts[direction], direction)
            values = signals[layer, direction]
            direct[layer, direction] = {"hidden": arriving}
            gradients[layer, direction] = cell.backward(weights, values, start, arriving)
        if layer > 0:
            above = input_gradients(network, layer, signals, gradients)
    return gradients, direct


@np.errstate(all="ignore")
def input_gradients(network: Network, layer: int, signals: Signals, gradients: Signals) -> Array:
    """∂L/∂x_t of a layer, (T, B, D): what comes down through V from each direction, in the input's own order."""
    cell = cells.get(network.cell)
    parts = []
    for direction in range(network.directions):
        weights, key = network.layer(layer, direction), (layer, direction)
        from_input, _ = cell.block_gradients(weights, signals[key], gradients[key])
        parts.append(in_order(from_input @ weights.weight_ih, direction))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _stack(network: Network, parts: Signals) -> dict[str, Array]:
    """Name → (layer, direction, time, batch, unit), time being the input's own index."""
    if not parts:
        return {}
    names = [name for name in parts[0, 0] if not name.startswith("_")]
    if len(parts) == 1:
        return {name: parts[0, 0][name][None, None] for name in names}  # views: nothing to copy
    return {
        name: np.array(
            [
                [in_order(parts[layer, direction][name], direction) for direction in range(network.directions)]
                for layer in range(network.num_layers)
            ]
        )
        for name in names
    }


def loss_and_gradient(loss: Loss | Callable[[Any], Any], outputs: Array) -> tuple[float, Array]:
    """The loss of outputs (T, B, F), and ∂L/∂outputs."""
    if isinstance(loss, Loss):
        with np.errstate(all="ignore"):
            return loss.value(outputs), loss.gradient(outputs)
    if not callable(loss):
        raise TypeError(f"a loss is one of engine.losses or a function of the outputs, not {type(loss).__name__}")
    import torch

    # The loss is the caller's code: let it draw random numbers without leaving a mark, and see a tensor of its own.
    with torch.random.fork_rng(devices=[]), torch.inference_mode(False), torch.enable_grad():
        leaf = torch.tensor(outputs, requires_grad=True)
        value = loss(leaf)
        if not isinstance(value, torch.Tensor) or value.numel() != 1:
            raise TypeError(f"the loss should be a torch scalar, but it returned {_describe(value)}")
        gradient = None
        if value.requires_grad:
            (gradient,) = torch.autograd.grad(value.sum(), leaf, allow_unused=True)
        if gradient is None:
            raise ValueError("the loss does not depend on the outputs (or was detached from them): it has no gradient")
        return float(value.detach()), gradient.to(torch.float64).numpy().copy()


def _describe(value: object) -> str:
    shape = getattr(value, "shape", None)
    return type(value).__name__ if shape is None else f"{type(value).__name__} of shape {tuple(shape)}"
