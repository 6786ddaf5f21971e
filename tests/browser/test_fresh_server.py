"""Deep links as the first that a server is asked: every lesson is found, in its frame, as on any other server."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
STEP = "/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10"


def as_seen(page: Page) -> Any:
    return page.evaluate("""() => [...document.querySelectorAll("[data-testid=stepper] canvas")].map((canvas) =>
      [canvas.width, canvas.height, canvas.toDataURL()])""")


def test_a_fresh_server_takes_deep_links_first(visit: Arrive, fresh_server: str) -> None:
    asked = (STEP, "/compare", "/gradients?scene=nonnormal&cover=0")
    visitors = [visit(fresh_server) for _ in asked]
    for visited, path in zip(visitors, asked, strict=True):  # all at once: none waits for another
        visited.page.goto(fresh_server + path, wait_until="commit")
    step, compare, gradients = (visited.settled().page for visited in visitors)

    expect(step.get_by_role("link", name="Start", exact=True)).to_be_visible()
    expect(step.get_by_role("heading", name="Step through a cell")).to_be_visible()
    expect(step.get_by_role("dialog")).to_have_count(0)

    heading = compare.get_by_role("heading", name="After 80 letters the LSTM and the GRU still know the B")
    expect(heading).to_be_visible()
    expect(compare.get_by_text("The RNN lost it after step 6")).to_be_visible()
    expect(compare.get_by_test_id("stepper").first).to_have_attribute("data-step", "0")

    expect(gradients.locator("[data-testid=stepper][data-ready=true]")).to_have_count(2)

    elsewhere = visit().open(STEP).page  # a link paints the same picture, whichever process draws it
    assert as_seen(step) == as_seen(elsewhere)
    tables = [page.get_by_test_id("stepper").first.get_by_role("table").first for page in (step, elsewhere)]
    assert tables[0].inner_text() == tables[1].inner_text()
