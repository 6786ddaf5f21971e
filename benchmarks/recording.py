"""A complete trace beside torch's own forward and backward, which records nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import torch

import engine
from benchmarks import torchlens_loop
from benchmarks.loops import cell_loop, fused
from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Task, interleaved

HELD = "engine.record, a signal held from the middle on"

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
        HELD: complete_trace(module, inputs, held_from_the_middle(cell, steps)),
        f"loop over {cell}Cell, h and c with retained gradients, no gates": cell_loop(module, inputs),
    }
    timings = interleaved(tasks, max(3, rounds // 10) if quick else rounds)
    reference, ours, held, loop = timings
    ratio, beside = timings[ours].ratio(timings[reference]), timings[held].ratio(timings[ours])
    yield Row(reference, timings[reference], 1.0)
    yield Row(ours, timings[ours], ratio, (Promise("", limit, ratio, "×"),))
    promise = Promise("beside the same without ", 1.5, beside, "×")
    yield Row(held, timings[held], timings[held].ratio(timings[reference]), (promise,))
    yield Row(loop, timings[loop], timings[loop].ratio(timings[reference]))
    if cell == "LSTM" and steps == 100 and not quick:
        seen = torchlens_loop.timing()
        yield Row("torchlens on an unrolled loop, forward only", seen, seen.ratio(timings[reference]))


def module_and_inputs(cell: str, steps: int, units: int, batch: int) -> tuple[torch.nn.RNNBase, torch.Tensor]:
    """A float32 module of `torch.nn` as a user has it, and inputs (T, B, H)."""
    torch.manual_seed(1)
    module: torch.nn.RNNBase = getattr(torch.nn, cell)(units, units)
    return module, torch.randn(steps, batch, units)


def held_from_the_middle(cell: str, steps: int) -> list[engine.Hold]:
    """The gate that keeps the memory, or without one the state, held in one unit for the second half."""
    name = {"LSTM": "forget_gate", "GRU": "update_gate"}.get(cell, "hidden")
    return [engine.Hold(name, 1.0, units=[0], steps=slice(steps // 2, None))]


def complete_trace(module: torch.nn.RNNBase, inputs: torch.Tensor, holds: Sequence[engine.Hold] = ()) -> Task:
    """Record the run, and take the norm of every gradient at every step."""

    def run() -> object:
        trace = engine.record(module, inputs, loss=engine.losses.every_step(), interventions=holds)
        return trace, {name: trace.gradient_norms(name) for name in trace.gradients}

    return run
