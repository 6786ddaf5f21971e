"""The Jacobian of every step in closed form beside automatic differentiation, and how far influence reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.func import jacrev, vmap

import engine
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Task, interleaved
from engine.analysis.jacobians import influence, step_jacobians
from engine.cells.arithmetic import previous

CELLS = ("lstm", "elman", "gru")
STEPS, UNITS = 100, 64
Step = Callable[[Tensor, Tensor], Tensor]


def sections(quick: bool) -> Iterator[Section]:
    """All step Jacobians for each cell, then the influence matrices."""
    rounds = 10 if quick else 80
    size = f"T={STEPS}, H={UNITS}, float64"
    for cell in CELLS:
        yield measured(f"All step Jacobians: {engine.cells.get(cell).title}, {size}", partial(steps, cell, rounds))
    yield measured(
        f"Influence, the norms of ∂h_t/∂h_k for all k ≤ t, on two threads of its own: {size}",
        partial(influences, max(3, rounds // 4)),
    )


def steps(cell: str, rounds: int) -> Iterator[Row]:
    """Automatic differentiation of one step for all steps at once, beside the closed form."""
    trace = recorded(cell)
    states, sums = what_each_step_starts_from(trace.network, trace)
    automatic = vmap(jacrev(STEP[cell](torch.tensor(trace.network.layer(0).weight_hh), trace.network)))
    tasks: dict[str, Task] = {
        "torch.func: vmap over jacrev of one step": partial(automatic, states, sums),
        "engine.step_jacobians: closed form": partial(step_jacobians, trace),
    }
    check_that_both_agree(*(task() for task in tasks.values()))
    (theirs, reference), (ours, closed) = interleaved(tasks, rounds).items()
    speedup = reference.ratio(closed)
    yield Row(theirs, reference, 1.0)
    promise = Promise("speed-up ", 15, speedup, "×", at_least=True)
    yield Row(ours, closed, closed.ratio(reference), (promise,))


def influences(rounds: int) -> Iterator[Row]:
    """The matrix for each cell."""
    tasks = {f"engine.influence, {engine.cells.get(cell).title}": partial(influence, recorded(cell)) for cell in CELLS}
    for name, timing in interleaved(tasks, rounds).items():
        yield Row(name, timing, None, (Promise("median ", 60, timing.median, " ms"),))


def recorded(cell: str) -> engine.Trace:
    """A run of a random network of 64 units on random inputs."""
    network = engine.network(cell, UNITS, UNITS, seed=1)
    return engine.record(network, np.random.default_rng(2).standard_normal((STEPS, 1, UNITS)))


def what_each_step_starts_from(network: engine.Network, trace: engine.Trace) -> tuple[Tensor, Tensor]:
    """The state before each step, its parts side by side, and V x_t + b of each step."""
    signals, state = trace.part().run()
    names = engine.cells.get(network.cell).state
    before = [previous(signals[name], start)[:, 0] for name, start in zip(names, state, strict=True)]
    weights = network.layer(0)
    bias = weights.bias_ih if network.cell == "gru" else weights.bias  # the GRU's b_hn stands behind its reset gate
    assert bias is not None
    return torch.tensor(np.concatenate(before, axis=-1)), torch.tensor(trace.inputs[:, 0] @ weights.weight_ih.T + bias)


def check_that_both_agree(theirs: object, ours: object) -> None:
    """A comparison of speed means nothing between two different results."""
    assert isinstance(theirs, Tensor)
    np.testing.assert_allclose(np.asarray(ours), theirs.numpy(), rtol=0, atol=1e-12)


def lstm_step(W: Tensor, _: engine.Network) -> Step:
    """(h, c)_t from (h, c)_{t-1}."""

    def step(state: Tensor, sums: Tensor) -> Tensor:
        h, c = state.chunk(2)
        i, f, g, o = (sums + W @ h).chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return torch.cat((o.sigmoid() * c.tanh(), c))

    return step


def elman_step(W: Tensor, _: engine.Network) -> Step:
    """h_t from h_{t-1}."""
    return lambda h, sums: torch.tanh(sums + W @ h)


def gru_step(W: Tensor, network: engine.Network) -> Step:
    """h_t from h_{t-1}, the reset gate after the product as in `torch.nn.GRU`."""
    bias = torch.tensor(network.layer(0).bias_hh)

    def step(h: Tensor, sums: Tensor) -> Tensor:
        (r, z, n), (wr, wz, wn) = sums.chunk(3), (W @ h + bias).chunk(3)
        r, z = (r + wr).sigmoid(), (z + wz).sigmoid()
        return (1 - z) * torch.tanh(n + r * wn) + z * h

    return step


STEP: dict[str, Callable[[Tensor, engine.Network], Step]] = {
    "lstm": lstm_step,
    "elman": elman_step,
    "gru": gru_step,
}
