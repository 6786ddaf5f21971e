"""Where networks learn beside the script: so many jobs at a time, the others wait; each belongs to a session.

workshop().start(session, courses) gives the name of a job, by which the browser reads its rows (`route.py`).
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import streamlit as st
from streamlit import runtime

from engine.learning.tasks import InputProblem
from ui.runs.learning.job import Job
from ui.runs.learning.problems import ALL, GONE, TOO_LARGE, TOO_LONG
from ui.runs.learning.rows import heading
from ui.runs.learning.warm import CAN_FORK, Warm, Worker
from ui.words import t

if TYPE_CHECKING:
    from engine.learning.course import Course


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is for everybody, and for each.

    Attributes:
        running: jobs that train at the same time.
        paused: jobs that may wait half done; of more, the one that has waited longest is stopped.
        queued: jobs that may wait.
        courses: of a job.
        seconds: that a job may run.
        bytes: that the rows of a job may take.
        kept: bytes of all jobs together; of more, those that are over are forgotten, the oldest first.
        jobs: of one session that can be found again.
        grace: seconds for which a session may be away before its job is stopped: a connection can break.
        memory: seconds after which what a session left is forgotten, when Streamlit has forgotten the session.
    """

    running: int = 2
    paused: int = 8
    queued: int = 32
    courses: int = 3
    seconds: float = 300.0
    bytes: int = 96_000_000
    kept: int = 192_000_000
    jobs: int = 8
    grace: float = 5.0
    memory: float = 150.0


