"""Watch a network learn: a run of training as a stream of rows, each with the network as it is at that update.

    for row in watch(Course(FirstSymbol(gap=40), cell="gru")):
        row.update, row.loss, row.profile    # how much of the gradient reaches each step

The same course gives the same bits on the same machine: weights, readout and batches come from generators made of its
seed. Where a number is no number any more the run ends with `Diverged`; what was yielded stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from engine import cells
from engine.cells.base import Array
from engine.cells.norms import norms
from engine.frozen import freeze
from engine.learning.exercises.exercise import Exercise, asked
from engine.learning.fitting import MAX_GRADIENT_NORM, Diverged, one_thread, updates
from engine.learning.pupil import Pupil, accuracy, loss, tensors
from engine.learning.tasks.sequence import Batch
from engine.networks.initialisation import Init
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.networks.torch_module import from_torch
from engine.recording.record import hidden_gradient

if TYPE_CHECKING:
    import torch

__all__ = ["Course", "Diverged", "Snapshot", "watch"]

Optimiser = Literal["adam", "sgd"]
HELD_OUT = 64  # sequences that loss and accuracy are measured on, of those that an exercise keeps apart
LARGEST = 1e30  # rate or norm; Adam multiplies its rate by 10 at first, and torch wants it in a float32
ANSWERED = 0.9  # right answers of those held out, for a gap to count as answered


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that a run of learning depends on.

    Attributes:
        exercise: what is learned.
        cell: a name from `engine.cells.names()`.
        units: H.
        init: how the weights begin.
        optimiser: `adam` (Kingma & Ba 2015) or `sgd`, the plain gradient.
        rate: its learning rate.
        clip: the whole gradient is scaled down to this norm (Pascanu et al. 2013); None leaves it as it is.
        window: truncated: of a sequence cut into pieces of so many steps, no gradient leaves a piece, while the state
            goes on. None lets it run through the whole sequence.
        batch: sequences to learn from at an update.
        updates: how many steps the optimizer takes.
        every: a row after so many updates; update 0 and the last always have theirs.
        watched: held-out sequences of which the gradient is looked at.
        seed: of the weights, the readout and the batches.
    """

    exercise: Exercise
    cell: str = "gru"
    units: int = 16
    init: Init = field(default_factory=Init)
    optimiser: Optimiser = "adam"
    rate: float = 3e-3
    clip: float | None = MAX_GRADIENT_NORM
    window: int | None = None
    batch: int = 64
    updates: int = 240
    every: int = 4
    watched: int = 16
    seed: int = 0

    def __post_init__(self) -> None:
        cells.get(self.cell)
        if self.optimiser not in get_args(Optimiser):
            raise ValueError(f"there is no optimizer {self.optimiser!r}; there are {', '.join(get_args(Optimiser))}")
        for name in ("units", "window", "batch", "every", "watched"):
            number = getattr(self, name)
            if number is not None and number < 1:
                raise ValueError(f"{name} should be at least 1, but is {number}")
        for name in ("updates", "seed"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} should be at least 0, but is {getattr(self, name)}")
        for name in ("rate", "clip"):
            size = getattr(self, name)
            if size is not None and not 0 < size <= LARGEST:
                raise ValueError(f"{name} should be a number above 0, and at most {LARGEST:.0e}, but is {size}")


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """Where a run stands after `update` updates. Arrays are read-only.

    Attributes:
        update: 0 before the first.
        loss: on held-out sequences: mean cross-entropy in nats, or mean squared error.
        accuracy: the fraction of right answers on them; None for a regression.
        batch_loss: on the batch of the update that led here, before its step; None at update 0.
        gradient_norm, clipped_norm: of the gradient of that update, before and after it was clipped; None at 0.
        losses, norms: the same of every update since the last row, so that none is missed: (k,), and (k, 2) before
            and after.
        profile: (T,), ‖∂L/∂h_t‖ on the watched held-out sequences: the norm of the total derivative, through all later
            steps whatever the window, of each sequence's own loss (the mean over its answers), in the layer that is
            read from; and the mean over the sequences.
        reach: the longest gap g such that at every gap up to g at least 90 % of the held-out sequences are answered
            rightly, for an exercise with prefixes; 0 if there is none.
        network, readout: as they are now.
    """

    update: int
    loss: float
    accuracy: float | None
    batch_loss: float | None
    gradient_norm: float | None
    clipped_norm: float | None
    losses: Array
    norms: Array
    profile: Array
    reach: int | None
    network: Network
    readout: Readout


