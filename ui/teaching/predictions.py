"""Predict first: what a lesson asks about a picture before it shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its possible answers, the index of the right one, and why: all of it computed from the run."""

    text: str
    options: tuple[str, ...]
    answer: int
    explanation: str


def nearest(value: float, options: Sequence[float]) -> int:
    """Which of the options a positive number is nearest to on a logarithmic scale."""
    return int(np.argmin([abs(np.log(value / option)) for option in options]))
