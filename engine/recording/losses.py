"""Losses that know their own gradient, so that no autograd is needed.

Each is a small frozen value with `value(outputs)` and `gradient(outputs)` on arrays (time, batch, feature), and can be
called on a torch tensor of that shape, to be checked against autograd.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.cells.base import Array
from engine.frozen import freeze
from engine.networks.reading import Reading, check, read, read_in_torch, spread
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch


class Loss(ABC):
    """A number computed from the outputs of a network, and its derivative with respect to them."""

    @abstractmethod
    def value(self, outputs: Array) -> float:
        """The loss of outputs (T, B, F)."""

    @abstractmethod
    def gradient(self, outputs: Array) -> Array:
        """∂L/∂outputs, (T, B, F)."""

    @abstractmethod
    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same loss as a differentiable torch scalar."""


@dataclass(frozen=True)
class SquaredNorm(Loss):
    """½ Σ h²: over every step if `step` is None, else at that step only."""

    step: int | None = None

    def _steps(self, outputs: Any) -> slice:
        if self.step is None:
            return slice(None)
        step = _index(self.step, len(outputs), "step")
        return slice(step, step + 1)

    def value(self, outputs: Array) -> float:
        """½ Σ h² over the step or steps, all batch items and features."""
        return float(0.5 * np.square(outputs[self._steps(outputs)]).sum())

    def gradient(self, outputs: Array) -> Array:
        """h at the step or steps, 0 elsewhere."""
        steps = self._steps(outputs)
        gradient = np.zeros_like(outputs)
        gradient[steps] = outputs[steps]
        return gradient

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        return 0.5 * outputs[self._steps(outputs)].square().sum()


@dataclass(frozen=True)
class UnitAtStep(Loss):
    """The plain value of one output feature at one step, summed over the batch: how does this unit come about?"""

    unit: int
    step: int

    def _at(self, outputs: Any) -> tuple[int, slice, int]:
        steps, _, units = outputs.shape
        return _index(self.step, steps, "step"), slice(None), _index(self.unit, units, "unit")

    def value(self, outputs: Array) -> float:
        """h[step, :, unit] summed over the batch."""
        return float(outputs[self._at(outputs)].sum())

    def gradient(self, outputs: Array) -> Array:
        """1 at that step and unit, 0 elsewhere."""
        gradient = np.zeros_like(outputs)
        gradient[self._at(outputs)] = 1.0
        return gradient

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        return outputs[self._at(outputs)].sum()


@dataclass(frozen=True, eq=False)
class DirectionAtStep(Loss):
    """u · h at one step, summed over the batch: how far the outputs go along a direction u, a readout's row say."""

    direction: Array  # (F,), finite
    step: int

    def _step(self, outputs: Any) -> int:
        steps, _, features = outputs.shape
        if self.direction.shape != (features,):
            raise ValueError(f"the direction has {len(self.direction)} numbers, and the outputs have {features}")
        return _index(self.step, steps, "step")

    def value(self, outputs: Array) -> float:
        """u · h[step] summed over the batch."""
        return float((outputs[self._step(outputs)] @ self.direction).sum())

    def gradient(self, outputs: Array) -> Array:
        """u at that step, 0 elsewhere."""
        step = self._step(outputs)
        gradient = np.zeros_like(outputs)
        gradient[step] = self.direction
        return gradient

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        import torch

        return (outputs[self._step(outputs)] @ torch.tensor(self.direction, dtype=outputs.dtype)).sum()


@dataclass(frozen=True, eq=False)
class CrossEntropy(Loss):
    """-Σ log p(target), summed over all steps and batch items that have a target; p = softmax(U h + b_y)."""

    targets: NDArray[np.int64]  # (T,) or (T, B); -1 where there is none
    readout: Readout

    def _targets(self, outputs: Any) -> NDArray[np.int64]:
        return np.asarray(_for_batch(self.targets, outputs))

    def value(self, outputs: Array) -> float:
        """The summed cross-entropy, in nats."""
        return self.readout.cross_entropy(outputs, self._targets(outputs))

    @np.errstate(all="ignore")
    def gradient(self, outputs: Array) -> Array:
        """(p - onehot(target)) U where there is a target, 0 elsewhere."""
        return np.asarray(self.readout.error(outputs, self._targets(outputs)) @ self.readout.weight)

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        import torch

        logits = _torch_logits(self.readout, outputs)
        targets = torch.tensor(self._targets(outputs))
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=-1, reduction="sum"
        )


