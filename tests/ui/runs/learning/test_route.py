"""What a browser gets: a real server on a port of its own, and plain HTTP."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette

from engine.learning import exercises
from engine.learning.course import Course, watch
from engine.learning.exercises.series import Futures
from engine.learning.forecasting import errors, many_steps
from engine.learning.occlusion import occlude
from engine.learning.recorded import Recorded
from engine.learning.writing import write
from tests.ui.runs.learning.conftest import PATIENCE_S, Opens, until
from tests.ui.runs.learning.test_workshop import ENDLESS, SHORT
from ui.runs.learning import recorded
from ui.runs.learning.route import routes
from ui.runs.learning.workshop import Workshop

HELLO = Course(exercises.Hello(), cell="lstm", units=4, updates=4, every=2)


@dataclass(frozen=True)
class Served:
    """A workshop and where its routes answer."""

    shop: Workshop
    port: int

    def get(self, path: str, **headers: str) -> HTTPResponse:
        """The answer, its body still to be read."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", f"/learning/{path}", headers=headers)
        return connection.getresponse()

    def read(self, path: str, **headers: str) -> bytes:
        with closing(self.get(path, **headers)) as answer:
            assert answer.status == 200
            return answer.read()


@pytest.fixture
def served(open_workshop: Opens) -> Iterator[Served]:
    shop = open_workshop()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes(lambda: shop)), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    yield Served(shop, server.servers[0].sockets[0].getsockname()[1])
    shop.close()  # whoever still reads has the last line
    server.should_exit = True
    thread.join()


def test_lines_come_as_they_are_made_and_again_from_any_place(served: Served) -> None:
    name = served.shop.start("me", (ENDLESS,))
    with closing(served.get(f"{name}/rows")) as answer:
        assert answer.headers["Content-Type"] == "application/x-ndjson"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "runs" in json.loads(answer.readline())
        assert json.loads(answer.readline()) == {"state": "running"}
        first = [answer.readline() for _ in range(3)]  # while it runs
        assert [json.loads(line)["update"] for line in first] == [0, 1, 2]
        served.shop.stop(name)
        rest = answer.read().splitlines(keepends=True)
        assert json.loads(rest[-1]) == {"state": "stopped"}
    again = served.read(f"{name}/rows?from=2").splitlines(keepends=True)
    assert again == first + rest
    assert served.read(f"{name}/rows?from={2 + len(again)}") == b""


def test_whoever_comes_while_it_waits_reads_to_the_end(served: Served) -> None:
    others = [served.shop.start(who, (ENDLESS,)) for who in ("a", "b")]
    name = served.shop.start("me", (SHORT,))
    with closing(served.get(f"{name}/rows?from=1")) as answer:
        assert json.loads(answer.readline()) == {"state": "queued", "place": 1}
        for other in others:
            served.shop.stop(other)
        lines = [json.loads(line) for line in answer.read().splitlines()]
    assert lines[0] == {"state": "running"}
    assert [line["update"] for line in lines[1:-1]] == [0, 4, 8]
    assert lines[-1]["state"] == "done"


def test_who_leaves_is_no_longer_told(served: Served) -> None:
    name = served.shop.start("me", (ENDLESS,))
    job = served.shop.find(name)
    assert job is not None
    with closing(served.get(f"{name}/rows")) as answer:
        answer.readline()
        assert job.lines.readers == 1
    until(lambda: job.lines.readers == 0)


def test_what_is_not_there_is_told_so(served: Served) -> None:
    name = served.shop.start("me", (SHORT,))
    for path in ("nothing/rows", "recorded-nothing/rows", "nothing/write", "recorded-nothing/write", "recorded-/rows"):
        answer = served.get(path)
        assert answer.status == 404, path
        assert answer.read().startswith(b"There is no such"), path
    for start in ("-1", "x", "1.5", "²"):
        assert served.get(f"{name}/rows?{urlencode({'from': start})}").status == 400


