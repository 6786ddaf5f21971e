"""Check a recording against torch itself, on the very network and inputs that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import cells
from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.networks.network import Network, suffix
from engine.recording import losses
from engine.recording.arguments import Run, dtype_of, read_run
from engine.recording.record import input_gradient, record
from engine.recording.trace import Trace

if TYPE_CHECKING:
    import torch

    Tensors = dict[str, torch.Tensor]


class Differences(FrozenMapping[str, float]):
    """The largest absolute differences by what was compared: `outputs`, the final `hidden` (and `cell`), `gradients`.

    Attributes:
        against: what computed the other side, e.g. `torch.nn.LSTM in float64`.
        relative: the largest difference again, but of numbers beyond 1 relative to the largest among what they were
            compared with: in a run that explodes to 1e90, rounding alone is 1e74.
    """

    __slots__ = ("against", "relative")

    def __init__(self, items: Mapping[str, float], against: str, relative: float) -> None:
        super().__init__(items)
        self.against = against
        self.relative = relative

    @property
    def largest(self) -> float:
        """The largest of all."""
        return max(self.values())

    def __reduce__(self) -> Any:
        return type(self), (dict(self), self.against, self.relative)


def verify(network: torch.nn.Module | Network, inputs: Any, initial_state: Any = None) -> Differences:
    """Run torch on the same network and inputs, and compare what it computes with what `engine.record` does.

    Compared are the outputs, the final states of every layer and direction, and the gradients of ½ Σ h² with respect to
    every weight and every input, which contain the gradients of all steps. A `torch.nn` module is run itself, in its
    own dtype: in float32 the differences are torch's own rounding (about 1e-7). An `engine.Network` is run as the
    `torch.nn` module with the same weights in float64 (about 1e-16), or, where torch has no such module, step by step
    with torch's operations.

    Args:
        network, inputs, initial_state: as in `engine.record`.

    Returns:
        The differences by name, and `.largest`. NaN and infinities at the same places on both sides count as equal; at
        different places they make the difference infinite.

    Raises:
        TypeError, ValueError: as in `engine.record`.
    """
    import torch

    run = read_run(network, inputs, initial_state)
    dtype_name = dtype_of(network, run.network)
    dtype: torch.dtype = getattr(torch, dtype_name)
    trace = record(network, inputs, losses.every_step(), initial_state)
    cell = cells.get(run.network.cell)
    with torch.inference_mode(False), torch.enable_grad():
        weights = {
            name: torch.tensor(weight, dtype=dtype, requires_grad=True) for name, weight in run.network.weights.items()
        }
        x = torch.tensor(run.inputs, dtype=dtype, requires_grad=True)
        starts = [run.state[key] for key in run.network.keys]
        state = tuple(
            torch.tensor(np.array(part), dtype=dtype).reshape(-1, run.network.directions, *part[0].shape)
            for part in zip(*starts, strict=True)
        )
        if cell.torch_class is None:
            against = "torch's operations, step by step,"
            outputs, final = _step_by_step(run.network, weights, x, state)
        else:
            against = f"torch.nn.{cell.torch_class}"
            module = run.network.to_torch().to(dtype)
            outputs, final = _unpack(torch.func.functional_call(module, weights, (x, _pack(state))))
        torch.autograd.backward(losses.every_step()(outputs))
        if not isinstance(network, Network):
            outputs, final = _module_itself(network, x, state)

    ours = {"outputs": trace.outputs} | {name: _final(trace, name) for name in cell.state}
    theirs = {"outputs": outputs} | dict(zip(cell.state, final, strict=True))
    differences = {name: _difference(ours[name], theirs[name]) for name in ours}
    gradients = _gradients(run, trace)
    by_leaf = {name: _difference(gradients[name], leaf.grad) for name, leaf in {**weights, "inputs": x}.items()}
    relative = [difference / _size(ours[name]) for name, difference in differences.items()]
    relative += [difference / _size(gradients[name]) for name, difference in by_leaf.items()]
    differences["gradients"] = max(by_leaf.values())
    return Differences(differences, f"{against} in {dtype_name}", max(relative))


def _pack(state: tuple[torch.Tensor, ...]) -> Any:
    """The state as torch takes it: (layers · directions, B, H), or a tuple of two."""
    flat = tuple(part.flatten(0, 1) for part in state)
    return flat if len(flat) > 1 else flat[0]


def _unpack(result: Any) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """Outputs and final states as torch returns them, the states always as a tuple."""
    outputs, final = result
    return outputs, final if isinstance(final, tuple) else (final,)


def _module_itself(
    module: torch.nn.Module, x: torch.Tensor, state: tuple[torch.Tensor, ...]
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """Outputs (T, B, F) and final states of the caller's own module, which is left as it was."""
    import torch

    with torch.no_grad():  # .forward, not a call, so that no hook of the caller's is run
        outputs, final = _unpack(module.forward(x.swapaxes(0, 1) if module.batch_first else x, _pack(state)))
    return outputs.swapaxes(0, 1) if module.batch_first else outputs, final


def _step_by_step(
    own: Network, weights: Tensors, x: torch.Tensor, state: tuple[torch.Tensor, ...]
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """The same for a cell that `torch.nn` does not have."""
    import torch

    cell = cells.get(own.cell)
    below, finals = x, []
    for layer in range(own.num_layers):
        sides = []
        for direction in range(own.directions):
            end = suffix(layer, direction)
            of_layer = {name.removesuffix(end): weight for name, weight in weights.items() if name.endswith(end)}
            now = tuple(part[layer, direction] for part in state)
            hidden = []
            for x_t in below.flip(0) if direction else below:
                now = cell.torch_step(of_layer, x_t, now)
                hidden.append(now[0])
            sides.append(torch.stack(hidden[::-1] if direction else hidden))
            finals.append(now)
        below = torch.cat(sides, -1)
    return below, tuple(torch.stack(parts) for parts in zip(*finals, strict=True))


def _final(trace: Trace, name: str) -> Array:
    """The state at the end, (layer, direction, batch, unit): the backward direction ends at the first input."""
    ends = [trace[name][:, direction, 0 if direction else -1] for direction in range(trace.directions)]
    return np.stack(ends, axis=1)


def _gradients(run: Run, trace: Trace) -> dict[str, Array]:
    """The gradient of every weight, summed over time and batch, and of the inputs, (T, B, D)."""
    gradients = {"inputs": np.zeros_like(trace.inputs)}
    for key, part in trace.parts.items():
        if key[0] == 0:
            down = input_gradient(part.kind, part.weights, part.run()[0], part.run_gradients())
            gradients["inputs"] = gradients["inputs"] + part.in_order(down)
        for name, factors in part.weight_factors().items():
            gradients[name + suffix(*key)] = factors.total()
    return gradients


def _size(values: Array) -> float:
    """The largest finite magnitude, at least 1."""
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max())) if finite.size else 1.0


def _difference(ours: Array, theirs: torch.Tensor | None) -> float:
    """The largest absolute difference; `theirs` may have its first axes merged."""
    assert theirs is not None
    other = theirs.detach().double().numpy().reshape(ours.shape)
    with np.errstate(all="ignore"):
        same = (ours == other) | (np.isnan(ours) & np.isnan(other))
        apart = np.where(same, 0.0, np.abs(ours - other))
    return float(np.where(np.isnan(apart), np.inf, apart).max())