@dataclass(frozen=True, eq=False)
class SquaredError(Loss):
    """½ Σ (ŷ - target)², summed over all steps, batch items and answers that have a target; ŷ = U h + b_y."""

    targets: Array  # (T,), (T, B) or (T, B, K); NaN where there is none
    readout: Readout

    def _targets(self, outputs: Any) -> Array:
        targets = self.targets if self.targets.ndim == 3 else _for_batch(self.targets, outputs)[..., None]
        wanted = (*outputs.shape[:2], len(self.readout.bias))
        if targets.shape != wanted:
            raise ValueError(f"the targets should have the shape {wanted}, but have {targets.shape}")
        return np.asarray(targets)

    def _errors(self, outputs: Array) -> Array:
        targets = self._targets(outputs)
        return np.where(np.isnan(targets), 0.0, self.readout.logits(outputs) - targets)

    def value(self, outputs: Array) -> float:
        """Half the sum of squared errors."""
        return float(0.5 * np.square(self._errors(outputs)).sum())

    @np.errstate(all="ignore")
    def gradient(self, outputs: Array) -> Array:
        """(ŷ - target) U where there is a target, 0 elsewhere."""
        return np.asarray(self._errors(outputs) @ self.readout.weight)

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        import torch

        targets = torch.tensor(self._targets(outputs), dtype=outputs.dtype)
        has_target = ~torch.isnan(targets)
        return 0.5 * (_torch_logits(self.readout, outputs)[has_target] - targets[has_target]).square().sum()


@dataclass(frozen=True, eq=False)
class WholeCrossEntropy(Loss):
    """-Σ log p(target), one answer for each whole sequence; p = softmax(U r + b_y), r read from all of its states."""

    targets: NDArray[np.int64]  # (B,)
    readout: Readout
    reading: Reading

    def _read(self, outputs: Array) -> Array:
        if self.targets.shape != outputs.shape[1:2]:
            raise ValueError(
                f"there should be {outputs.shape[1]} targets, one for each sequence, not {self.targets.shape}"
            )
        return read(outputs, self.reading)

    def value(self, outputs: Array) -> float:
        """The summed cross-entropy, in nats."""
        return self.readout.cross_entropy(self._read(outputs), self.targets)

    @np.errstate(all="ignore")
    def gradient(self, outputs: Array) -> Array:
        """(p - onehot(target)) U, sent to the steps that were read."""
        error = self.readout.error(self._read(outputs), self.targets)
        return spread(outputs, error @ self.readout.weight, self.reading)

    def __call__(self, outputs: torch.Tensor) -> torch.Tensor:
        """The same in torch."""
        import torch

        logits = _torch_logits(self.readout, read_in_torch(outputs, self.reading))
        return torch.nn.functional.cross_entropy(logits, torch.tensor(self.targets), reduction="sum")


def last_step() -> SquaredNorm:
    """½ ‖h_T‖²: half the sum of squares of the last output. Its gradient at the last step is h_T itself."""
    return SquaredNorm(-1)


def every_step() -> SquaredNorm:
    """½ Σ_t ‖h_t‖²: half the sum of squares of all outputs."""
    return SquaredNorm(None)


def at_step(k: int) -> SquaredNorm:
    """½ ‖h_k‖² for the zero-based step k; negative k count from the end; TypeError if it is no whole number."""
    return SquaredNorm(_whole(k, "step"))


def unit_at_step(unit: int, k: int) -> UnitAtStep:
    """The plain value of output feature `unit` at the zero-based step k; negative numbers count from the end."""
    return UnitAtStep(_whole(unit, "unit"), _whole(k, "step"))


