"""Networks that learn beside the script: how soon one sees the first row, and what they cost whoever does not train."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from threading import Thread
from time import perf_counter, sleep

import uvicorn
from starlette.applications import Starlette

from benchmarks.table import Promise, Row, Section, measured
from benchmarks.timing import Timing
from engine.learning.course import Course
from engine.learning.exercises import FirstSymbol
from tests.clients import Session
from tests.serving import serving
from ui.runs.learning.route import routes
from ui.runs.learning.warm import Warm
from ui.runs.learning.workshop import Workshop

COURSES = tuple(Course(FirstSymbol(40), cell=cell) for cell in ("gru", "lstm", "elman"))
ENDLESS = tuple(replace(course, updates=10**6) for course in COURSES[:1])
PICTURES = {
    "/step, LSTM, T=50, H=16": "/step?network=fresh&length=50&units=16&signals=all&data_seed={number}",
    "/gradients": "/gradients?predict=0&seed={number}",
}


def sections(quick: bool) -> Iterator[Section]:
    """A live run as the browser reads it, and a third session's changed setting while two others train."""
    with Workshop(lambda session: True, Warm()) as shop:
        shop.warm_up()
        with _served(shop) as port:
            live = partial(_live, shop, port, 2 if quick else 8)
            yield measured("A live run of GRU, LSTM and RNN, gap 40, H=16", live)
        yield measured("A setting changed on /step or /gradients", partial(_beside, shop, 5 if quick else 30))


def _live(shop: Workshop, port: int, rounds: int) -> Iterator[Row]:
    """From asking for it to the first row, and from there to the last."""
    first, each = [], []
    for number in range(-1, rounds):
        start = perf_counter()
        name = shop.start("me", COURSES)
        times = [perf_counter() for _ in _rows(port, name)]
        if number >= 0:
            first.append(1e3 * (times[0] - start))
            each.append(1e3 * (times[-1] - times[0]) / (len(times) - 1))
    soon, pace = Timing(tuple(first)), Timing(tuple(each))
    yield Row("until the first row", soon, None, (Promise("median ", 500, soon.median, " ms"),))
    slowest = 1e3 / max(pace.times)
    yield Row("from row to row", pace, None, (Promise("rows per second ", 5, slowest, "", at_least=True),))


def _beside(shop: Workshop, rounds: int) -> Iterator[Row]:
    """The same change on an idle server and while two networks learn, by turns."""
    trained = [shop.start(who, ENDLESS) for who in ("one", "two")]
    numbers = itertools.count(1)
    with serving() as server:
        server.until_it_listens()
        with Session(server.address) as session:
            sleep(10)  # until the server has warmed up
            for what, path in PICTURES.items():
                idle: list[float] = []
                busy: list[float] = []
                for number in range(-2, rounds):
                    for taken, let in ((idle, shop.pause), (busy, shop.resume)):
                        for name in trained:
                            let(name)
                        sleep(0.1)
                        seconds = session.open(path.format(number=next(numbers))).seconds
                        if number >= 0:
                            taken.append(1e3 * seconds)
                nobody, two = Timing(tuple(idle)), Timing(tuple(busy))
                times = two.median / nobody.median
                yield Row(what + ", nobody trains", nobody, 1.0)
                yield Row(what + ", two train", two, times, (Promise("", 2, times, "×"),))
    if any((job := shop.find(name)) is None or job.is_over for name in trained):
        raise RuntimeError("training ended before the end")


@contextmanager
def _served(shop: Workshop) -> Iterator[int]:
    """The port at which the workshop's rows are served."""
    config = uvicorn.Config(Starlette(routes=routes(lambda: shop)), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _rows(port: int, name: str) -> Iterator[int]:
    """Every row of a job as soon as it comes: its update."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", f"/learning/{name}/rows")
        answer = connection.getresponse()
        while line := answer.readline():
            said = json.loads(line)
            if "update" in said:
                yield said["update"]
