"""The server's end of the process that trains (`worker.py`): it is started early, and a worker is there at once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.learning.course import Course

CAN_FORK = hasattr(os, "fork")
HOUSE = Path(__file__).parents[3]
# One thread for each worker, which is fastest at these sizes; and a process that is to be forked has but one itself.
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
NO_GPU = {"CUDA_VISIBLE_DEVICES": ""}  # what talks to one cannot be forked


class Worker:
    """The process that trains one job. Anybody may speak to it and hang up; who listens to it closes it."""

    def __init__(self, ours: socket.socket) -> None:
        self._ours = ours
        self.says = Connection(os.dup(ours.fileno()))  # what it says, one message after the other

    def tell(self, wish: object) -> None:
        """Say something to it. Raises OSError: it is gone."""
        self.says.send(wish)

    def hang_up(self) -> None:
        """It ends; so does what it says. The file stays open: a number that is free is another's in a moment."""
        with suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give back what it took."""
        self._ours.close()
        self.says.close()


class Warm:
    """The process with torch in it that forks a worker for every job. It ends with us, in whatever way we end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    @property
    def process(self) -> int | None:
        """Its number, while there is one."""
        with self._lock:
            return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start it if it does not run; this does not wait until it is ready."""
        with self._lock:
            self._running()

    def fork(self, courses: Sequence[Course]) -> Worker:
        """A worker that trains these courses. Raises OSError: there is none to be had."""
        ours, theirs = socket.socketpair()
        with self._lock:
            socket.send_fds(self._running(), [b"!"], [theirs.fileno()])
        theirs.close()
        worker = Worker(ours)
        worker.tell(tuple(courses))
        return worker

    def close(self) -> None:
        """End it, and all its workers."""
        with self._lock:
            if self._process is None or self._orders is None:
                return
            self._orders.close()
            self._process.terminate()  # it may still be busy with importing torch
            self._process.wait()
            self._process = self._orders = None

    def _running(self) -> socket.socket:
        if self._process is None or self._orders is None or self._process.poll() is not None:
            ours, theirs = socket.socketpair()
            command = [sys.executable, "-m", "ui.runs.learning.worker", str(theirs.fileno())]
            environment = os.environ | ALONE | NO_GPU
            self._process = subprocess.Popen(command, cwd=HOUSE, env=environment, pass_fds=[theirs.fileno()])
            self._orders = ours
            theirs.close()
        return self._orders
