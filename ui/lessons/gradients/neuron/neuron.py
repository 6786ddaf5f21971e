"""One neuron as a value, recorded by the engine and computed again by torch."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import engine
from engine import losses
from engine.cells.activations import FUNCTIONS
from ui.lessons.gradients.settings import GradientSettings

if TYPE_CHECKING:
    import torch

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Neuron:
    """h_t = f(b + w·h_{t-1} + v·x_t) from h_0 = 0, and y_t = f_y(b_y + u·h_t)."""

    w: float
    f: str
    b: float
    v: float
    u: float
    by: float
    fy: str
    x: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """What a neuron does on T steps.

    Attributes:
        hidden: h_t, (T,).
        factors: ∂h_t/∂h_{t-1} = w·f'(a_t) from step 2 on, (T - 1,).
        running: ∂h_T/∂h_t, (T,): the products of the factors after each step.
        outputs: y_t, (T,).
        to_output: ∂y_T/∂h_T = f_y'·u.
    """

    hidden: Array
    factors: Array
    running: Array
    outputs: Array
    to_output: float


def neuron_of(settings: GradientSettings) -> Neuron:
    """The neuron that the settings describe."""
    pulses = tuple(float(digit) for digit in settings.x)
    return Neuron(settings.w, settings.f, settings.b, settings.v, settings.u, settings.by, settings.fy, pulses)


def going_on(neuron: Neuron, steps: int) -> Neuron:
    """The same neuron on `steps` steps: after its own there is silence."""
    return replace(neuron, x=(neuron.x + (0.0,) * steps)[:steps])


@functools.lru_cache(maxsize=256)
def recorded(neuron: Neuron) -> Recorded:
    """The neuron as the engine records it."""
    cell = {"linear": "elman_linear", "tanh": "elman"}[neuron.f]
    weights = {"weight_ih_l0": neuron.v, "weight_hh_l0": neuron.w, "bias_ih_l0": neuron.b, "bias_hh_l0": 0.0}
    own = replace(
        engine.network(cell, 1, 1),
        weights={name: np.full((1, 1) if "weight" in name else (1,), value) for name, value in weights.items()},
    )
    trace = engine.record(own, np.reshape(neuron.x, (-1, 1, 1)), losses.unit_at_step(0, -1))
    hidden = trace["hidden"][0, 0, :, 0, 0]
    at_output = neuron.by + neuron.u * hidden
    with np.errstate(over="ignore"):  # σ of what is far below 0 is 0
        outputs = at_output if neuron.fy == "linear" else FUNCTIONS["sigmoid"].function(at_output)
    slope = FUNCTIONS[neuron.fy].derivative(at_output[-1:])[0]
    return Recorded(
        hidden=hidden,
        factors=engine.step_jacobians(trace)[1:, 0, 0],
        running=trace.gradients["hidden"][0, 0, :, 0, 0],
        outputs=outputs,
        to_output=float(slope) * neuron.u,
    )


@functools.lru_cache(maxsize=256)
def in_torch(neuron: Neuron) -> dict[str, list[float]]:
    """The same from torch alone: the loop step by step, and autograd through it."""
    import torch

    functions: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "linear": torch.clone,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
    }
    f, f_y = functions[neuron.f], functions[neuron.fy]
    h = torch.zeros((), dtype=torch.float64)
    hidden: list[torch.Tensor] = []
    for x_t in neuron.x:
        h = f(neuron.b + neuron.w * h + neuron.v * x_t)
        hidden.append(h.requires_grad_())
    outputs = [f_y(neuron.by + neuron.u * h_t) for h_t in hidden]
    running = torch.autograd.grad(hidden[-1], hidden, retain_graph=True)
    (to_output,) = torch.autograd.grad(outputs[-1], hidden[-1])
    return {
        "hidden": [h_t.item() for h_t in hidden],
        "running": [gradient.item() for gradient in running],
        "outputs": [y_t.item() for y_t in outputs],
        "to_output": [to_output.item()],
    }
