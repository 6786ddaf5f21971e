"""The oracle: networks written out step by step in torch, gate by gate, so that autograd sees every signal.

It shares no code with the engine. Every signal at every step is a tensor of its own with `retain_grad`. (On the output
of a fused `torch.nn` layer `retain_grad` would keep the direct part of a gradient only.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tests.engine import gated_steps, modern_steps

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "elman": torch.tanh,
    "elman_relu": torch.relu,
    "elman_leaky_relu": torch.nn.functional.leaky_relu,
    "elman_sigmoid": torch.sigmoid,
    "elman_linear": lambda a: a * 1.0,
}
STEPS = {**gated_steps.STEPS, **modern_steps.STEPS}
CELLS = (*ACTIVATIONS, "elman_skip", "lstm", "gru", "gru_reset_before", *STEPS)
Place = tuple[str, int, int, int]  # signal, layer, direction, time


@dataclass
class Unrolled:
    """All tensors of a run: signals[name, layer, direction, time], outputs, and what each h_t hands upwards."""

    signals: dict[Place, Tensor]
    upwards: dict[Place, Tensor]
    outputs: Tensor
    layers: int
    directions: int

    def values(self) -> dict[str, NDArray[np.float64]]:
        """Name → (layer, direction, time, batch, unit)."""
        return self._gather(self.signals, lambda tensor: tensor.detach())

    def gradients(self) -> dict[str, NDArray[np.float64]]:
        """Total derivatives, once a loss has been propagated back; 0 where the loss does not depend on a signal."""
        return self._gather(self.signals, _gradient)

    def direct_gradients(self) -> dict[str, NDArray[np.float64]]:
        """What arrives at the hidden states from the loss or the layer above at that very step."""
        return self._gather(self.upwards, _gradient)

    def _gather(
        self, tensors: Mapping[Place, Tensor], read: Callable[[Tensor], Tensor]
    ) -> dict[str, NDArray[np.float64]]:
        steps = len(self.outputs)
        return {
            name: np.array(
                [
                    [
                        [read(tensors[name, layer, direction, t]).numpy() for t in range(steps)]
                        for direction in range(self.directions)
                    ]
                    for layer in range(self.layers)
                ]
            )
            for name in dict.fromkeys(place[0] for place in tensors)
        }


def _gradient(tensor: Tensor) -> Tensor:
    return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad


def unroll(
    cell: str,
    weights: Mapping[str, Tensor],
    inputs: Tensor,
    state: tuple[Tensor, ...],
    nudges: Mapping[Place, Tensor] | None = None,
    retain: bool = True,
    held: Mapping[Place, Tensor] | None = None,
) -> Unrolled:
    """Run a network step by step.

    Args:
        cell: its name.
        weights: torch's parameter names → tensors.
        inputs: (T, B, D).
        state: (layers, directions, B, units) for each part of the state.
        nudges: amounts added to signals where they arise, for finite differences.
        retain: keep every tensor's gradient.
        held: values (B, units) that signals are held at where they arise, NaN where they are not.
    """
    nudges, held = nudges or {}, held or {}
    signals: dict[Place, Tensor] = {}
    upwards: dict[Place, Tensor] = {}
    layers, directions = state[0].shape[:2]
    below = inputs

    for layer in range(layers):
        for direction in range(directions):
            end = f"_l{layer}" + ("_reverse" if direction else "")
            own = {name.removesuffix(end): weight for name, weight in weights.items() if name.endswith(end)}
            now = tuple(part[layer, direction] for part in state)
            times = range(len(inputs))
            for t in reversed(times) if direction else times:

                def keep(name: str, value: Tensor, at: tuple[int, int, int] = (layer, direction, t)) -> Tensor:
                    if (name, *at) in held:
                        value = torch.where(held[name, *at].isnan(), value, held[name, *at])
                    value = value + nudges.get((name, *at), torch.zeros(()))
                    if retain and value.requires_grad:  # else it is a constant of the run
                        value.retain_grad()
                    signals[name, *at] = value
                    return value

                now = _step(cell, own, below[t], now, keep)
                up = now[0] * 1.0
                if retain:
                    up.retain_grad()
                upwards["hidden", layer, direction, t] = up
        below = torch.stack(
            [
                torch.cat([upwards["hidden", layer, direction, t] for direction in range(directions)], dim=-1)
                for t in range(len(inputs))
            ]
        )
    return Unrolled(signals, upwards, below, layers, directions)


def _step(
    cell: str, w: Mapping[str, Tensor], x: Tensor, state: tuple[Tensor, ...], keep: Callable[[str, Tensor], Tensor]
) -> tuple[Tensor, ...]:
    if cell in STEPS:
        return STEPS[cell](w, x, state, keep)
    blocks = {"lstm": 4, "gru": 3, "gru_reset_before": 3}.get(cell, 1)
    from_input = torch.chunk(x @ w["weight_ih"].T + w.get("bias_ih", torch.zeros(())), blocks, dim=-1)
    from_state = torch.chunk(state[0] @ w["weight_hh"].T + w.get("bias_hh", torch.zeros(())), blocks, dim=-1)
    if cell == "lstm":
        i = torch.sigmoid(keep("input_gate_preactivation", from_input[0] + from_state[0]))
        f = torch.sigmoid(keep("forget_gate_preactivation", from_input[1] + from_state[1]))
        g = torch.tanh(keep("candidate_preactivation", from_input[2] + from_state[2]))
        o = torch.sigmoid(keep("output_gate_preactivation", from_input[3] + from_state[3]))
        i, f, g, o = keep("input_gate", i), keep("forget_gate", f), keep("candidate", g), keep("output_gate", o)
        c = keep("cell", f * state[1] + i * g)
        h = o * torch.tanh(c)
        return keep("hidden", h @ w["weight_hr"].T if "weight_hr" in w else h), c
    if cell == "gru":
        r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", from_input[0] + from_state[0])))
        z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", from_input[1] + from_state[1])))
        n = keep("candidate", torch.tanh(keep("candidate_preactivation", from_input[2] + r * from_state[2])))
        return (keep("hidden", (1 - z) * n + z * state[0]),)
    if cell == "gru_reset_before":
        r = keep("reset_gate", torch.sigmoid(keep("reset_gate_preactivation", from_input[0] + from_state[0])))
        z = keep("update_gate", torch.sigmoid(keep("update_gate_preactivation", from_input[1] + from_state[1])))
        of_candidate = (r * state[0]) @ w["weight_hh"].chunk(3)[2].T
        if "bias_hh" in w:
            of_candidate = of_candidate + w["bias_hh"].chunk(3)[2]
        n = keep("candidate", torch.tanh(keep("candidate_preactivation", from_input[2] + of_candidate)))
        return (keep("hidden", (1 - z) * n + z * state[0]),)
    if cell == "elman_skip":
        n = keep("candidate", torch.tanh(keep("candidate_preactivation", from_input[0] + from_state[0])))
        return (keep("hidden", state[0] + n),)
    return (keep("hidden", ACTIVATIONS[cell](keep("hidden_preactivation", from_input[0] + from_state[0]))),)
