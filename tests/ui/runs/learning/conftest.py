"""Workers that are warm already, and a workshop for each test."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import monotonic, sleep

import pytest

from ui.runs.learning.warm import Warm
from ui.runs.learning.workshop import Limits, Workshop

PATIENCE_S = 120.0  # a busy machine is no failure
Opens = Callable[..., Workshop]


class Shared(Warm):
    """Outlives the workshops that use it."""

    def close(self) -> None:
        pass

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="session")
def warm() -> Iterator[Shared]:
    shared = Shared()
    shared.start()
    yield shared
    shared.end()


@pytest.fixture
def open_workshop(warm: Shared) -> Iterator[Opens]:
    """Open a workshop with other limits; `gone` are the sessions that have left."""
    with ExitStack() as opened:

        def opens(*, gone: set[str] | None = None, **limits: float) -> Workshop:
            away = set() if gone is None else gone
            there = Limits(**limits)  # type: ignore[arg-type]  # most are whole numbers
            return opened.enter_context(Workshop(lambda session: session not in away, warm, there))

        yield opens


def until(holds: Callable[[], object]) -> None:
    """Wait for something to hold."""
    deadline = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < deadline, "it did not come"
        sleep(0.01)


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True)
    return [int(each) for each in found.stdout.split()]
