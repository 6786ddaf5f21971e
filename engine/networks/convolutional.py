"""A convolutional network over a sequence: banks of filters, ReLU, pooling, and one answer from what they found.

    y = ReLU(filters of one width or several, side by side)      what was found, and where
    r = for each filter the largest y over all places            global pooling: found anywhere is found
    ŷ = softmax(U r + b_y)

Source: Kim (2014), Convolutional neural networks for sentence classification, arXiv:1408.5882; stacked and dilated:
van den Oord et al. (2016), WaveNet, arXiv:1609.03499.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.networks.convolution import Convolution
from engine.networks.reading import Reading, check, read_in_torch
from engine.networks.readout import Readout

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Stage:
    """Filters of one width, ReLU, and then the largest of every `pool` steps (1 leaves them all)."""

    filters: Convolution
    pool: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.pool, (int, np.integer)) or isinstance(self.pool, bool) or self.pool < 1:
            raise ValueError(f"the pooling window should be a whole number of at least 1, but is {self.pool!r}")

    def length(self, steps: int) -> int:
        """How many outputs T inputs give. ValueError if the sequence is too short."""
        return self.pooled(self.filters.length(steps))

    def pooled(self, places: int) -> int:
        """How many of so many places are left. ValueError if the pooling window does not fit in."""
        if places < self.pool:
            raise ValueError(f"a window of {self.pool} steps does not fit into {places}")
        return places // self.pool


@dataclass(frozen=True, eq=False)
class ConvolutionalNetwork:
    """Banks of filters beside each other, each a stack of stages; what all of them found is read together.

    Attributes:
        banks: each a stack whose stages read one another; several widths are several banks.
        readout: U (K, F) and b_y, F the filters of all last stages.
        reading: how the whole sequence is read: `max` (global pooling), `mean` or `last`.
    """

    banks: tuple[tuple[Stage, ...], ...]
    readout: Readout
    reading: Reading = "max"

    def __post_init__(self) -> None:
        check(self.reading)
        if not self.banks or not all(self.banks):
            raise ValueError("a convolutional network needs at least one bank, and in each at least one stage")
        for bank in self.banks:
            for before, after in pairwise(bank):
                found, wanted = after.filters.weight.shape[1], before.filters.weight.shape[0]
                if found != wanted:
                    raise ValueError(f"a stage of {wanted} filters is followed by one that reads {found} features")
        if len({bank[0].filters.weight.shape[1] for bank in self.banks}) > 1:
            raise ValueError("all banks read the same input, so their first stages read as many features")
        filters = sum(len(bank[-1].filters.bias) for bank in self.banks)
        if self.readout.weight.shape[1] != filters:
            raise ValueError(
                f"the readout takes {self.readout.weight.shape[1]} features, but there are {filters} filters"
            )

    @property
    def window(self) -> int:
        """How many inputs at most can tell in one thing that is found: beyond it, no filter sees two at once."""
        widest = 1
        for bank in self.banks:
            reach, apart = 1, 1  # steps that one output sees, and how many inputs lie between two neighbours
            for stage in bank:
                reach += (stage.filters.window - 1) * apart
                apart *= stage.filters.stride
                reach += (stage.pool - 1) * apart
                apart *= stage.pool
            widest = max(widest, reach)
        return widest

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Every parameter by name: `bank0.stage0.weight`, `bank0.stage0.bias`, …, `readout.weight`, `readout.bias`."""
        found = {
            f"bank{b}.stage{s}.{name}": getattr(stage.filters, name)
            for b, bank in enumerate(self.banks)
            for s, stage in enumerate(bank)
            for name in ("weight", "bias")
        }
        return FrozenMapping(found | {"readout.weight": self.readout.weight, "readout.bias": self.readout.bias})

    @property
    def parameter_count(self) -> int:
        """How many numbers training would adjust."""
        return sum(values.size for values in self.parameters.values())

    def with_parameters(self, given: Mapping[str, Array]) -> ConvolutionalNetwork:
        """The same architecture with other weights, by the names of `parameters`."""
        banks = tuple(
            tuple(
                replace(
                    stage,
                    filters=replace(
                        stage.filters, weight=given[f"bank{b}.stage{s}.weight"], bias=given[f"bank{b}.stage{s}.bias"]
                    ),
                )
                for s, stage in enumerate(bank)
            )
            for b, bank in enumerate(self.banks)
        )
        return replace(self, banks=banks, readout=Readout(given["readout.weight"], given["readout.bias"]))

    def in_torch(self, weights: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
        """Logits (B, K) from inputs (T, B, D) in torch's operations: to train by, and to check against."""
        import torch

        found = []
        for b, bank in enumerate(self.banks):
            x = inputs.permute(1, 2, 0)  # (B, D, T), as torch has it
            for s, stage in enumerate(bank):
                weight, bias = weights[f"bank{b}.stage{s}.weight"], weights[f"bank{b}.stage{s}.bias"]
                how = (stage.filters.stride, stage.filters.padding, stage.filters.dilation)
                x = torch.nn.functional.conv1d(x, weight, bias, *how).relu()
                if stage.pool > 1:
                    x = torch.nn.functional.max_pool1d(x, stage.pool)
            found.append(read_in_torch(x.permute(2, 0, 1), self.reading))
        return torch.cat(found, -1) @ weights["readout.weight"].T + weights["readout.bias"]

    def __reduce__(self) -> tuple[type[ConvolutionalNetwork], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


def convolutional(
    features: int, answers: int, widths: tuple[int, ...], filters: int, *, reading: Reading = "max", seed: int = 0
) -> ConvolutionalNetwork:
    """A fresh network of one bank for each width, each of so many filters, drawn as PyTorch draws them."""
    banks = tuple(
        (Stage(Convolution.fresh(features, filters, width, seed=seed + index)),) for index, width in enumerate(widths)
    )
    return ConvolutionalNetwork(banks, Readout.fresh(filters * len(widths), answers, seed), reading)


def dilated(
    features: int, answers: int, width: int, filters: int, dilations: tuple[int, ...], *, seed: int = 0
) -> ConvolutionalNetwork:
    """A fresh stack in which each stage reads inputs farther apart: its window grows much faster than its weights."""
    bank = []
    for index, dilation in enumerate(dilations):
        before = filters if index else features
        bank.append(Stage(Convolution.fresh(before, filters, width, dilation=dilation, seed=seed + index)))
    return ConvolutionalNetwork((tuple(bank),), Readout.fresh(filters, answers, seed))
