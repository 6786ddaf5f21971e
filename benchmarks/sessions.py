"""A class at work: ten sessions that all ask for new pictures, beside the least that Streamlit can do with two charts.

The sessions are websocket clients that speak Streamlit's protocol through its own classes; no browser takes part, so
that only the server is measured. A client waits for the end of a run and at once follows a link to the same page with
another seed: nothing is in a cache. That the picture is a new one is checked.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, perf_counter, sleep

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.server import answering, make_run, minimal_page
from benchmarks.table import Promise, Row, Section
from benchmarks.timing import Timing

SESSIONS = 10
LIMIT = 60.0  # seconds for one run
WARM_S = 20.0  # by then the server has made ready what it makes ready by itself


@dataclass(frozen=True)
class Lesson:
    """A page, the setting in its address whose number brings a picture that nobody has seen, and what is promised.

    `share`: of a minimal page's reruns per second.
    """

    path: str
    query: str
    seed: str
    share: float


LESSONS = (
    Lesson("step", "network=fresh&length=50&units=16&signals=all", "data_seed", 0.5),
    Lesson("gradients", "predict=0", "data_seed", 0.25),
)
MINIMAL = Lesson("", "", "seed", 1.0)


def sections(quick: bool) -> Iterator[Section]:
    """Reruns per second of ten sessions on each page and on a minimal page, by turns on one machine."""
    seconds, rounds = (4.0, 1) if quick else (10.0, 3)
    speeds: dict[str, list[float]] = {lesson.path: [] for lesson in (MINIMAL, *LESSONS)}
    with make_run() as address, minimal_page() as minimal:
        warm = monotonic() + WARM_S
        for page in (address, minimal):
            answering(page)
        for lesson in (MINIMAL, *LESSONS):
            asyncio.run(_busy(minimal if lesson is MINIMAL else address, lesson, 1.0))
        sleep(max(0.0, warm - monotonic()))
        for _ in range(rounds):
            for lesson in (MINIMAL, *LESSONS):
                speeds[lesson.path].append(
                    asyncio.run(_busy(minimal if lesson is MINIMAL else address, lesson, seconds))
                )
    reference = Timing(tuple(1e3 / speed for speed in speeds[MINIMAL.path]))
    rows = [Row("a page of two st.plotly_chart, one rerun", reference, 1.0)]
    for lesson in LESSONS:
        timing = Timing(tuple(1e3 / speed for speed in speeds[lesson.path]))
        share = 1 / timing.ratio(reference)
        promise = Promise("reruns per second, of that page's ", lesson.share, share, "", at_least=True)
        rows.append(Row(f"/{lesson.path}, one rerun", timing, timing.ratio(reference), (promise,)))
    yield Section(
        f"{SESSIONS} busy sessions, each rerun a new picture; milliseconds of the server a rerun", tuple(rows)
    )


async def _busy(address: str, lesson: Lesson, seconds: float) -> float:
    """Reruns per second of all sessions together."""
    seeds = itertools.count(int(perf_counter() * 1e3) % 9000)  # of no earlier round
    sessions = [Session(lesson, seeds) for _ in range(SESSIONS)]
    async with asyncio.timeout(LIMIT + 4 * seconds):
        await asyncio.gather(*(session.open(address) for session in sessions))
        started = perf_counter()
        done = await asyncio.gather(*(session.work(started + seconds) for session in sessions))
        took = perf_counter() - started
        await asyncio.gather(*(session.close() for session in sessions))
    return sum(done) / took


@dataclass
class Session:
    """One person's tab, as the server sees it."""

    lesson: Lesson
    seeds: Iterator[int]
    page: str = ""
    picture: str = ""

    async def open(self, address: str) -> None:
        """Connect and run the page once."""
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket: ClientConnection = await connect(url, max_size=None, compression=None)
        await self._run()

    async def work(self, until: float) -> int:
        """Ask for one picture after the other; how many runs there were."""
        runs = 0
        while perf_counter() < until:
            before = self.picture
            await self._run()
            if self.picture == before:
                raise RuntimeError(f"/{self.lesson.path} shows the same picture for another seed")
            runs += 1
        return runs

    async def _run(self) -> None:
        """Follow a link with the next seed, and read until the run ends."""
        message = BackMsg()
        message.rerun_script.query_string = f"{self.lesson.query}&{self.lesson.seed}={next(self.seeds) % 9999}"
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.page_name = "" if self.page else self.lesson.path
        await self.socket.send(message.SerializeToString())
        while True:
            said = ForwardMsg.FromString(await self.socket.recv(decode=False))
            kind = said.WhichOneof("type")
            if kind == "navigation":
                self.page = said.navigation.page_script_hash
            elif kind == "delta":
                self._look(said.delta.new_element)
            elif kind == "script_finished":
                return

    def _look(self, element: Element) -> None:
        """Take note of the picture on top. RuntimeError for an error on the page."""
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        shown = element.bidi_component.bytes if kind == "bidi_component" else element.plotly_chart.spec.encode()
        if shown:
            self.picture = hashlib.blake2b(shown).hexdigest()

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()
