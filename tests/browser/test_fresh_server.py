"""Deep links as the first that a server is asked: every lesson is found, in its frame, as on any other server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.clients import Run, Session

Arrive = Callable[..., Visit]
STEP = "/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10"
OTHERS = ("/compare", "/gradients?scene=nonnormal&cover=0")


def as_seen(page: Page) -> Any:
    return page.evaluate("""() => [...document.querySelectorAll("[data-testid=stepper] canvas")].map((canvas) =>
      [canvas.width, canvas.height, canvas.toDataURL()])""")


def test_a_fresh_server_takes_deep_links_first(visit: Arrive, fresh_server: str) -> None:
    def sent(path: str) -> Run:
        with Session(fresh_server) as session:
            return session.open(path)

    visited = visit(fresh_server)
    with ThreadPoolExecutor() as at_once:  # none waits for another; what a browser draws of it, one alone shows
        runs = [at_once.submit(sent, path) for path in OTHERS]
        visited.page.goto(fresh_server + STEP, wait_until="commit")
        step = visited.settled().page
        sent_by = [run.result() for run in runs]
    assert [run.problems for run in sent_by] == [(), ()]
    assert all(any('"name"' in told for told in run.components) for run in sent_by)  # a stepper has its place

    expect(step.get_by_role("link", name="Start", exact=True)).to_be_visible()
    expect(step.get_by_role("heading", name="Step through a cell")).to_be_visible()
    expect(step.get_by_role("dialog")).to_have_count(0)

    elsewhere = visit().open(STEP).page  # a link paints the same picture, whichever process draws it
    assert as_seen(step) == as_seen(elsewhere)
    tables = [page.get_by_test_id("stepper").first.get_by_role("table").first for page in (step, elsewhere)]
    assert tables[0].inner_text() == tables[1].inner_text()
