"""A complete trace beside torch's own forward and backward, which records nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import torch

import engine
from benchmarks import torchlens_loop
from benchmarks.loops import cell_loop, fused
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Task, interleaved

# cell, T, H, B, the promise (times torch's own forward and backward), rounds
RUNS = (
    ("LSTM", 100, 64, 1, 2.5, 150),
    ("RNN", 100, 64, 1, 1.0, 150),
    ("GRU", 100, 64, 1, 0.5, 100),
    ("LSTM", 500, 256, 16, 8.0, 9),
)


def sections(quick: bool) -> Iterator[Section]:
    """One section for each cell and size."""
    for run in RUNS:
        cell, steps, units, batch, *_ = run
        title = f"Recording: {cell}, float32, T={steps}, H={units}, batch {batch}"
        yield measured(title, partial(rows, *run, quick))


def rows(cell: str, steps: int, units: int, batch: int, limit: float, rounds: int, quick: bool) -> Iterator[Row]:
    """torch's own run, the complete trace, and what one would otherwise write, as multiples of torch's own run."""
    module, inputs = module_and_inputs(cell, steps, units, batch)
    tasks = {
        f"torch.nn.{cell}, forward + backward, nothing recorded": fused(module, inputs),
        "engine.record: every signal, gradient and norm": complete_trace(module, inputs),
        f"loop over {cell}Cell, h and c with retained gradients, no gates": cell_loop(module, inputs),
    }
    timings = interleaved(tasks, max(3, rounds // 10) if quick else rounds)
    reference, ours, loop = timings
    ratio = timings[ours].ratio(timings[reference])
    yield Row(reference, timings[reference], 1.0)
    yield Row(ours, timings[ours], ratio, (Promise("", limit, ratio, "×"),))
    yield Row(loop, timings[loop], timings[loop].ratio(timings[reference]))
    if cell == "LSTM" and steps == 100 and not quick:
        seen = torchlens_loop.timing()
        yield Row("torchlens on an unrolled loop, forward only", seen, seen.ratio(timings[reference]))


def module_and_inputs(cell: str, steps: int, units: int, batch: int) -> tuple[torch.nn.RNNBase, torch.Tensor]:
    """A float32 module of `torch.nn` as a user has it, and inputs (T, B, H)."""
    torch.manual_seed(1)
    module: torch.nn.RNNBase = getattr(torch.nn, cell)(units, units)
    return module, torch.randn(steps, batch, units)


def complete_trace(module: torch.nn.RNNBase, inputs: torch.Tensor) -> Task:
    """Record the run, and take the norm of every gradient at every step."""

    def run() -> object:
        trace = engine.record(module, inputs, loss=engine.losses.every_step())
        return trace, {name: trace.gradient_norms(name) for name in trace.gradients}

    return run
