"""What the server keeps: its memory after many changes and many visitors, beside that after the first of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter, sleep

import safetensors.torch
import torch

from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from tests.clients import Run, Session
from tests.serving import serving

FIRST = 20
LIFE_S = 2  # how long a session outlives its visitor here; Streamlit's own two minutes would only be waited for
SAVE = "Save as one HTML file"
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
    yield measured("Memory of the server: a file is dropped, its picture saved, and the visitor gone", dropped)


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


def dropped() -> Iterator[Row]:
    """Beside what it is after a visitor who has only saved the example."""
    data, name = safetensors.torch.save(_large()), "large.safetensors"
    with serving(f"--server.disconnectedSessionTTL={LIFE_S}", "--server.enableXsrfProtection=false") as server:
        server.until_it_listens()
        with Session(server.address) as session:
            saved(session, opened(session, "/own"))
        sleep(2 * LIFE_S)
        before, uploads, runs = resident(server.process.pid), list[float](), list[float]()
        for number in ("first", "second", "third"):
            with Session(server.address) as session:
                uploader = opened(session, "/own").uploaders[0]
                start = perf_counter()
                run = session.drop(uploader, data, name, "/own")
                uploads.append(1e3 * (perf_counter() - start - run.seconds))
                runs.append(1e3 * run.seconds)
                saved(session, run)
                most = resident(server.process.pid)
            sleep(2 * LIFE_S)
            after = resident(server.process.pid)
            what = (
                f"{number}: {before:.0f} MB before, {most:.0f} MB with {len(data) / 2**20:.0f} MB, {after:.0f} MB after"
            )
            yield Row(what, None, None, (Promise("", 1.15, after / before, "×"),))
    whole = Timing(tuple(map(sum, zip(uploads, runs, strict=True))))
    yield Row("file dropped → its bytes are there", Timing(tuple(uploads)))
    yield Row("file dropped → layers, weights and a run drawn", whole, None, (Promise("", 2000, whole.median, " ms"),))


def saved(session: Session, run: Run) -> bytes:
    """The picture as one file; the button may say its size."""
    return session.save(next(file for label, file in run.downloads.items() if label.startswith(SAVE)))


def _large() -> dict[str, torch.Tensor]:
    """An LSTM that can be stepped through, and an embedding: almost as much as a file may have."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        found = dict(torch.nn.ModuleDict({"rnn": torch.nn.LSTM(512, 512)}).state_dict())
    return found | {"embedding.weight": torch.randn(14_000_000 // 512, 512)}


def opened(session: Session, path: str) -> Run:
    """A picture that could not be drawn costs no memory."""
    run = session.open(path)
    if run.problems:
        raise RuntimeError("; ".join(run.problems))
    return run


def resident(process: int) -> float:
    """The memory that a process holds, in megabytes, where the system says so in `/proc`."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not say what is resident")
