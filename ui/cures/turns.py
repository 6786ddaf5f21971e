"""Runs of pages take turns: a cure of Python, where threads that all want to go on cost each other more than they do.

One thread at a time runs Python. Every matrix product, every look at a file and every word to the loop offers the
others to go on; with ten runs under way one of them does, and who offered waits, and wakes, for some milliseconds. A
class of ten lost up to a third of its pictures to that, and each person waited for all others' before having the first.
Here a run begins when the one that was asked for before it has ended, or has taken longer than a picture should: who
trains a network holds nobody up for more than that.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from ui.cures import inside

SHARE_S = 0.1  # what a run may take alone; a new picture takes 20 to 60 ms of it
_run = ScriptRunner._run_script


class _Turn:
    """One run's: when it has begun, until when it goes alone, and when it has ended."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.until = 0.0
        self.ended = threading.Event()


class Turns:
    """Who comes goes after the one who came before: for as long as that one goes on, but at most `share` seconds."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._queue = threading.Lock()
        self._last: _Turn | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and have it."""
        turn = _Turn()
        with self._queue:
            before, self._last = self._last, turn
        try:
            if before is not None:
                before.begun.wait()
                before.ended.wait(max(0.0, before.until - monotonic()))
            turn.until = monotonic() + self._share
            turn.begun.set()
            yield
        finally:
            turn.begun.set()  # whatever happens: somebody may be waiting
            turn.ended.set()


def take_turns() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/turns.py")
    turns = Turns(SHARE_S)

    def run(runner: ScriptRunner, asked: RerunData) -> None:
        """What `ScriptRunner._run_script` becomes."""
        with turns.one():
            _run(runner, asked)

    ScriptRunner._run_script = run  # type: ignore[assignment,method-assign]
