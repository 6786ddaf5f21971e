"""Runs in which signals are held, and the oracle of them: autograd through the same holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

import engine
from engine import Hold, Network, Trace, cells
from tests.engine.examples import as_torch_takes_it, assert_same, numbers, small_network, states
from tests.engine.unrolled import Place, unroll

STEPS, BATCH, UNITS = 6, 2, 4
STACKED: dict[str, Any] = {"num_layers": 2, "bidirectional": True}
SOME = slice(2, None)


def holdable(cell: str) -> list[str]:
    return [signal.name for signal in cells.get(cell).signals if signal.kind != "preactivation"]


def random_holds(network: Network, seed: int, count: int = 5) -> list[Hold]:
    """Holds of all kinds: any signal, layer and direction, some units, steps in a slice or a list, some sequences."""
    rng = np.random.default_rng(seed)
    names = holdable(network.cell)
    found = []
    for _ in range(count):
        name = str(rng.choice(names))
        start, stop = sorted(rng.choice(STEPS + 1, size=2, replace=False).tolist())
        some = tuple(rng.choice(STEPS, size=2, replace=False).tolist())
        found.append(
            Hold(
                name,
                float(rng.uniform(0.05, 0.95)),
                units=[None, (0,), (1, 3)][rng.integers(3)],
                steps=[None, slice(start, stop), some][rng.integers(3)],
                layer=int(rng.integers(network.num_layers)),
                direction=int(rng.integers(network.directions)),
                batch=[None, (1,)][rng.integers(2)],
            )
        )
    return found


def as_the_oracle_takes_it(network: Network, holds: Sequence[Hold], steps: int = STEPS) -> dict[Place, Tensor]:
    """The same holds, place by place."""
    found: dict[Place, Tensor] = {}
    for hold in holds:
        width = network.proj_size if hold.signal == "hidden" and network.proj_size else network.hidden_size
        times = range(steps)[hold.steps] if isinstance(hold.steps, slice) else hold.steps
        for t in range(steps) if times is None else times:
            place = (hold.signal, hold.layer, hold.direction, t)
            values = found.setdefault(place, torch.full((BATCH, width), torch.nan, dtype=torch.float64))
            for item in range(BATCH) if hold.batch is None else hold.batch:
                for unit in range(width) if hold.units is None else hold.units:
                    values[item, unit] = hold.value
    return found


def weighted_sum(outputs: Tensor) -> Tensor:
    weights = torch.linspace(-1, 2, outputs.numel(), dtype=outputs.dtype).reshape(outputs.shape)
    return (weights * outputs).sum() + (outputs**3).sum()


def recorded(cell: str, holds: Sequence[Hold], loss: Any = weighted_sum, seed: int = 1, **options: Any) -> Trace:
    network = small_network(cell, seed=seed, **options)
    start = as_torch_takes_it(states(network, BATCH, seed=seed + 7))
    return engine.record(network, numbers(STEPS, BATCH, 3, seed=seed), loss, start, interventions=holds)


def check(trace: Trace, holds: Sequence[Hold], seed: int = 1) -> None:
    """Everything that a trace of `recorded` says, against autograd."""
    network = trace.network
    state = states(network, BATCH, seed=seed + 7)
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    split = tuple(part.reshape(network.num_layers, network.directions, *part.shape[1:]) for part in state)
    inputs = numbers(STEPS, BATCH, 3, seed=seed)
    truth = unroll(network.cell, weights, inputs, split, held=as_the_oracle_takes_it(network, holds))
    torch.autograd.backward(weighted_sum(truth.outputs))
    assert_same(trace, truth)
    for layer, direction in network.keys:
        for name, terms in engine.weight_contributions(trace, layer=layer, direction=direction, terms=True).items():
            gradient = weights[name].grad
            expected = np.zeros(weights[name].shape) if gradient is None else gradient.numpy()
            np.testing.assert_allclose(terms.sum(axis=0), expected, atol=1e-12, err_msg=name)
