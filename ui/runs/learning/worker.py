"""The process that trains: `python -m ui.runs.learning.worker FD`, started once, with torch imported.

It forks a worker for every job, which begins within a few milliseconds, shares torch's memory with it, can be limited
by itself, and ends when the pipe to the server closes: when the job is stopped, or the server is gone in whatever way.
Nothing of the server is in here, neither Streamlit nor plotly.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.learning.course import Course

NICE = 10  # whoever looks at a page goes before whoever trains
MEGABYTES = 768  # that a job may take, beyond what it finds
WARM = ("torch", "torch._dynamo", "engine.learning.course", "ui.runs.learning.rows", "ui.runs.learning.problems")

# What a worker says: ("row", run, update, line, its network and readout pickled); ("diverged", run, template, values),
# after which it goes on with the next run; last ("done",), or ("failed", template, values).


def serve(orders: socket.socket) -> None:
    """Fork a worker for every pipe that comes, until nobody is there who could send one."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, whose end we see
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker
    import torch

    torch.set_num_threads(1)
    for module in WARM[1:]:
        importlib.import_module(module)
    while True:
        message, descriptors, _, _ = socket.recv_fds(orders, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            try:
                orders.close()
                work(Connection(descriptors[0]))
            finally:
                os._exit(0)
        os.close(descriptors[0])


def work(pipe: Connection) -> None:
    """One job: read its courses, train them one after the other, and say every row."""
    _limit_memory()
    courses: tuple[Course, ...] = pipe.recv()
    may_go_on = threading.Event()
    may_go_on.set()
    threading.Thread(target=_listen, args=(pipe, may_go_on), daemon=True).start()
    try:
        _train(pipe, courses, may_go_on)
    except OSError:  # nobody listens any more
        return
    except BaseException as problem:
        pipe.send(("failed", *_told(problem)))
    else:
        pipe.send(("done",))


def _train(pipe: Connection, courses: tuple[Course, ...], may_go_on: threading.Event) -> None:
    from engine.learning.course import Diverged, watch
    from ui.runs.learning.rows import pickled, row

    for run, course in enumerate(courses):
        shown = course.exercise.shown()
        try:
            for snapshot in watch(course):
                may_go_on.wait()
                network = pickled(snapshot.network, snapshot.readout)
                pipe.send(("row", run, snapshot.update, row(run, course, shown, snapshot), network))
        except Diverged as problem:
            pipe.send(("diverged", run, problem.template, _in_json(problem.values)))


def _listen(pipe: Connection, may_go_on: threading.Event) -> None:
    """Do what the server says; when it says nothing more, end at once."""
    while True:
        try:
            wish = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        if wish == "pause":
            may_go_on.clear()
        else:
            may_go_on.set()


def _told(problem: BaseException) -> tuple[str, dict[str, object]]:
    """What ended a job, as a sentence and what is filled in."""
    from engine.learning.tasks import InputProblem
    from ui.runs.learning.problems import OUR_MISTAKE, TOO_MUCH_MEMORY

    if isinstance(problem, InputProblem):
        return problem.template, _in_json(problem.values)
    if isinstance(problem, MemoryError) or "allocate memory" in str(problem):
        return TOO_MUCH_MEMORY, {"limit": MEGABYTES}
    traceback.print_exception(problem)
    return OUR_MISTAKE, {"error": f"{type(problem).__name__}: {problem}"}


def _in_json(values: Mapping[str, object]) -> dict[str, object]:
    """What is filled into a sentence, as the browser can have it."""
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items()}


def _limit_memory() -> None:
    """Let the job have so much more than it shares with the process that forked it; where that can be known."""
    status = Path("/proc/self/status")
    if not status.exists():
        return
    import resource

    taken = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmData"))
    limit = taken * 1024 + MEGABYTES * 1024**2
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)  # torch takes its time to tidy up
