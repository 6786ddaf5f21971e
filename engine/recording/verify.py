"""Check a recording against torch itself, number by number, on the very network, inputs and loss that are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from engine.cells.base import Array
from engine.networks.network import Key, Network, suffix
from engine.recording import losses
from engine.recording.arguments import dtype_of, read_run
from engine.recording.convolving import Convolving
from engine.recording.decoding import Decoding
from engine.recording.differences import KIND_OF, STEPPED, Differences, compared
from engine.recording.losses import Loss
from engine.recording.record import input_gradients, record, weight_gradients
from engine.recording.trace import Part, Trace
from engine.recording.verify_whole import verify_convolving, verify_decoding

if TYPE_CHECKING:
    import torch

    Tensors = dict[str, torch.Tensor]


@overload
def verify(run: Trace | Decoding | Convolving, /) -> Differences: ...
@overload
def verify(
    run: torch.nn.Module | Network,
    inputs: Any,
    initial_state: Any = None,
    loss: Loss | Callable[[Any], Any] | None = None,
    /,
) -> Differences: ...
def verify(run: Any, inputs: Any = None, initial_state: Any = None, loss: Any = None, /) -> Differences:
    """Let torch compute what a trace holds, and compare every number.

    torch steps through the sequence in its own operations, and autograd goes back from the trace's own loss: that gives
    every signal and every gradient. Where `torch.nn` has the cell, its module is run as well: outputs, final states and
    the gradients of all weights and inputs must be its own. What is held in a trace (`engine.Hold`) is held in torch
    too, step by step: no module of `torch.nn` can be told to.

    `verify(trace)` checks a trace, in float64; a recorded encoder–decoder or convolutional network likewise.
    `verify(network, inputs, initial_state, loss)` records one first (the loss is ½ Σ h² unless given) and checks that;
    a `torch.nn` module is then run itself too, and torch computes in the module's own dtype: in float32 the differences
    are torch's own rounding (about 1e-7).

    Returns:
        The relative differences by kind, and `.largest`. NaN and infinities at the same places on both sides count as
        equal; at different places they make the difference infinite. Gradients of a saturated gate are tiny in the
        trace where torch's cancel to 0: relative to the largest gradient that is rounding.

    Raises:
        TypeError, ValueError: as in `engine.record`.
    """
    import torch

    if isinstance(run, Trace):
        return _compare(run, "float64", {})
    if isinstance(run, Decoding):
        return verify_decoding(run)
    if isinstance(run, Convolving):
        return verify_convolving(run)
    read = read_run(run, inputs, initial_state)
    trace = record(run, inputs, losses.every_step() if loss is None else loss, initial_state)
    dtype = dtype_of(run, read.network)
    module = {} if isinstance(run, Network) else _module_itself(run, trace, getattr(torch, dtype))
    return _compare(trace, dtype, module)


def _compare(trace: Trace, dtype_name: str, module: Mapping[str, torch.Tensor]) -> Differences:
    """Compare a trace with what torch computes in a dtype, and with what a module of the caller's has put out."""
    import torch

    ours = _recorded(trace)
    with torch.inference_mode(False), torch.enable_grad():
        sides = [_stepped(trace, getattr(torch, dtype_name))]
        cell = trace.network.cell_of(0)
        fused = cell.torch_class is not None and trace.network.is_stack_of_torch and not trace.interventions
        if fused:
            sides.append(_fused(trace, getattr(torch, dtype_name)))
    against = f"torch.nn.{cell.torch_class}" if fused else STEPPED
    return compared(ours, [*sides, module], lambda name: _kind(trace, name), against, dtype_name)


def _kind(trace: Trace, name: str) -> str:
    """What a compared quantity counts as."""
    if name == "loss" or name.startswith("gradient:"):
        return "gradients"
    signal = next((part.describe(name) for part in trace.parts.values() if name in part.signals), None)
    kind = "state" if signal is None else signal.kind  # outputs and final states are states
    return KIND_OF[kind]


def _recorded(trace: Trace) -> dict[str, Array]:
    """Everything that is compared, by name: values of all parts one after another, in the input's own order."""
    found = {"outputs": trace.outputs}
    for name in dict.fromkeys(name for part in trace.parts.values() for name in part.signals):
        parts = [part for part in trace.parts.values() if name in part.signals]
        found[name] = _flat([part.signals[name] for part in parts])
        if trace.loss is not None:
            found[f"gradient:{name}"] = _flat([part.gradients[name] for part in parts])
    for name in trace.network.cell_of(0).state:
        found[f"final {name}"] = _flat(
            [part.signals[name][0 if part.reverse else -1] for part in trace.parts.values() if name in part.signals]
        )
    if trace.loss is None:
        return found
    found |= {f"gradient:{name}": gradient for name, gradient in weight_gradients(trace).items()}
    return found | {"gradient:inputs": input_gradients(trace), "loss": np.array(trace.loss)}


def _flat(parts: list[Array]) -> Array:
    return np.concatenate([values.ravel() for values in parts])


def _leaves(trace: Trace, dtype: torch.dtype) -> tuple[Tensors, torch.Tensor]:
    """The weights and the inputs (T, B, D) as leaves."""
    import torch

    weights = {
        name: torch.tensor(weight, dtype=dtype, requires_grad=True) for name, weight in trace.network.weights.items()
    }
    return weights, torch.tensor(trace.inputs, dtype=dtype, requires_grad=True)


