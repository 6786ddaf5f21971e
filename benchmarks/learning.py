"""What watching costs: training as one would write it, beside the same with a look inside at every third update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import torch

from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import interleaved
from engine.learning.course import HELD_OUT, Course, gradient_profile, watch
from engine.learning.exercises import FirstSymbol
from engine.learning.tasks import Batch
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.networks.torch_module import from_torch

CELLS = ("lstm", "gru", "elman")
UPDATES, EVERY = 30, 3
LIMIT = 1.35


def sections(quick: bool) -> Iterator[Section]:
    """One section for each cell."""
    for cell in CELLS:
        course = Course(FirstSymbol(40), cell, updates=UPDATES, every=EVERY)
        title = f"Learning: {cell}, the first of 2 to 41 symbols, H={course.units}, batch {course.batch}"
        yield measured(title, partial(rows, course, 5 if quick else 40))


def rows(course: Course, rounds: int) -> Iterator[Row]:
    """Some updates of a fresh network, alone, with the profile, and with all that a row tells."""
    sequences = f"{course.watched} sequences"
    tasks = {
        f"PyTorch: {UPDATES} updates with Adam, clipped": partial(plain, course),
        f"the same, ‖∂L/∂h_t‖ of {sequences} at every third": partial(
            with_profiles, course, course.exercise.held_out(course.watched)
        ),
        f"engine's watch: loss and right answers of {HELD_OUT} sequences too": partial(whole, course),
    }
    (theirs, reference), (ours, profiled), (all_of_it, watched) = interleaved(tasks, rounds).items()
    ratio = profiled.ratio(reference)
    yield Row(theirs, reference, 1.0)
    yield Row(ours, profiled, ratio, (Promise("", LIMIT, ratio, "×"),))
    yield Row(all_of_it, watched, watched.ratio(reference))


def plain(course: Course, look: Callable[[Network, Readout], object] | None = None) -> None:
    """Training as one would write it, and `look` at the network now and then."""
    start = network(course.cell, len(course.exercise.features), course.units, seed=course.seed)
    module, readout = start.to_torch().float(), torch.nn.Linear(course.units, len(course.exercise.answers))
    weights = [*module.parameters(), *readout.parameters()]
    optimizer = torch.optim.Adam(weights, lr=course.rate)
    batches = course.exercise.batches(course.batch, np.random.default_rng((course.seed, 2)))
    for number in range(1, course.updates + 1):
        batch = next(batches)
        outputs, _ = module(torch.from_numpy(batch.inputs).float())
        answers, targets = readout(outputs).flatten(0, 1), torch.from_numpy(batch.targets).flatten()
        loss = torch.nn.functional.cross_entropy(answers, targets, ignore_index=-1)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        if look and number % course.every == 0:
            look(from_torch(module), Readout(readout.weight.detach().numpy(), readout.bias.detach().numpy()))


def with_profiles(course: Course, watched: Batch) -> None:
    """The same, with the profile at every third update."""
    plain(course, lambda network, readout: gradient_profile(network, readout, watched))


def whole(course: Course) -> None:
    """The run as it is watched, with a row at update 0."""
    for _ in watch(course):
        pass
