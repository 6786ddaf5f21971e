"""What is recorded and shipped, told as a live run is: a job called `recorded-NAME`."""

from __future__ import annotations

import functools
import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.learning.recorded import load
from ui.runs.learning.rows import heading, line, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.learning.course import Course
    from engine.networks.network import Network
    from engine.networks.readout import Readout


@dataclass(frozen=True)
class Told:
    """All lines of a recorded job, compressed, and a word for what they say."""

    gzipped: bytes
    tag: str


@functools.lru_cache(maxsize=8)
def told(name: str) -> Told:
    """The lines of what is recorded under a name. Raises KeyError: nothing is."""
    run = load(name)
    lines = [heading(run.courses)]
    for number, (course, rows) in enumerate(zip(run.courses, run.runs, strict=True)):
        shown = course.exercise.shown()
        lines += [row(number, course, shown, snapshot) for snapshot in rows]
    body = b"".join([*lines, line({"state": "done"})])
    return Told(gzip.compress(body, 6, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def courses(name: str) -> Sequence[Course]:
    """What was trained. Raises KeyError: nothing is recorded under this name."""
    return load(name).courses


def network(name: str, run: int, update: int) -> tuple[Network, Readout] | None:
    """The network of a row; None where there is no such row. Raises KeyError: nothing is recorded under this name."""
    runs = load(name).runs
    if not 0 <= run < len(runs):
        return None
    return next(((each.network, each.readout) for each in runs[run] if each.update == update), None)
