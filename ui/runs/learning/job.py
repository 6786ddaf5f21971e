"""A job: courses that are trained one after the other in one worker, and all that is told of it, line by line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ui.runs.learning.rows import line, unpickled

if TYPE_CHECKING:
    from engine.learning.course import Course
    from engine.networks.network import Network
    from engine.networks.readout import Readout
    from ui.runs.learning.warm import Worker

State = Literal["queued", "running", "paused", "stopped", "done", "failed"]
OVER = ("stopped", "done", "failed")


class Lines:
    """Lines that come one by one, for readers in other threads and event loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: list[bytes] = []
        self._ended = False
        self._readers: set[Callable[[], object]] = set()

    def add(self, line: bytes, *, last: bool = False) -> None:
        """One more, told to everybody who reads; nothing comes after the last."""
        with self._lock:
            if self._ended:
                return
            self._lines.append(line)
            self._ended = last
            readers = tuple(self._readers)
        for tell in readers:
            tell()

    def since(self, number: int) -> tuple[list[bytes], bool]:
        """The lines from `number` on, and whether these are all that there will ever be."""
        with self._lock:
            return self._lines[number:], self._ended

    @property
    def readers(self) -> int:
        """How many are told at present."""
        with self._lock:
            return len(self._readers)

    @contextmanager
    def told(self, tell: Callable[[], object]) -> Iterator[None]:
        """Meanwhile, `tell` is called whenever there is more."""
        with self._lock:
            self._readers.add(tell)
        try:
            yield
        finally:
            with self._lock:
                self._readers.discard(tell)


@dataclass(eq=False)
class Job:
    """One job of a session. Only the workshop changes it.

    Attributes:
        name: nobody can guess it; who knows it may read the rows.
        session: whose it is.
        courses: what is trained, one after the other.
        state: queued → running ⇄ paused → stopped, done or failed. What is paused waits in the queue to go on.
        lines: all that is told of it.
        size: bytes of all that is kept.
        worker: that trains it, while there is one.
        seconds: that it has run.
        since: when it began to be in its state; of one that is over, when its session was seen last.
        place: in the queue, as it was told last.
    """

    name: str
    session: str
    courses: tuple[Course, ...]
    state: State = "queued"
    lines: Lines = field(default_factory=Lines)
    size: int = 0
    worker: Worker | None = None
    seconds: float = 0.0
    since: float = 0.0
    seen: float = 0.0
    place: int = 0
    _networks: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in OVER

    def network(self, run: int, update: int) -> tuple[Network, Readout] | None:
        """The network of a row; None where there is no such row."""
        pickled = self._networks.get((run, update))
        if pickled is None:
            return None
        return unpickled(pickled)

    def add_row(self, run: int, update: int, row: bytes, network: bytes) -> None:
        """Keep a row, and the network that it is about."""
        self._networks[run, update] = network
        self.size += len(row) + len(network)
        self.lines.add(row)

    def enter(self, state: State, now: float, **said: object) -> None:
        """Be in another state from now on, and say so."""
        if self.state == "running":
            self.seconds += now - self.since
        self.state, self.since = state, now
        self.lines.add(line({"state": state, **said}), last=self.is_over)

    def diverged(self, now: float, run: int, template: str, values: dict[str, object]) -> None:
        """One run has ended with a number that is none; the job goes on with the next, or is over."""
        is_last = run == len(self.courses) - 1
        if is_last:
            self.enter("failed", now, run=run, template=template, values=values)
        else:
            self.lines.add(line({"state": "failed", "run": run, "template": template, "values": values}))
            self.lines.add(line({"state": "running"}))

    def finish(self, now: float) -> None:
        """All has been trained."""
        seconds = self.seconds + (now - self.since if self.state == "running" else 0)
        self.enter("done", now, seconds=round(seconds, 2))
