"""Convolution along a sequence: the same small filter at every place, forward and backward side by side.

A filter of width K reads K inputs at once, `dilation` apart, and moves on by `stride`. It keeps no state: what lies
outside its window, it does not see. Source: LeCun et al. (1989), Backpropagation applied to handwritten zip code
recognition; over time: Waibel et al. (1989), Phoneme recognition using time-delay neural networks. Weights and
lengths are those of `torch.nn.Conv1d`; arrays have the axes (time, batch, feature) as everywhere here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import frozen

Places = NDArray[np.intp]  # which step


class ConvolutionGradients(NamedTuple):
    """What a loss says of a convolution's inputs and of its parameters, in their own shapes."""

    inputs: Array
    weight: Array
    bias: Array


@dataclass(frozen=True, eq=False)
class Convolution:
    """F filters of one width: y_t = Σ_k w_k x_{t·stride + k·dilation - padding} + b.

    Attributes:
        weight: (F, D, K), as in `torch.nn.Conv1d`.
        bias: (F,).
        padding: how many zeros stand before the first and after the last input.
        stride: how far the filters move on.
        dilation: how far apart the inputs are that a filter reads.
    """

    weight: Array
    bias: Array
    padding: int = 0
    stride: int = 1
    dilation: int = 1

    def __post_init__(self) -> None:
        weight, bias = (frozen(np.asarray(each), np.float64) for each in (self.weight, self.bias))
        if weight.ndim != 3 or 0 in weight.shape or bias.shape != weight.shape[:1]:
            raise ValueError(
                f"a convolution needs weights (filters, features, width) and a bias (filters,), not {weight.shape} and "
                f"{bias.shape}"
            )
        for name, least in (("padding", 0), ("stride", 1), ("dilation", 1)):
            value = getattr(self, name)
            if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
                raise ValueError(f"the {name} should be a whole number of at least {least}, but is {value!r}")
        object.__setattr__(self, "weight", weight)
        object.__setattr__(self, "bias", bias)

    @classmethod
    def fresh(
        cls,
        features: int,
        filters: int,
        width: int,
        *,
        padding: int = 0,
        stride: int = 1,
        dilation: int = 1,
        seed: int = 0,
    ) -> Convolution:
        """Untrained filters, drawn as `torch.nn.Conv1d` draws: uniform within ±1/√(features · width)."""
        limit = 1 / np.sqrt(features * width)
        draw = np.random.default_rng((seed, 5))  # a stream of its own
        weight, bias = draw.uniform(-limit, limit, (filters, features, width)), draw.uniform(-limit, limit, filters)
        return cls(weight, bias, padding, stride, dilation)

    @property
    def width(self) -> int:
        """K, how many inputs a filter reads at once."""
        return int(self.weight.shape[2])

    @property
    def window(self) -> int:
        """How many steps lie between the first and the last of them, both counted: (K - 1) · dilation + 1."""
        return (self.width - 1) * self.dilation + 1

    @property
    def parameter_count(self) -> int:
        """F · D · K weights and F biases: they grow with the width, and not with the sequence."""
        return self.weight.size + self.bias.size

    def length(self, steps: int) -> int:
        """How many outputs T inputs give: ⌊(T + 2·padding - window) / stride⌋ + 1.

        Raises:
            ValueError: the window is longer than the padded sequence.
        """
        free = steps + 2 * self.padding - self.window
        if free < 0:
            raise ValueError(
                f"a window of {self.window} steps does not fit into {steps} steps and {2 * self.padding} of padding"
            )
        return free // self.stride + 1

    def reads(self, steps: int) -> Places:
        """Which input each filter weight reads for each output, (T', K) whole numbers; outside 0 … T - 1 is padding."""
        starts = np.arange(self.length(steps)) * self.stride - self.padding
        return np.asarray(starts[:, None] + np.arange(self.width) * self.dilation)

    def products(self, inputs: Array, step: int, batch: int = 0) -> Array:
        """What each weight adds to the outputs at a step, (F, D, K): they and the bias sum up to y_t."""
        return np.asarray(self.weight * self._windows(inputs)[step, batch])

    @np.errstate(all="ignore")
    def forward(self, inputs: Array) -> Array:
        """y, (T', B, F), from inputs (T, B, D).

        Raises:
            ValueError: another number of features than the filters read, or a sequence shorter than their window.
        """
        windows = self._windows(inputs)  # (T', B, D, K)
        return np.asarray(np.tensordot(windows, self.weight, axes=((2, 3), (1, 2))) + self.bias)

    @np.errstate(all="ignore")
    def backward(self, inputs: Array, gradient: Array) -> ConvolutionGradients:
        """From ∂L/∂y, (T', B, F), to the inputs and the parameters: every weight collects from all places."""
        windows = self._windows(inputs)
        of_windows = np.tensordot(gradient, self.weight, axes=((2,), (0,)))  # (T', B, D, K)
        steps = len(inputs)
        padded = np.zeros((steps + 2 * self.padding, *inputs.shape[1:]))
        for k, places in enumerate(self.reads(steps).T + self.padding):
            padded[places] += of_windows[..., k]  # for one k no two places are the same
        return ConvolutionGradients(
            padded[self.padding : self.padding + steps],
            np.asarray(np.tensordot(gradient, windows, axes=((0, 1), (0, 1)))),
            np.asarray(gradient.sum(axis=(0, 1))),
        )

    def _windows(self, inputs: Array) -> Array:
        """What the filters see at each place, (T', B, D, K); zeros beyond the ends."""
        if inputs.ndim != 3 or inputs.shape[2] != self.weight.shape[1]:
            raise ValueError(f"the filters read (time, batch, {self.weight.shape[1]} features), not {inputs.shape}")
        padded = np.pad(inputs, ((self.padding, self.padding), (0, 0), (0, 0)))
        return np.asarray(padded[self.reads(len(inputs)) + self.padding].transpose(0, 2, 3, 1))

    def __reduce__(self) -> tuple[type[Convolution], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


class Pooled(NamedTuple):
    """The largest of every window, and where it was: values and the steps that won, (T', B, F) each."""

    values: Array
    winners: Places


def max_pool(values: Array, window: int, stride: int | None = None) -> Pooled:
    """The largest value in windows of some steps, which begin `stride` apart (`window`, unless given).

    As in `torch.nn.MaxPool1d`: what is left over at the end counts for nothing, and of equals the first wins.

    Raises:
        ValueError: the window is longer than the sequence.
    """
    stride = window if stride is None else stride
    if not 1 <= window <= len(values):
        raise ValueError(f"a window of {window} steps does not fit into {len(values)}")
    starts = np.arange((len(values) - window) // stride + 1) * stride
    places = starts[:, None] + np.arange(window)  # (T', window)
    offsets = values[places].argmax(axis=1)  # (T', B, F)
    winners = starts[:, None, None] + offsets
    return Pooled(np.take_along_axis(values, winners, axis=0), winners)


def unpool(winners: Places, gradient: Array, steps: int) -> Array:
    """∂L/∂values, (T, B, F), from ∂L/∂(the pooled): all of it goes to the winners, nothing to the others."""
    back = np.zeros((steps, *gradient.shape[1:]))
    batch, units = np.ogrid[: gradient.shape[1], : gradient.shape[2]]
    np.add.at(back, (winners, batch, units), gradient)  # windows may overlap: one step can win in several
    return back
