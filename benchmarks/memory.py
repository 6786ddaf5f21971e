"""What the server keeps: its memory after many changes and many visitors, beside that after the first of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import sleep

from benchmarks.table import Promise, Row, Section, measured
from tests.clients import Session
from tests.serving import serving

FIRST = 20
LIFE_S = 2  # how long a session outlives its visitor here; Streamlit's own two minutes would only be waited for
LESSONS = {
    "/step": "/step?network=fresh&length=50&units=16&signals=all&seed={number}",
    "/gradients": "/gradients?seed={number}",
    "/compare": "/compare?network=fresh&gap=49&units=16&bands=all&seed={number}",
}


def sections(quick: bool) -> Iterator[Section]:
    """A server for each lesson and each way of using it up."""
    many = 2 * FIRST if quick else 10 * FIRST
    ways = {"changes in one session": in_one_session, "sessions opened and closed": in_many_sessions}
    for name, use in ways.items():
        yield measured(f"Memory of the server: {many} {name}", partial(rows, use, many))


Use = Callable[[str, str, range], None]


def rows(use: Use, many: int) -> Iterator[Row]:
    """Every lesson by itself; no picture is seen twice, so that the caches fill."""
    for lesson, path in LESSONS.items():
        with serving(f"--server.disconnectedSessionTTL={LIFE_S}") as server:
            server.until_it_listens()
            use(server.address, path, range(FIRST))
            before = resident(server.process.pid)
            use(server.address, path, range(FIRST, many))
            after = resident(server.process.pid)
        what = f"{lesson}: {before:.0f} MB after the first {FIRST}, {after:.0f} MB after all"
        yield Row(what, None, None, (Promise("", 1.15, after / before, "×"),))


def in_one_session(address: str, path: str, numbers: range) -> None:
    """One visitor changes a setting again and again."""
    with Session(address) as session:
        for number in numbers:
            opened(session, path.format(number=number))


def in_many_sessions(address: str, path: str, numbers: range) -> None:
    """Visitors come one by one and leave; the last of them is forgotten at the end."""
    for number in numbers:
        with Session(address) as session:
            opened(session, path.format(number=number))
    sleep(2 * LIFE_S)


def opened(session: Session, path: str) -> None:
    """A picture that could not be drawn costs no memory."""
    if problems := session.open(path).problems:
        raise RuntimeError("; ".join(problems))


def resident(process: int) -> float:
    """The memory that a process holds, in megabytes, where the system says so in `/proc`."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not say what is resident")
