"""Record one run of a network: everything it computes at every timestep, and every gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.cells.base import Array
from engine.cells.holding import Held
from engine.networks.network import Key, Network, suffix
from engine.recording.arguments import Run, read_run
from engine.recording.interventions import Hold, as_holds, held_values
from engine.recording.losses import Loss
from engine.recording.trace import Part, Trace, in_order

if TYPE_CHECKING:
    import torch

Recorded = dict[Key, dict[str, Array]]  # (layer, direction) → name → (T, B, H), in the order of computation


def record(
    network: torch.nn.Module | Network,
    inputs: Any,
    loss: Loss | Callable[[Any], Any] | None = None,
    initial_state: Any = None,
    interventions: Iterable[Hold] = (),
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
        initial_state: the state before the first step in torch's own format, zeros if None: h_0 (parts, batch,
            hidden), or for an LSTM the pair (h_0, c_0). Where layers have different cells, a mapping
            (layer, direction) → name → (batch, hidden); what it leaves out is zero.
        interventions: gates, candidates or states that are held at a value, `engine.Hold`; a later one counts where two
            meet. What is recorded is then the changed run, with its own gradients.

    Returns:
        A `Trace`. NaN and infinities are recorded as they are; `trace.first_nonfinite` says where they begin.

    Raises:
        TypeError: what was given is not a network, inputs or a loss that can be recorded.
        ValueError: shapes do not fit, a sequence is empty, dropout makes the run random, or a hold does not fit.
    """
    run = read_run(network, inputs, initial_state)
    holds = as_holds(interventions)
    held = held_values(run.network, run.inputs.shape[0], run.inputs.shape[1], holds)
    signals, reads = _forward(run, held)
    outputs = reads.pop()
    value: float | None = None
    gradients: Recorded = {}
    direct: Recorded = {}
    if loss is not None:
        value, output_gradient = loss_and_gradient(loss, outputs)
        gradients, direct = _backward(run, signals, output_gradient)
    parts = {
        (layer, direction): Part(
            run.network.layer_cells[layer],
            run.network.layer(layer, direction),
            reads[layer],
            _public(signals[layer, direction], direction),
            dict(zip(run.network.cell_of(layer).state, run.state[layer, direction], strict=True)),
            _public(gradients.get((layer, direction), {}), direction),
            _public(direct.get((layer, direction), {}), direction),
            held.get((layer, direction), {}),
            reverse=bool(direction),
        )
        for layer, direction in run.network.keys
    }
    return Trace(run.network, run.inputs, outputs, parts, value, loss if isinstance(loss, Loss) else None, holds)


def _forward(run: Run, held: Mapping[Key, Mapping[str, Array]]) -> tuple[Recorded, list[Array]]:
    """Every part's signals, and what each layer reads, (T, B, D): the inputs, …, and last the network's output."""
    network = run.network
    signals: Recorded = {}
    reads = [run.inputs]
    for layer in range(network.num_layers):
        cell, sides = network.cell_of(layer), []
        for direction in network.sides(layer):
            weights, start = network.layer(layer, direction), run.state[layer, direction]
            values = held.get((layer, direction))
            holding = Held({name: in_order(each, direction) for name, each in values.items()}) if values else None
            computed = cell.forward(weights, in_order(reads[-1], direction), start, holding)
            signals[layer, direction] = holding.beside(computed) if holding else computed
            sides.append(in_order(signals[layer, direction]["hidden"], direction))
        reads.append(np.concatenate(sides, axis=-1))  # the hidden states of all directions, side by side
    return signals, reads