def test_a_network_writes_as_it_could_at_that_update(served: Served) -> None:
    name = served.shop.start("me", (SHORT, HELLO))
    served.read(f"{name}/rows")
    asked = {"run": 1, "update": 2, "prompt": "h", "count": 6, "temperature": 0.5, "seed": 3}
    found = json.loads(served.read(f"{name}/write?{urlencode(asked)}"))
    snapshot = list(watch(HELLO))[1]
    alphabet = exercises.Hello.alphabet
    wanted = write(snapshot.network, snapshot.readout, alphabet, "h", 6, 0.5, 3)
    assert found["letters"] == list(wanted.letters)
    assert found["alphabet"] == list(alphabet)
    assert found["probabilities"] == [pytest.approx(list(step), rel=1e-5) for step in wanted.probabilities]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"run": 0, "update": 0, "prompt": "A"}, "has not learned to write"),
        ({"run": 1, "update": 0, "prompt": ""}, "is empty"),
        ({"run": 1, "update": 0, "prompt": "ж"}, "ж"),
        ({"run": 1, "update": 0, "prompt": "h", "count": 0}, "number of letters"),
        ({"run": 1, "update": 0, "prompt": "h", "count": 10**8}, "number of letters"),
        ({"run": 1, "update": 0, "prompt": "h", "temperature": "warm"}, "temperature should be a number, but is warm"),
        ({"run": 1, "update": 0, "prompt": "h", "temperature": "nan"}, "temperature"),
        ({"run": "two", "prompt": "h"}, "run should be a whole number from 0 up, but is two"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_told_in_a_sentence(served: Served, asked: dict[str, Any], says: str) -> None:
    name = served.shop.start("me", (SHORT, HELLO))
    served.read(f"{name}/rows")
    answer = served.get(f"{name}/write?{urlencode(asked)}")
    assert answer.status == 400
    told = json.loads(answer.read())
    assert says in told["problem"]
    assert told["template"].format(**told["values"]) == told["problem"]
    assert served.get(f"{name}/write?run=9&update=0").status == 404
    assert served.get(f"{name}/write?run=1&update=1").status == 404


def test_a_network_is_looked_into_as_it_was_at_that_update(served: Served) -> None:
    sine = Course(exercises.Sine(), units=3, updates=2, every=1)
    intent = Course(exercises.Intent(), units=3, updates=2, every=1)
    name = served.shop.start("me", (sine, intent, HELLO))
    served.read(f"{name}/rows")
    one = list(watch(sine))[1]
    told = json.loads(served.read(f"{name}/forecast?run=0&update=1&horizon=7"))
    past, future = exercises.Sine().futures(7, 64)
    assert told["past"] == pytest.approx(past[:, 0].tolist(), rel=1e-5)
    assert told["future"] == pytest.approx(future[:, 0].tolist(), rel=1e-5)
    assert told["many"] == pytest.approx(many_steps(one.network, one.readout, past, 7)[:, 0].tolist(), rel=1e-5)
    assert told["one"][len(past) - 1] == told["many"][0]  # the first of these has read the same
    assert len(told["one"]) == len(past) - 1 + 7
    assert "seasonal" not in told
    off = errors(one.network, one.readout, Futures(past, future))
    assert told["errors"]["network"] == pytest.approx(off.network.tolist(), rel=1e-5)
    assert told["places"] == 64
    other, shown = list(watch(intent))[2], exercises.Intent().shown()
    assert shown.targets is not None
    found = occlude(other.network, other.readout, shown.inputs)
    told = json.loads(served.read(f"{name}/occlusion?run=1&update=2"))
    assert told["answer"] == shown.targets[-1]
    assert told["lost"] == pytest.approx(found.lost(told["answer"]).tolist(), rel=1e-4, abs=1e-9)
    assert told["distances"] == pytest.approx(found.distances.tolist(), rel=1e-5)
    for path, says in {
        "forecast?run=1&update=2": "no next value",
        "forecast?run=0&update=2&horizon=0": "horizon",
        "forecast?run=0&update=2&horizon=400": "horizon",
        "occlusion?run=0&update=2": "no class at its end",
    }.items():
        answer = served.get(f"{name}/{path}")
        assert answer.status == 400
        assert says in json.loads(answer.read())["problem"]
    assert served.get(f"{name}/anything?run=0&update=2").status == 404


def test_a_series_is_told_in_its_own_units(served: Served) -> None:
    course = Course(exercises.sunspots(), units=3, updates=2, every=2)
    name = served.shop.start("me", (course,))
    served.read(f"{name}/rows")
    told = json.loads(served.read(f"{name}/forecast?run=0&update=0&horizon=12"))
    values = exercises.sunspots().values
    learned = exercises.sunspots().learned
    assert told["future"] == pytest.approx(values[learned : learned + 12], rel=1e-5)
    assert told["past"] == pytest.approx(values[learned - 38 : learned], rel=1e-5)
    assert told["last"] == [told["past"][-1]] * 12
    assert told["seasonal"] == [*told["past"][-11:], told["past"][-11]]
    ends = np.array([values[at - 1] for at in range(learned, len(values) - 11)])
    assert told["errors"]["last"][0] == pytest.approx(
        np.sqrt(np.mean((np.array(values[learned : len(values) - 11]) - ends) ** 2)), rel=0.05
    )


def test_what_is_recorded_is_told_like_a_live_run(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    courses = (SHORT, replace(HELLO, seed=1))
    shipped = Recorded("short", courses, tuple(tuple(watch(course)) for course in courses))
    monkeypatch.setattr(recorded, "load", {"short": shipped}.__getitem__)
    live = served.read(f"{served.shop.start('me', courses)}/rows").splitlines()
    answer = served.get("recorded-short/rows", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    body = gzip.decompress(answer.read())
    assert served.read("recorded-short/rows") == body
    lines = body.splitlines()
    assert lines[:-1] == [live[0], *live[2:-1]]
    assert json.loads(lines[-1]) == {"state": "done"}
    assert served.get("recorded-short/rows", **{"If-None-Match": answer.headers["ETag"]}).status == 304
    assert len(json.loads(served.read("recorded-short/write?run=1&update=4&prompt=h"))["letters"]) == 40
    assert served.get("recorded-short/write?run=2&update=4&prompt=h").status == 404
    assert served.get("recorded-short/write?run=1&update=3&prompt=h").status == 404
