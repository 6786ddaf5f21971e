"""The loop in which networks of every kind learn: a gradient, clipped or not, a step along it, on one thread.

It changes the weights it is given and nothing else, so the same weights and the same batches give the same bits on the
same machine. Where a number is no number any more it stops and says at which update, and what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, isfinite, pi
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Literal, Protocol, Self, TypeVar

from engine.cells.base import Array
from engine.learning.tasks.sequence import Batch, Targets

if TYPE_CHECKING:
    import torch

    Tensors = Mapping[str, torch.Tensor]

MAX_GRADIENT_NORM = 1.0  # Pascanu et al. 2013: the whole gradient is scaled down to this norm

Lost = Literal["loss", "gradient", "weights"]
_LOST: Mapping[Lost, str] = MappingProxyType(
    {
        "loss": "Training stopped at update {update}: the loss was not a finite number any more.",
        "gradient": "Training stopped at update {update}: the norm of the gradient was not a finite number any more.",
        "weights": "Training stopped at update {update}: it made weights that are not finite any more.",
    }
)


class Diverged(RuntimeError):
    """Training cannot go on: a number became infinite, or none at all.

    Attributes:
        update: the one that could not be made, or that broke the weights; counted from 1.
        lost: what was not finite any more; before `weights` every loss and gradient was.
        template, values: the sentence in English and what stands in it, apart, so that it can be translated.
    """

    def __init__(self, update: int, lost: Lost) -> None:
        self.update, self.lost = update, lost
        self.template, self.values = _LOST[lost], {"update": update}
        super().__init__(self.template.format(**self.values))

    def __reduce__(self) -> tuple[type[Diverged], tuple[int, Lost]]:
        return type(self), (self.update, self.lost)


class Model(Protocol):
    """A frozen value with weights that can be learned."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Every weight by name."""

    def with_parameters(self, given: Mapping[str, Array], /) -> Self:
        """The same architecture with other weights, by the names of `parameters`."""


class Answering(Model, Protocol):
    """A model whose answers torch can compute, too."""

    def in_torch(self, weights: Tensors, inputs: torch.Tensor, /) -> torch.Tensor:
        """Logits (…, K) from inputs (T, B, D); gradients reach `weights`, which go by the names of `parameters`."""


M = TypeVar("M", bound=Model)
A = TypeVar("A", bound=Answering)


@dataclass(frozen=True, slots=True)
class Fitted(Generic[M]):
    """Where training stands after `step` optimizer steps: the loss of the last batch before its step, and the model."""

    step: int
    loss: float
    model: M


def fit(
    start: M,
    loss: Callable[[Tensors], torch.Tensor],
    steps: int,
    learning_rate: float,
    *,
    falling: bool = True,
    every: int = 50,
) -> Iterator[Fitted[M]]:
    """Train, and yield where it stands after each `every` steps and after the last. To cancel, stop iterating.

    Args:
        start: what training begins with; each model that is yielded is a copy of its own.
        loss: of the next batch, from weights in float32 by the names of `start.parameters`.
        learning_rate: of Adam (Kingma & Ba 2015); `falling`, it goes from there to 0 along a cosine.

    Raises:
        Diverged: loss, gradient or weights became infinite or NaN.
    """
    import torch

    weights = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in start.parameters.items()
    }  # fmt: skip
    optimizer = torch.optim.Adam(weights.values(), lr=learning_rate)

    def rate(step: int) -> float:
        return learning_rate * (1 + cos(pi * (step - 1) / steps)) / 2 if falling else learning_rate

    for made in updates(optimizer, lambda: loss(weights), steps, rate=rate):
        if made.number % every == 0 or made.number == steps:
            learned = {name: weight.detach().numpy().copy() for name, weight in weights.items()}
            yield Fitted(made.number, made.loss, start.with_parameters(learned))


def fit_answers(
    start: A, batch: Callable[[], Batch], steps: int, learning_rate: float, *, falling: bool = True, every: int = 50
) -> Iterator[Fitted[A]]:
    """The same with the mean cross-entropy of all answers that the next `batch` asks for, in nats."""
    import torch

    def loss(weights: Tensors) -> torch.Tensor:
        drawn = batch()
        return cross_entropy(start.in_torch(weights, torch.tensor(drawn.inputs).float()), drawn.targets)

    return fit(start, loss, steps, learning_rate, falling=falling, every=every)


def cross_entropy(logits: torch.Tensor, targets: Targets) -> torch.Tensor:
    """The mean cross-entropy in nats of logits (…, K) and class numbers (…), −1 where no answer is asked."""
    import torch

    return torch.nn.functional.cross_entropy(
        logits.flatten(0, -2), torch.tensor(targets).flatten(), ignore_index=-1
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Update:
    """One step of an optimizer.

    Attributes:
        number: from 1.
        loss: what was descended, before the step.
        norm, clipped: of the whole gradient, before and after it was clipped.
    """

    number: int
    loss: float
    norm: float
    clipped: float


def updates(
    optimizer: torch.optim.Optimizer,
    objective: Callable[[], torch.Tensor],
    count: int,
    *,
    clip: float | None = MAX_GRADIENT_NORM,
    rate: Callable[[int], float] | None = None,
) -> Iterator[Update]:
    """The loop itself: make so many updates, and yield after each. To cancel, stop iterating.

    Args:
        objective: a scalar to descend, of the next batch.
        clip: the norm that no gradient exceeds; None leaves it as it is.
        rate: the learning rate of each update by its number; without it, the optimizer's own.

    Raises:
        Diverged: loss, gradient or weights became infinite or NaN.
    """
    import torch

    for number in range(1, count + 1):
        if rate is not None:
            optimizer.param_groups[0]["lr"] = rate(number)
        with one_thread(), torch.enable_grad():
            found = objective()
            loss = float(found.detach())
            if not isfinite(loss):
                raise Diverged(number, "loss")
            optimizer.zero_grad()
            found.backward()  # type: ignore[no-untyped-call]
            norm = update(optimizer, number, clip)
        yield Update(number, loss, norm, norm if clip is None else min(norm, clip))


def update(optimizer: torch.optim.Optimizer, number: int, clip: float | None = MAX_GRADIENT_NORM) -> float:
    """One step, update `number`, with the gradients that are there; returns their norm before they were clipped.

    Raises Diverged: they are infinite or NaN, and no step is made; or the step made weights that are.
    """
    import torch

    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    gradients = [weight.grad for weight in weights if weight.grad is not None]
    norm = torch.nn.utils.get_total_norm(gradients)
    size = float(norm)
    if not isfinite(size):
        raise Diverged(number, "gradient")
    if clip is not None:
        torch.nn.utils.clip_grads_with_norm_(weights, clip, norm)
    optimizer.step()
    # One number for all of them, which is quick; should a sum of finite ones overflow, each is looked at.
    total = float(torch.stack([weight.detach().sum() for weight in weights]).sum())
    if not isfinite(total) and not all(bool(weight.isfinite().all()) for weight in weights):
        raise Diverged(number, "weights")
    return size


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread, which is fastest at these sizes and spares a server, and leave torch as it was."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