def _backward(run: Run, signals: Recorded, output_gradient: Array) -> tuple[Recorded, Recorded]:
    """Every part's total gradients, and the direct part of ∂L/∂h, from the last layer down."""
    network = run.network
    gradients: Recorded = {}
    direct: Recorded = {}
    above = output_gradient  # ∂L/∂(this layer's output), (T, B, H) or (T, B, 2 H)
    for layer in reversed(range(network.num_layers)):
        cell, down = network.cell_of(layer), []
        sides = network.sides(layer)
        for direction, side in zip(sides, np.split(above, len(sides), axis=-1), strict=True):
            key, weights, arriving = (layer, direction), network.layer(layer, direction), in_order(side, direction)
            direct[key] = {"hidden": arriving}
            gradients[key] = cell.backward(weights, signals[key], run.state[key], arriving)
            if layer > 0:
                with np.errstate(all="ignore"):
                    reading = cell.input_gradient(weights, signals[key], gradients[key])
                down.append(in_order(reading, direction))
        above = sum(down[1:], down[0]) if down else above
    return gradients, direct


def hidden_gradient(network: Network, inputs: Array, output_gradient: Callable[[Array], Array]) -> Array:
    """∂L/∂h_t of the last layer, (direction, T, B, H), as a recording has it, at a fraction of what recording costs.

    Args:
        inputs: (T, B, D).
        output_gradient: from the outputs (T, B, F) to ∂L/∂outputs.
    """
    run = read_run(network, inputs, None)
    signals, reads = _forward(run, {})
    layer = network.num_layers - 1
    cell, sides, found = network.cell_of(layer), network.sides(layer), []
    for direction, side in zip(sides, np.split(output_gradient(reads[-1]), len(sides), axis=-1), strict=True):
        key, arriving = (layer, direction), in_order(side, direction)
        gradients = cell.backward(network.layer(*key), signals[key], run.state[key], arriving)
        found.append(in_order(gradients["hidden"], direction))
    return np.stack(found)


def with_gradients(trace: Trace, output_gradient: Array) -> Trace:
    """The same run with the gradients that ∂L/∂outputs, (T, B, F), brings; nothing is computed forwards again."""
    runs = {key: part.run() for key, part in trace.parts.items()}
    run = Run(trace.network, trace.inputs, {key: state for key, (_, state) in runs.items()})
    gradients, direct = _backward(run, {key: signals for key, (signals, _) in runs.items()}, output_gradient)
    parts = {
        key: replace(part, gradients=_public(gradients[key], key[1]), direct_gradients=_public(direct[key], key[1]))
        for key, part in trace.parts.items()
    }
    return replace(trace, parts=parts)


def weight_gradients(trace: Trace) -> dict[str, Array]:
    """∂L/∂W of every parameter of the network, by PyTorch's name and in its shape.

    Raises:
        ValueError: the trace has no gradients.
    """
    return {
        name + suffix(*key): factors.total()
        for key, part in trace.parts.items()
        for name, factors in part.weight_factors().items()
    }


def input_gradients(trace: Trace) -> Array:
    """∂L/∂x_t of every input, (T, B, D).

    Raises:
        ValueError: the trace has no gradients.
    """
    found = np.zeros_like(trace.inputs)
    for (layer, _), part in trace.parts.items():
        if layer == 0:
            gradients = part.run_gradients()
            with np.errstate(all="ignore"):
                found += part.in_order(part.kind.input_gradient(part.weights, part.run()[0], gradients))
    return found


def _public(values: Mapping[str, Array], direction: int) -> dict[str, Array]:
    """In the input's own order, without what a cell's `forward` kept for its `backward` alone."""
    return {name: in_order(each, direction) for name, each in values.items() if not name.startswith("_")}


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
        if value.is_complex():
            raise TypeError("the loss should be a real number, but it is complex")
        gradient = None
        if value.requires_grad:
            (gradient,) = torch.autograd.grad(value.sum(), leaf, allow_unused=True)
        if gradient is None:
            raise ValueError("the loss does not depend on the outputs (or was detached from them): it has no gradient")
        return float(value.detach()), gradient.to(torch.float64).numpy().copy()


def _describe(value: object) -> str:
    shape = getattr(value, "shape", None)
    return type(value).__name__ if shape is None else f"{type(value).__name__} of shape {tuple(shape)}"
