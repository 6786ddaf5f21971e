"""The app served by a process of its own, on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120.0  # a busy machine is no failure


@dataclass(frozen=True)
class Server:
    """A server that has been started; `process` is its own, not that of a shell around it."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def until_it_listens(self) -> None:
        """Wait for the port alone: whoever comes now comes as early as one can."""
        deadline = monotonic() + PATIENCE_S
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                assert self.process.poll() is None, "the server died at start"
                assert monotonic() < deadline, "the server did not listen"
                sleep(0.01)


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    """Start `streamlit run app.py` with these options, and end it afterwards. It may not listen yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    try:
        yield Server(port, server)
    finally:
        server.terminate()
        server.wait(timeout=20)
