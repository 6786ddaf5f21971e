"""The loop in which networks of every kind learn: Adam, a clipped gradient, a rate that may fall, one thread.

It begins with the model it is given and changes nothing else, so the same model and the same batches give the same bits
on the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, pi
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from engine.cells.base import Array
from engine.learning.tasks.sequence import Batch, Targets

if TYPE_CHECKING:
    import torch

    Tensors = Mapping[str, torch.Tensor]

MAX_GRADIENT_NORM = 1.0  # Pascanu et al. 2013: the whole gradient is scaled down to this norm


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
        RuntimeError: the gradient became infinite or NaN.
    """
    import torch

    weights = {
        name: torch.tensor(values, dtype=torch.float32, requires_grad=True)
        for name, values in start.parameters.items()
    }  # fmt: skip
    optimizer = torch.optim.Adam(weights.values(), lr=learning_rate)
    for step in range(1, steps + 1):
        if falling:
            optimizer.param_groups[0]["lr"] = learning_rate * (1 + cos(pi * (step - 1) / steps)) / 2
        with one_thread(), torch.enable_grad():
            found = loss(weights)
            optimizer.zero_grad()
            found.backward()  # type: ignore[no-untyped-call]
            update(optimizer)
        if step % every == 0 or step == steps:
            learned = {name: weight.detach().numpy().copy() for name, weight in weights.items()}
            yield Fitted(step, float(found.detach()), start.with_parameters(learned))


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


def update(optimizer: torch.optim.Optimizer) -> None:
    """One step with the gradients that are there, clipped. Raises RuntimeError: they are infinite or NaN."""
    import torch

    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    torch.nn.utils.clip_grad_norm_(weights, MAX_GRADIENT_NORM, error_if_nonfinite=True)
    optimizer.step()


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
