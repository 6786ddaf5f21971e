"""Several cells on one sequence, under one cursor."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import engine
from engine.learning.tasks import Sequence


class Recorded(Protocol):
    """What each of them has: its network."""

    @property
    def network(self) -> engine.Network:
        """The network that was run."""


R = TypeVar("R", bound=Recorded, covariant=True)


@dataclass(frozen=True)
class Together(Generic[R]):
    """The sequence, and every cell's run on it."""

    sequence: Sequence
    runs: tuple[R, ...]

    @property
    def steps(self) -> int:
        """T."""
        return len(self.sequence)

    @property
    def most_units(self) -> int:
        """Of the largest network."""
        return max(run.network.hidden_size for run in self.runs)

    def within(self, step: int, unit: int) -> tuple[int, int]:
        """The zero-based step and unit that are asked for, counted from 1, as far as there are so many."""
        return min(step, self.steps) - 1, min(unit, self.most_units) - 1
