"""A server that nobody has visited takes any deep link first, and paints what every other server paints."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from ui.lessons import LESSONS

Arrive = Callable[..., Visit]
LINK = "/step?network=fresh&units=5&length=40&seed=3&t=10"


def as_seen(page: Page) -> Any:
    """The heatmaps to the last bit, and the numbers of the table."""
    canvases = page.evaluate("""() => [...document.querySelectorAll("[data-testid=stepper] canvas")].map((canvas) =>
      [canvas.width, canvas.height, canvas.toDataURL()])""")
    return canvases, page.get_by_test_id("stepper").first.get_by_role("table").first.inner_text()


def test_a_link_paints_the_same_picture_in_a_fresh_process_and_every_lesson_opens_in_the_frame(
    fresh_server: str, visit: Arrive
) -> None:
    here, there = visit().open(LINK), visit(fresh_server).open(LINK)
    assert as_seen(here.page) == as_seen(there.page)
    for link in ("/gradients?scene=nonnormal", *(f"/{lesson.url}" for lesson in LESSONS)):
        page = there.open(link).page
        expect(page.get_by_role("link", name="Start", exact=True)).to_be_visible()
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
