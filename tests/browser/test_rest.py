"""Coming to rest: what goes over the wire, and what is drawn anew, which is nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import COUNT_DRAWINGS, Visit

Arrive = Callable[..., Visit]
MOST = 4096  # bytes from the server for a rest

# From now on, what is next said to the server is followed by a click on this radio before it is sent.
CLICK_BEFORE_IT_IS_SENT = """(radio) => {
  const later = window.setTimeout
  window.setTimeout = (act, ...when) => {
    if (!String(act).includes("sendUpdateWidgetsMessage")) return later(act, ...when)
    window.setTimeout = later
    const timer = later(act, ...when)
    radio.click()
    return timer
  }
}"""


@pytest.mark.parametrize(
    ("path", "steppers"),
    [
        ("/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10", 1),
        ("/step?network=fresh&units=64&length=200&signals=all&t=10", 1),
        ("/compare?network=fresh&units=16&gap=49&t=10&bands=all", 1),
        ("/gradients?k=10&cover=0", 2),  # a chapter comes once the picture above it stands
    ],
)
def test_a_rest_sends_no_numbers_and_draws_nothing(visit: Arrive, path: str, steppers: int) -> None:
    visited = visit()
    page = visited.page
    visited.open(path)
    expect(page.locator("[data-testid=stepper][data-ready=true]")).to_have_count(steppers)
    visited.heard_out()  # whatever the first picture still sends
    assert sum(visited.received) > 10 * MOST, "the sizes of messages are not measured"
    visited.received.clear()
    page.evaluate(COUNT_DRAWINGS)
    with visited.asking():
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("[?&][tk]=11(&|$)"))
    visited.heard_out()  # were there a second answer, it would count
    assert visited.step == 10
    assert sum(visited.received) <= MOST
    assert page.evaluate("window.drawings") == 0


def test_drawings_are_counted_and_the_place_of_a_rest_outlives_a_changed_setting(visit: Arrive) -> None:
    page = visit().open("/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10").page
    page.evaluate(COUNT_DRAWINGS)
    page.set_viewport_size({"width": 1300, "height": 900})  # to another width Plotly draws anew
    page.wait_for_function("() => window.drawings > 0")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("t=11"))
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru.*t=11|t=11.*cell=gru"))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", "10")


def test_a_click_that_is_sent_together_with_a_rest_is_answered(visit: Arrive) -> None:
    page = visit().open("/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10").heard_out().page
    page.get_by_role("radio", name="GRU").evaluate(CLICK_BEFORE_IT_IS_SENT)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("cell=gru.*t=11|t=11.*cell=gru"))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", "10")
