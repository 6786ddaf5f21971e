"""Recurrent cells once more, one step at a time in torch: the oracle for everything that looks through time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import Tensor

import engine
from engine import Network, Trace, losses
from engine.networks.network import suffix
from tests.engine.steps import STEPS, State, Weights

CELLS = tuple(STEPS)
ANY_SIZE = {  # for `@given`: a cell and the sizes of a run
    "cell": st.sampled_from(CELLS),
    "steps": st.integers(1, 4),
    "size": st.integers(1, 5),
    "inputs": st.integers(1, 4),
    "batch": st.sampled_from([1, 3]),
    "seed": st.integers(0, 1000),
}
FEW = settings(max_examples=12, deadline=None)
TOLERANCE = 1e-12


def recorded(
    cell: str, *, steps: int = 6, size: int = 4, inputs: int = 3, batch: int = 2, seed: int = 0, **options: int
) -> tuple[Network, Trace]:
    """A network of two layers and two directions, with random weights, and a run of it."""
    rng = np.random.default_rng(seed)
    network = engine.network(cell, inputs, size, num_layers=2, bidirectional=True, seed=seed)
    if options:
        network = engine.from_torch(
            torch.nn.LSTM(inputs, size, num_layers=2, bidirectional=True, dtype=torch.float64, **options)
        )
    values = rng.normal(size=(steps, batch, inputs))
    return network, engine.record(network, values, losses.every_step())


def layer_weights(network: Network, layer: int = 0, direction: int = 0) -> dict[str, Tensor]:
    """The parameters of one layer and direction as fresh leaves, by name without suffix; zeros for absent biases."""
    end = suffix(layer, direction)
    named = {name: weight for name, weight in network.weights.items() if name.endswith(end)}
    weights = {name.removesuffix(end): torch.tensor(weight) for name, weight in named.items()}
    for end in ("ih", "hh"):
        weights.setdefault(f"bias_{end}", torch.zeros(len(weights[f"weight_{end}"]), dtype=torch.float64))
    return {name: weight.requires_grad_() for name, weight in weights.items()}


def step(cell: str, weights: Weights, x: Tensor, state: State) -> State:
    """The state after one step; x and each part of the state are (…, features)."""
    return STEPS[cell](weights, x, state, lambda _, value: value)


def run(network: Network, copies: Mapping[tuple[int, int], Sequence[Weights]], inputs: Tensor) -> Tensor:
    """The outputs (T, B, F) from zero states; `copies[layer, direction][t]` are the weights used at input index t."""
    below = inputs
    for layer in range(network.num_layers):
        sides = []
        for direction in range(network.directions):
            widths = network.state_sizes(layer).values()
            state: State = tuple(torch.zeros(inputs.shape[1], width, dtype=torch.float64) for width in widths)
            hidden: dict[int, Tensor] = {}
            for t in reversed(range(len(below))) if direction else range(len(below)):
                state = step(network.cell, copies[layer, direction][t], below[t], state)
                hidden[t] = state[0]
            sides.append(torch.stack([hidden[t] for t in range(len(below))]))
        below = torch.cat(sides, -1)
    return below


def states(trace: Trace, layer: int, direction: int, batch: int) -> list[State]:
    """The recorded states in the order of computation, the initial one first, each part (units,)."""
    names = list(trace.initial_state)
    before = tuple(torch.tensor(trace.initial_state[name][layer, direction, batch]) for name in names)
    order = range(trace.steps)[:: -1 if direction else 1]
    return [before] + [tuple(torch.tensor(trace[name][layer, direction, t, batch]) for name in names) for t in order]


def layer_inputs(trace: Trace, layer: int, direction: int, batch: int) -> Tensor:
    """What the layer saw, (T, D), in the order of computation."""
    if layer == 0:
        seen = torch.tensor(trace.inputs[:, batch])
    else:
        seen = torch.cat([torch.tensor(side[:, batch]) for side in trace["hidden"][layer - 1]], -1)
    return seen.flip(0) if direction else seen
