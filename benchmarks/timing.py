"""Timing on a machine that others use too: candidates take turns, so that whatever disturbs one disturbs all."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter

Task = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one thing took, each time, in milliseconds."""

    times: tuple[float, ...]
    missed: int = 0  # how often there was nothing to take the time of

    @classmethod
    def of(cls, times: Iterable[float | None]) -> Timing:
        """The times taken; None where there was none to take. Raises ValueError if there is not a single one."""
        asked = tuple(times)
        taken = tuple(time for time in asked if time is not None)
        if not taken:
            raise ValueError(f"nothing was seen to happen in {len(asked)} rounds")
        return cls(taken, len(asked) - len(taken))

    @property
    def least(self) -> float:
        """The shortest: what it costs when nothing disturbs it."""
        return min(self.times)

    @property
    def median(self) -> float:
        """What it usually costs."""
        return statistics.median(self.times)

    def percentile(self, percent: float) -> float:
        """The time that `percent` of all stay within (the nearest rank, no interpolation)."""
        rank = max(1, -(-len(self.times) * percent // 100))
        return sorted(self.times)[int(rank) - 1]

    def ratio(self, reference: Timing) -> float:
        """How many times the reference's time: the median over rounds if both took turns, else the ratio of medians."""
        if len(self.times) == len(reference.times):
            return statistics.median(mine / other for mine, other in zip(self.times, reference.times, strict=True))
        return self.median / reference.median


def interleaved(tasks: Mapping[str, Task], rounds: int) -> dict[str, Timing]:
    """Time the tasks in turns, A B C A B C …, after two rounds that do not count."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        for number in range(-2, rounds):
            for name, task in tasks.items():
                start = perf_counter()
                task()
                took = 1e3 * (perf_counter() - start)
                if number >= 0:
                    times[name].append(took)
            gc.collect(0)  # autograd's graphs, outside of the clock
    finally:
        if was_collecting:
            gc.enable()
    return {name: Timing(tuple(measured)) for name, measured in times.items()}


def repeated(task: Task, rounds: int) -> Timing:
    """Time one task by itself."""
    return interleaved({"": task}, rounds)[""]
