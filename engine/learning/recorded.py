"""Runs of learning that ship: every row of them, with the network as it was."""

from __future__ import annotations

from dataclasses import dataclass

from engine.learning.course import Course, Snapshot


@dataclass(frozen=True, eq=False, slots=True)
class Recorded:
    """Courses that were trained, and the rows of each."""

    name: str
    courses: tuple[Course, ...]
    runs: tuple[tuple[Snapshot, ...], ...]


def names() -> tuple[str, ...]:
    """What there is."""
    return ()


def load(name: str) -> Recorded:
    """What is recorded under a name. Raises KeyError: nothing is."""
    raise KeyError(f"there is no recorded run {name!r}; there are {', '.join(names()) or 'none'}")
