"""What each step of a sequence has done to its end: the same network reads the sequence without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.cells.base import Array
from engine.frozen import freeze
from engine.learning.feeding import Feeder
from engine.networks.network import Network
from engine.networks.readout import Readout


@dataclass(frozen=True, slots=True, eq=False)
class Occlusion:
    """A sequence of T steps, and each of the T sequences that lack one of them.

    Attributes:
        distances: (T,), ‖h_T − h_T without step k‖, over the norm of h_T.
        answers: (K,), the probabilities of the classes at the end.
        without: (T, K), the same without step k.
    """

    distances: Array
    answers: Array
    without: Array

    def __post_init__(self) -> None:
        for array in (self.distances, self.answers, self.without):
            freeze(array)

    def lost(self, answer: int) -> Array:
        """How much of the probability of an answer is due to each step, (T,): negative where it would gain."""
        return np.asarray(self.answers[answer] - self.without[:, answer])

    @property
    def trend(self) -> float:
        """How the distances go with the way to the end: Spearman's rank correlation, −1…1.

        −1: the further back a step, the smaller; 1: the larger. NaN where all are the same, or the run is no number.
        """
        if not np.isfinite(self.distances).all():
            return float("nan")
        way, sizes = np.arange(len(self.distances))[::-1], _ranks(self.distances)
        if np.ptp(sizes) == 0:
            return float("nan")
        return float(np.corrcoef(way, sizes)[0, 1])


@np.errstate(all="ignore")
def occlude(network: Network, readout: Readout, inputs: Array) -> Occlusion:
    """Leave out each step of one sequence (T, 1, D), the steps after it moving up.

    Raises:
        ValueError: fewer than two steps, or several sequences; the network reads backwards.
    """
    steps, sequences, _ = inputs.shape
    if steps < 2 or sequences != 1:
        raise ValueError(f"one sequence of at least two steps is needed, but there are {sequences} of {steps}")
    whole = Feeder(network).feed(inputs)[-1]  # (1, H)
    without = np.stack([np.delete(inputs[:, 0], step, axis=0) for step in range(steps)], axis=1)
    last = Feeder(network, steps).feed(without)[-1]  # (T, H)
    distances = np.linalg.norm(last - whole, axis=-1) / np.linalg.norm(whole)
    return Occlusion(distances, readout.probabilities(whole)[0], readout.probabilities(last))


def _ranks(values: Array) -> Array:
    """The place of each value among all, equal ones sharing the middle of theirs."""
    below = (values[:, None] > values).sum(axis=1)
    upto = (values[:, None] >= values).sum(axis=1)
    return np.asarray((below + upto - 1) / 2)
