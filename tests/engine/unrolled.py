"""The oracle: networks written out step by step in torch, gate by gate, so that autograd sees every signal.

It shares no code with the engine; the cells' equations are in `tests.engine.steps`. Every signal at every step is a
tensor of its own with `retain_grad`. (On the output of a fused `torch.nn` layer it would keep the direct part of a
gradient only.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tests.engine.steps import STEPS

CELLS = tuple(STEPS)
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

                now = STEPS[cell](own, below[t], now, keep)
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
