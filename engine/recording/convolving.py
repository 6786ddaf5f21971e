"""Record a convolutional network: what every filter found at every place, what was read of it, and every gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping, freeze
from engine.networks.convolution import max_pool, unpool
from engine.networks.convolutional import ConvolutionalNetwork, Stage
from engine.networks.reading import read, spread


@dataclass(frozen=True, eq=False)
class StageRun:
    """What one stage computed. Gradients are empty arrays without targets.

    Attributes:
        inputs: what it read, (T, B, D).
        sums: filters times inputs, (T', B, F).
        found: ReLU of them, (T', B, F).
        outputs: the largest of every `pool` of them, (T'', B, F).
        winners: at which of the T' places those were, (T'', B, F).
        gradients: `inputs`, `sums`, `found`, `outputs` → ∂L/∂ of each, in its shape.
    """

    inputs: Array
    sums: Array
    found: Array
    outputs: Array
    winners: NDArray[np.intp]
    gradients: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "gradients", FrozenMapping.of(self.gradients))
        for name in ("inputs", "sums", "found", "outputs", "winners"):
            freeze(getattr(self, name))

    def __reduce__(self) -> tuple[type[StageRun], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, eq=False)
class Convolving:
    """One recorded run of a convolutional network.

    Attributes:
        network, inputs: what was recorded, on what, (T, B, D).
        banks: every stage of every bank.
        read: r, (B, F): what was read of all banks.
        logits: U r + b_y, (B, K).
        targets: the right answers, (B,); None without a loss.
        loss: Σ -log softmax(logits)[target], or None.
        gradients: `inputs` (T, B, D), `read`, `logits`.
        weight_gradients: by the names of `network.parameters`.
    """

    network: ConvolutionalNetwork
    inputs: Array
    banks: tuple[tuple[StageRun, ...], ...]
    read: Array
    logits: Array
    targets: NDArray[np.int64] | None = None
    loss: float | None = None
    gradients: Mapping[str, Array] = field(default_factory=dict)
    weight_gradients: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("gradients", "weight_gradients"):
            object.__setattr__(self, name, FrozenMapping.of(getattr(self, name)))

    @property
    def probabilities(self) -> Array:
        """softmax(logits), (B, K)."""
        return self.network.readout.probabilities(self.read)

    def __reduce__(self) -> tuple[type[Convolving], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))


@np.errstate(all="ignore")
def record_convolving(
    network: ConvolutionalNetwork, inputs: Array, targets: NDArray[np.int64] | None = None
) -> Convolving:
    """Run a convolutional network over sequences and record everything.

    Args:
        inputs: (T, B, D).
        targets: the right answer of each sequence, (B,). Without them no gradients are recorded.

    Raises:
        ValueError: inputs that the filters cannot read, a sequence shorter than a window, or not as many targets.
    """
    inputs = np.array(inputs, np.float64)
    banks = tuple(_forward(bank, inputs) for bank in network.banks)
    each = [read(bank[-1].outputs, network.reading) for bank in banks]
    whole = np.concatenate(each, axis=-1)
    logits = network.readout.logits(whole)
    if targets is None:
        return Convolving(network, inputs, banks, whole, logits)
    targets = freeze(np.array(targets, np.int64))
    if targets.shape != whole.shape[:1]:
        raise ValueError(f"there should be {len(whole)} targets, one for each sequence, not {targets.shape}")
    error = network.readout.error(whole, targets)
    of_read = error @ network.readout.weight
    of_weights: dict[str, Array] = {}
    of_inputs = np.zeros_like(inputs)
    recorded, place = [], 0
    for b, (stages, runs) in enumerate(zip(network.banks, banks, strict=True)):
        last = runs[-1].outputs
        gradient = spread(last, of_read[:, place : place + last.shape[2]], network.reading)
        place += last.shape[2]
        back = []
        for s in reversed(range(len(stages))):
            run, parameters = _backward(stages[s], runs[s], gradient)
            of_weights |= {f"bank{b}.stage{s}.{name}": values for name, values in parameters.items()}
            gradient = run.gradients["inputs"]
            back.append(run)
        of_inputs += gradient
        recorded.append(tuple(reversed(back)))
    of_weights |= {"readout.weight": error.T @ whole, "readout.bias": error.sum(axis=0)}
    return Convolving(
        network,
        inputs,
        tuple(recorded),
        whole,
        logits,
        targets,
        network.readout.cross_entropy(whole, targets),
        {"inputs": of_inputs, "read": of_read, "logits": error},
        of_weights,
    )


def _forward(bank: tuple[Stage, ...], inputs: Array) -> tuple[StageRun, ...]:
    runs = []
    for stage in bank:
        sums = stage.filters.forward(inputs)
        found = np.maximum(sums, 0.0)
        outputs, winners = max_pool(found, stage.pool)
        runs.append(StageRun(inputs, sums, found, outputs, winners))
        inputs = outputs
    return tuple(runs)


def _backward(stage: Stage, run: StageRun, gradient: Array) -> tuple[StageRun, dict[str, Array]]:
    """The same run with its gradients, and those of its parameters, from ∂L/∂outputs."""
    of_found = unpool(run.winners, gradient, len(run.found))
    of_sums = of_found * (run.sums > 0)
    back = stage.filters.backward(run.inputs, of_sums)
    gradients = {"inputs": back.inputs, "sums": of_sums, "found": of_found, "outputs": gradient}
    complete = StageRun(run.inputs, run.sums, run.found, run.outputs, run.winners, gradients)
    return complete, {"weight": back.weight, "bias": back.bias}