def watch(course: Course, module: torch.nn.Module | None = None) -> Iterator[Snapshot]:
    """Train, and yield a row at update 0, after each `course.every` updates and after the last.

    To cancel, stop iterating; to pause, wait with the next.

    Args:
        module: a `torch.nn.RNN`, `LSTM` or `GRU` to begin with in place of `course.cell`, `units` and `init`; it is
            copied, as `engine.from_torch` does, and stays as it is.

    Raises:
        ValueError: an initialisation that the cell cannot have, or a module that takes other inputs.
        TypeError: not such a module.
        Diverged: loss, gradient or weights became infinite or NaN. The row of the last update before it comes first.
    """
    import torch

    exercise = course.exercise
    features, answers = len(exercise.features), len(exercise.answers) or 1
    if module is None:
        start = network(course.cell, features, course.units, init=course.init, seed=course.seed)
    else:
        start = from_torch(module)
        if start.input_size != features:
            raise ValueError(f"{exercise.name} has {features} inputs, but the module takes {start.input_size}")
    pupil = Pupil(start, Readout.fresh(start.output_size, answers, course.seed))
    optimiser = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[course.optimiser](pupil.parameters, lr=course.rate)
    held_out = _HeldOut(exercise, course.watched)

    made = last = 0
    since: list[tuple[float, float, float]] = []

    def row() -> Snapshot:
        as_it_is = pupil.as_it_is()
        measured, right, reach = held_out.measure(pupil)
        steps = np.array(since).reshape(-1, 3)
        batch_loss, norm, clipped = since[-1] if since else (None, None, None)
        since.clear()
        return Snapshot(
            made,
            measured,
            right,
            batch_loss,
            norm,
            clipped,
            freeze(steps[:, 0]),
            freeze(steps[:, 1:]),
            held_out.profile(*as_it_is),
            reach,
            *as_it_is,
        )

    yield row()
    running = updates(optimiser, _Lessons(course, pupil), course.updates, clip=course.clip)
    while True:
        try:
            update = next(running, None)
        except Diverged as problem:
            if problem.lost != "weights" and made > last:
                yield row()
            raise
        if update is None:
            return
        made = update.number
        since.append((update.loss, update.norm, update.clipped))
        if made % course.every == 0 or made == course.updates:
            last = made
            yield row()


class _Lessons:
    """The loss of the next batch, and the next: the state goes on through windows, and where it is carried, beyond."""

    def __init__(self, course: Course, pupil: Pupil) -> None:
        self._course, self._pupil = course, pupil
        generator = np.random.default_rng((course.seed, 2))  # (seed,) drew the weights, (seed, 1) the readout
        self._batches = course.exercise.batches(course.batch, generator)
        self._state: Any = None

    def __call__(self) -> torch.Tensor:
        import torch

        exercise, window = self._course.exercise, self._course.window
        inputs, targets = tensors(next(self._batches))
        state, found = self._state, []
        for piece in torch.split(inputs, window) if window else (inputs,):
            outputs, _, state = self._pupil.run(piece, state)
            state = _detached(state)
            found.append(outputs)
        self._state = state if exercise.carried else None
        return loss(self._pupil.readout(torch.cat(found) if window else outputs), targets)


def _detached(state: Any) -> Any:
    """The same numbers without the way they came about: no gradient goes on into them."""
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()


class _HeldOut:
    """What is measured at every row, on sequences that are never learned from."""

    def __init__(self, exercise: Exercise, watched: int) -> None:
        batch = exercise.held_out(max(HELD_OUT, watched))
        self._watched = Batch(batch.inputs[:, :watched], batch.targets[:, :watched])
        self._inputs, self._targets = tensors(batch)
        self._prefixes = exercise.prefixes

    def measure(self, pupil: Pupil) -> tuple[float, float | None, int | None]:
        """Loss, accuracy and reach, computed by torch as learning computes, in float32."""
        import torch

        with one_thread(), torch.no_grad():
            answers = pupil.readout(pupil.run(self._inputs).outputs)
            found = float(loss(answers, self._targets))
            reach = longest_gap(answers, self._targets[-1]) if self._prefixes else None
        return found, accuracy(answers, self._targets), reach

    def profile(self, network: Network, readout: Readout) -> Array:
        """See `Snapshot.profile`."""
        return gradient_profile(network, readout, self._watched)


def longest_gap(answers: torch.Tensor, right: torch.Tensor) -> int:
    """See `Snapshot.reach`: of answers (T, B, K) and the right ones (B,); who answers at step g, from 0, has gap g."""
    answered = (answers.argmax(dim=-1) == right).double().mean(dim=1) >= ANSWERED
    return int(answered[1:].cumprod(dim=0).sum())


@np.errstate(all="ignore")
def gradient_profile(network: Network, readout: Readout, batch: Batch) -> Array:
    """(T,), the norm of ∂L/∂h_t, the mean over the sequences of a batch; see `Snapshot.profile`."""
    there, numbers = asked(batch.targets), batch.targets.dtype.kind == "f"
    targets, answers = batch.targets[there], np.broadcast_to(there.sum(axis=0), there.shape)[there]

    def output_gradient(outputs: Array) -> Array:
        read, gradient = outputs[there], np.zeros_like(outputs)
        if numbers:
            error = 2 * (readout.logits(read) - targets[:, None])
        else:
            error = readout.error(read, targets.astype(np.int64))
        gradient[there] = (error / answers[:, None]) @ readout.weight
        return gradient

    of_directions = norms(hidden_gradient(network, batch.inputs, output_gradient))
    return freeze(np.hypot.reduce(of_directions, axis=0).mean(axis=1))
