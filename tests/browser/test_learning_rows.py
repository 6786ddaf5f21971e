"""A run of learning on the server as people have it; no browser is needed to read its rows."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.clients import PATIENCE_S, Run, Session

LEARN = "/learn?updates=3000"


def test_a_run_begins_with_a_press_and_ends_with_its_tab(server: str) -> None:
    with Session(server) as session:
        page = session.open(LEARN)
        train = next(button for label, button in page.buttons.items() if label.startswith("Train"))
        job = _job(session.press(train, LEARN))
        packed = HTTPConnection(urlsplit(server).netloc, timeout=PATIENCE_S)
        packed.request("GET", f"/learning/{job}/rows", headers={"Accept-Encoding": "gzip"})
        with closing(packed), packed.getresponse() as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert answer.read(1)  # compressed, and yet sent while it runs
        rows = _rows(server, job)
        assert "runs" in json.loads(next(rows))
        assert any("update" in json.loads(row) for row in rows)  # waits for the first
    assert json.loads([*rows][-1]) == {"state": "stopped"}


def _job(run: Run) -> str:
    """The job that a page shows."""
    assert run.problems == ()
    return next(str(told["job"]) for each in run.components if each and (told := json.loads(each)).get("job"))


def _rows(server: str, job: str) -> Iterator[bytes]:
    connection = HTTPConnection(urlsplit(server).netloc, timeout=PATIENCE_S)
    connection.request("GET", f"/learning/{job}/rows")
    with closing(connection), connection.getresponse() as answer:
        yield from answer