def _stepped(trace: Trace, dtype: torch.dtype) -> Tensors:
    """The run in torch's own operations, one step after another: every signal, and autograd's gradient of each."""
    import torch

    weights, x = _leaves(trace, dtype)
    seen: dict[str, dict[Key, list[torch.Tensor]]] = {}
    below = x
    for layer in range(trace.layers):
        sides = []
        for direction in trace.network.sides(layer):
            part, end = trace.parts[layer, direction], suffix(layer, direction)
            own = {name.removesuffix(end): weight for name, weight in weights.items() if name.endswith(end)}
            state = tuple(torch.tensor(values, dtype=dtype) for values in part.initial_state.values())

            def see(name: str, value: torch.Tensor, part: Part = part, key: Key = (layer, direction)) -> torch.Tensor:
                of_part = seen.setdefault(name, {}).setdefault(key, [])
                if name in part.held:
                    held = torch.tensor(part.in_order(part.held[name])[len(of_part)].copy(), dtype=dtype)
                    value = torch.where(held.isnan(), value, held)
                of_part.append(value)
                return value

            for x_t in below.flip(0) if direction else below:
                state = part.kind.torch_step(own, x_t, state, see)
            if direction:
                for of_parts in seen.values():
                    of_parts.get((layer, direction), []).reverse()
            sides.append(torch.stack(seen["hidden"][layer, direction]))
        below = torch.cat(sides, -1)
    signals = {name: [one for key in trace.parts for one in by.get(key, ())] for name, by in seen.items()}
    found = {name: torch.cat([one.flatten() for one in steps]) for name, steps in signals.items()}
    # A constant of the run, such as the sLSTM's stabiliser, has a gradient of 0, for which autograd need not be asked.
    tensors = [one for steps in signals.values() for one in steps if one.requires_grad]
    gradients = _gradients(trace, below, [*weights.values(), x, *tensors])
    if gradients:
        found |= {f"gradient:{name}": next(gradients[1]) for name in (*weights, "inputs")}
        for name, steps in signals.items():
            found[f"gradient:{name}"] = torch.cat(
                [(next(gradients[1]) if one.requires_grad else torch.zeros_like(one)).flatten() for one in steps]
            )
        found |= gradients[0]
    return found | {"outputs": below}


def _fused(trace: Trace, dtype: torch.dtype) -> Tensors:
    """The run of the module of `torch.nn` with the same weights: its outputs, final states and gradients."""
    import torch

    weights, x = _leaves(trace, dtype)
    module = trace.network.to_torch().to(dtype)
    outputs, final = _unpack(trace, torch.func.functional_call(module, weights, (x, _state(trace, dtype))))
    found = {"outputs": outputs, **final}
    gradients = _gradients(trace, outputs, [*weights.values(), x])
    if gradients:
        found |= {f"gradient:{name}": next(gradients[1]) for name in (*weights, "inputs")} | gradients[0]
    return found


def _module_itself(module: torch.nn.Module, trace: Trace, dtype: torch.dtype) -> Tensors:
    """Outputs (T, B, F) and final states of the caller's own module, where it is, and left as it was."""
    import torch

    where = next(iter(module.parameters())).device
    x, state = torch.tensor(trace.inputs, dtype=dtype, device=where), _state(trace, dtype, where)
    with torch.no_grad():  # .forward, not a call, so that no hook of the caller's is run
        outputs, final = _unpack(trace, module.forward(x.swapaxes(0, 1) if module.batch_first else x, state))
    return {"outputs": outputs.swapaxes(0, 1) if module.batch_first else outputs, **final}


def _state(trace: Trace, dtype: torch.dtype, device: Any = "cpu") -> Any:
    """The initial state as torch takes it: (layers · directions, B, H), or a tuple of two."""
    import torch

    states = (list(part.initial_state.values()) for part in trace.parts.values())
    flat = tuple(torch.tensor(np.array(part), dtype=dtype, device=device) for part in zip(*states, strict=True))
    return flat if len(flat) > 1 else flat[0]


def _unpack(trace: Trace, result: Any) -> tuple[torch.Tensor, Tensors]:
    """Outputs as torch returns them, and the final states by name."""
    outputs, final = result
    parts = final if isinstance(final, tuple) else (final,)
    names = (f"final {name}" for name in trace.network.cell_of(0).state)
    return outputs, dict(zip(names, parts, strict=True))


def _gradients(
    trace: Trace, outputs: torch.Tensor, leaves: list[torch.Tensor]
) -> tuple[Tensors, Iterator[torch.Tensor]] | None:
    """Autograd's gradients of the trace's own loss, and the loss; None if the trace has none.

    A loss of the caller's is not asked again (it may draw random numbers): its recorded gradient is sent back.
    """
    import torch

    if trace.loss is None:
        return None
    if trace.loss_function is not None:
        loss = trace.loss_function(outputs)
        return {"loss": loss}, iter(torch.autograd.grad(loss, leaves, materialize_grads=True))
    last = [trace.parts[trace.layers - 1, side].direct_gradients["hidden"] for side in trace.network.sides(-1)]
    arriving = torch.tensor(np.concatenate(last, axis=-1), dtype=outputs.dtype)
    return {}, iter(torch.autograd.grad(outputs, leaves, arriving, materialize_grads=True))