class Workshop:
    """The jobs of all sessions. Safe to be used by all of their threads."""

    def __init__(self, is_here: Callable[[str], bool], warm: Warm, limits: Limits = Limits()) -> None:
        """Nothing runs yet. `is_here` says whether a session is connected."""
        self.limits = limits
        self._is_here = is_here
        self._warm = warm
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}  # by name, the oldest first
        self._queue: list[Job] = []
        self._left: list[Worker] = []  # nobody needs them any more, and the keeper may still listen to them
        self._bell, self._ring = Pipe(duplex=False)
        self._keeper: threading.Thread | None = None
        self._is_closed = False

    def warm_up(self) -> None:
        """Have a process ready that has torch. This does not wait for it."""
        if CAN_FORK and not self._is_closed:
            self._warm.start()

    def start(self, session: str, courses: Sequence[Course]) -> str:
        """Train these courses as soon as it is their turn, in place of what the session trains now; the job's name.

        Raises InputProblem: there are too many courses, too many people waiting, or this system cannot do it.
        """
        if not CAN_FORK:
            raise InputProblem("Networks learn here on Linux and macOS only. What is recorded can be seen everywhere.")
        if not 1 <= len(courses) <= self.limits.courses:
            raise InputProblem(
                "There are {count} networks to be trained side by side, but there can be 1 to {limit}.",
                count=len(courses), limit=self.limits.courses,
            )  # fmt: skip
        first = heading(courses)
        with self._lock:
            for job in self._of(session):
                self._end(job)
            if len(self._queue) >= self.limits.queued:
                raise InputProblem(
                    "{count} others are waiting already, which is all that there is room for. Please try again in a "
                    "minute.",
                    count=len(self._queue),
                )
            job = Job(secrets.token_urlsafe(16), session, tuple(courses), since=monotonic(), seen=monotonic())
            job.size = len(first)
            job.lines.add(first)
            self._jobs[job.name] = job
            self._queue.append(job)
            self._advance()
            self._forget()
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="workshop", daemon=True)
                self._keeper.start()
        self._wake()
        return job.name

    def find(self, name: str) -> Job | None:
        """A job by its name; None where there is none any more."""
        return self._jobs.get(name)  # who asks does not wait for whoever starts a worker

    def has(self, name: str) -> bool:
        """Whether a job can be found."""
        return self.find(name) is not None

    def pause(self, name: str) -> None:
        """Let a job wait, so that another has its place; a job that does not run stays as it is."""
        with self._lock:
            job = self._jobs.get(name)
            if job is None or job.state != "running" or job.worker is None:
                return
            with suppress(OSError):  # it is gone: its silence is noticed by the keeper
                job.worker.tell("pause")
            job.enter("paused", monotonic())
            waiting = [job for job in self._jobs.values() if job.state == "paused"]
            for longest in sorted(waiting, key=lambda job: job.since)[: -self.limits.paused]:
                self._end(longest)
            self._advance()
        self._wake()

    def resume(self, name: str) -> None:
        """Let a paused job go on, as soon as it is its turn."""
        with self._lock:
            job = self._jobs.get(name)
            if job is None or job.state != "paused" or job in self._queue:
                return
            self._queue.append(job)
            self._advance()
        self._wake()

    def stop(self, name: str) -> None:
        """End a job; its rows stay."""
        with self._lock:
            job = self._jobs.get(name)
            if job is not None:
                self._end(job)
            self._advance()
        self._wake()

    def close(self) -> None:
        """End everything."""
        with self._lock:
            self._is_closed = True
            for job in self._jobs.values():
                self._end(job)
        self._wake()
        if self._keeper is not None:
            self._keeper.join()
        self._close_left()
        self._warm.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _of(self, session: str) -> list[Job]:
        return [job for job in self._jobs.values() if job.session == session]

    def _end(self, job: Job) -> None:
        """Stop a job that is not over, wherever it stands."""
        if not job.is_over:
            self._leave(job)
            job.enter("stopped", monotonic())

    def _leave(self, job: Job) -> None:
        """Take a job out of the queue and from its worker, which ends."""
        if job in self._queue:
            self._queue.remove(job)
        if job.worker is not None:
            job.worker.hang_up()
            self._left.append(job.worker)
            job.worker = None

    def _fail(self, job: Job, template: str, values: dict[str, object]) -> None:
        self._leave(job)
        job.enter("failed", monotonic(), template=template, values=values)

    def _advance(self) -> None:
        """Let those run whose turn it is, and tell the others their place."""
        running = sum(job.state == "running" for job in self._jobs.values())
        while self._queue and running < self.limits.running:
            job = self._queue.pop(0)
            job.place = 0
            try:
                if job.worker is None:
                    job.worker = self._warm.fork(job.courses)
                else:
                    job.worker.tell("resume")
            except OSError:
                self._fail(job, GONE, {})
            else:
                job.enter("running", monotonic())
                running += 1
        for place, job in enumerate(self._queue, 1):
            if job.place != place:
                job.place = place
                job.enter("queued", monotonic(), place=place)

    def _wake(self) -> None:
        """Let the keeper look again at once: there are other pipes to listen to."""
        if self._keeper is not None:
            self._ring.send_bytes(b"!")

    def _keep(self) -> None:
        """Listen to the workers, and look after time, memory and sessions; until the workshop is closed."""
        while True:
            with self._lock:
                if self._is_closed:
                    return
                self._close_left()
                working = {job.worker.says: job for job in self._jobs.values() if job.worker is not None}
            for ready in wait([*working, self._bell], 0.5):
                if ready is self._bell:
                    self._bell.recv_bytes()
                elif isinstance(ready, Connection):
                    self._hear(working[ready], ready)
            with self._lock:
                self._look_after()
                self._advance()

    def _close_left(self) -> None:
        for worker in self._left:
            worker.close()
        self._left.clear()

    def _hear(self, job: Job, says: Connection) -> None:
        """One message of a worker, for which nobody else has to wait."""
        try:
            message = says.recv()
        except (EOFError, OSError):
            message = ("gone",)
        with self._lock:
            if job.worker is not None and job.worker.says is says:  # else it was stopped meanwhile
                self._heard(job, *message)

    def _heard(self, job: Job, what: str, *said: Any) -> None:
        match what:
            case "row":
                job.add_row(*said)
            case "diverged":
                job.diverged(monotonic(), *said)
                if job.is_over:
                    self._leave(job)
            case "failed":
                self._fail(job, *said)
            case "done":
                self._leave(job)
                job.finish(monotonic())
            case _:
                self._fail(job, GONE, {})

    def _look_after(self) -> None:
        """End what takes too much, and what nobody looks at any more."""
        now = monotonic()
        for job in list(self._jobs.values()):
            if self._is_here(job.session):
                job.seen = now
            away = now - job.seen
            if job.is_over:
                if away > self.limits.memory:
                    del self._jobs[job.name]
            elif away > self.limits.grace:
                self._end(job)
            elif job.size > self.limits.bytes:
                self._fail(job, TOO_LARGE, {"limit": self.limits.bytes // 1_000_000})
            elif job.state == "running" and job.seconds + now - job.since > self.limits.seconds:
                self._fail(job, TOO_LONG, {"limit": round(self.limits.seconds)})

    def _forget(self) -> None:
        """Keep no more of what is over than there is room for."""
        kept = sum(job.size for job in self._jobs.values())
        of_session: dict[str, int] = {}
        for job in self._jobs.values():
            of_session[job.session] = of_session.get(job.session, 0) + 1
        for job in list(self._jobs.values()):
            if job.is_over and (kept > self.limits.kept or of_session[job.session] > self.limits.jobs):
                del self._jobs[job.name]
                kept -= job.size
                of_session[job.session] -= 1


@st.cache_resource(show_spinner=False, on_release=Workshop.close)
def workshop() -> Workshop:
    """The one workshop of this server."""
    return Workshop(is_here, Warm())


def failures() -> Mapping[str, str]:
    """Why a job can fail, as it is told in English, and how it is said here."""
    return {template: t(template) for template in ALL}


def warm_up() -> None:
    """Let the workshop be ready soon, if a server runs; this does not wait for it."""
    if runtime.exists():
        workshop().warm_up()


def is_here(session: str) -> bool:
    """Whether a session is connected; where no server runs, nobody can leave."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)