def direction_at_step(direction: ArrayLike, k: int = -1) -> DirectionAtStep:
    """u · h_k, the outputs at the zero-based step k along a direction u (F,); negative k count from the end.

    Raises:
        TypeError: k is no whole number.
        ValueError: u is not a row of finite numbers.
    """
    numbers = np.array(direction, dtype=np.float64)
    if numbers.ndim != 1:
        raise ValueError(f"a direction should have the shape (F,), a number for each output, not {numbers.shape}")
    if not np.isfinite(numbers).all():
        raise ValueError("a direction should be made of finite numbers, and this one has NaN or infinity in it")
    return DirectionAtStep(freeze(numbers), _whole(k, "step"))


def cross_entropy(targets: ArrayLike, readout: Readout) -> CrossEntropy:
    """-Σ log softmax(U h_t + b_y)[target_t], in nats, summed over steps and batch.

    Args:
        targets: class numbers, (T,) for the whole batch or (T, B); -1 where a step has no target.
        readout: U and b_y.
    """
    classes = np.array(targets)
    if classes.dtype.kind not in "iu" or classes.ndim not in (1, 2):
        raise ValueError(
            f"targets should be whole numbers of shape (T,) or (T, B), not {classes.dtype} {classes.shape}"
        )
    if classes.size and not -1 <= classes.min() <= classes.max() < len(readout.bias):
        raise ValueError(f"targets should lie between -1 (none) and {len(readout.bias) - 1}, the last class")
    return CrossEntropy(freeze(classes.astype(np.int64)), readout)


def whole_cross_entropy(targets: ArrayLike, readout: Readout, reading: Reading = "last") -> WholeCrossEntropy:
    """-Σ log softmax(U r + b_y)[target], in nats, with one r and one target for each sequence of the batch.

    Args:
        targets: class numbers, (B,).
        readout: U and b_y.
        reading: how r is read from the states: `last`, `mean` or `max` (unit by unit).

    Raises:
        ValueError: targets that are no classes of the readout, or no such way of reading.
    """
    check(reading)
    classes = np.array(targets)
    if classes.dtype.kind not in "iu" or classes.ndim != 1:
        raise ValueError(f"targets should be whole numbers of shape (B,), not {classes.dtype} {classes.shape}")
    if classes.size and not 0 <= classes.min() <= classes.max() < len(readout.bias):
        raise ValueError(f"targets should lie between 0 and {len(readout.bias) - 1}, the last class")
    return WholeCrossEntropy(freeze(classes.astype(np.int64)), readout, reading)


def squared_error(targets: ArrayLike, readout: Readout) -> SquaredError:
    """½ Σ (U h_t + b_y - target_t)², summed over steps, batch and answers.

    Args:
        targets: numbers, (T,) or (T, B) for a readout with one answer, or (T, B, K); NaN where there is no target.
        readout: U and b_y.
    """
    numbers = np.array(targets, dtype=np.float64)
    if numbers.ndim not in (1, 2, 3):
        raise ValueError(f"targets should have the shape (T,), (T, B) or (T, B, K), not {numbers.shape}")
    return SquaredError(freeze(numbers), readout)


def _whole(number: int, what: str) -> int:
    if not isinstance(number, (int, np.integer)) or isinstance(number, bool):
        raise TypeError(f"the {what} of a loss should be a whole number, but is {number!r}")
    return int(number)


def _index(index: int, length: int, what: str) -> int:
    if not -length <= index < length:
        raise ValueError(f"{what} {index} is not there: the outputs have {length}, counted from 0")
    return index % length


def _for_batch(targets: NDArray[Any], outputs: Any) -> NDArray[Any]:
    """Targets (T,) or (T, B) as (T, B)."""
    steps, batch = outputs.shape[:2]
    if targets.shape not in ((steps,), (steps, batch)):
        raise ValueError(f"targets should have the shape ({steps},) or ({steps}, {batch}), but have {targets.shape}")
    return np.broadcast_to(targets[:, None] if targets.ndim == 1 else targets, (steps, batch))


def _torch_logits(readout: Readout, outputs: torch.Tensor) -> torch.Tensor:
    import torch

    readout.check(outputs)
    weight, bias = (torch.tensor(array, dtype=outputs.dtype) for array in (readout.weight, readout.bias))
    return outputs @ weight.T + bias
