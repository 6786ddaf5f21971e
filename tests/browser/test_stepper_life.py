"""The stepper comes, changes hands and goes: late modules, a missing library, two steppers on a page."""

import random
import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]


def choose(page: Page, cell: str) -> None:
    page.get_by_role("radio", name=cell).click()
    page.wait_for_url(re.compile(f"cell={cell.lower()}"), wait_until="commit")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def middle(figure: Locator) -> tuple[float, float]:
    box = figure.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_settings_that_change_while_the_modules_are_under_way_end_in_a_picture_and_who_leaves_takes_it_along(
    visit: Arrive,
) -> None:
    visited = visit()
    page = visited.page
    held: list[Route] = []
    waiting = True
    # What is routed comes from no cache.
    page.route("**/assets/ui/**", lambda route: held.append(route) if waiting else route.continue_())
    page.goto(visited.base + "/step")
    choose(page, "GRU")
    choose(page, "RNN")
    waiting = False
    for route in held:
        route.continue_()
    visited.settled()
    page.wait_for_timeout(300)
    expect(page.get_by_role("spinbutton", name="Steps")).to_have_value("30")
    expect(page.get_by_role("button", name="Next step")).to_be_visible()
    expect(page.locator("[data-figure=column] .js-plotly-plot")).to_be_visible()
    expect(page.get_by_test_id("stepper").locator(".us-diagram svg")).to_have_attribute(
        "aria-label", re.compile("^RNN cell")
    )

    root = page.get_by_test_id("stepper").element_handle()
    assert root
    page.get_by_role("link", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name="The lessons")).to_be_visible()
    page.wait_for_function("(root) => !root.isConnected && root.childElementCount === 0", arg=root)


def test_without_plotly_the_page_says_so_and_steps_and_draws_once_it_is_there(visit: Arrive) -> None:
    visited = visit()
    page = visited.page
    page.route("**/plotly.min.js", lambda route: route.abort())
    visited.open("/step?t=3")
    expect(page.get_by_role("alert").filter(has_text="plotly.js did not arrive")).to_be_visible()
    save = page.locator("[data-figure=column]").get_by_role("button", name="Save this chart")
    expect(save).to_have_count(0)  # there is nothing to save
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "3")
    page.unroute("**/plotly.min.js")
    choose(page, "GRU")
    visited.settled()
    expect(page.locator("[data-figure=column] .js-plotly-plot")).to_be_visible()
    expect(save).to_be_visible()
    expect(page.get_by_text("plotly.js did not arrive")).to_have_count(0)
    assert all("plotly.min.js" in error for error in visited.errors)
    visited.errors.clear()  # the browser's own word on the file that we kept from it


def test_two_steppers_play_and_pause_together(visit: Arrive) -> None:
    visited = visit(height=1400).open("/gradients?view=why&k=3&cover=0")
    page = visited.page
    leader, follower = (page.get_by_test_id("stepper").nth(number) for number in (0, 1))
    expect(follower).to_have_attribute("data-ready", "true")
    for _ in range(3):  # as slow as can be
        page.get_by_role("button", name=re.compile("Speed")).click()
    page.get_by_role("button", name="Play").click()
    expect(leader).to_have_attribute("data-step", re.compile(r"[89]\d"))  # from the loss back, both of them
    expect(follower).to_have_attribute("data-step", re.compile(r"[89]\d"))
    figure = follower.locator("[data-row]").first
    figure.evaluate("row => row.scrollIntoView({ block: 'center' })")
    x, y = middle(figure)
    page.mouse.click(x - 60, y + 60)  # a click on the follower's figure goes there and stays
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    there = leader.get_attribute("data-step")
    page.wait_for_timeout(900)  # longer than a step takes
    expect(leader).to_have_attribute("data-step", str(there))
    expect(follower).to_have_attribute("data-step", str(there))


def test_however_late_the_server_answers_the_step_stays_where_it_was_put_and_a_page_that_is_left_is_left(
    visit: Arrive,
) -> None:
    visited = visit(fresh=True)  # what stands between a page and its server cannot be taken away again
    page, chance = visited.page, random.Random(7)
    under_way: list[tuple[float, WebSocketRoute, str | bytes]] = []
    longest = 0.0  # seconds that a message may take

    def deliver(*, everything: bool = False) -> None:
        while under_way and (everything or under_way[0][0] <= time.monotonic()):
            _, socket, message = under_way.pop(0)
            socket.send(message)

    def follow(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def late(message: str | bytes) -> None:
            before = under_way[-1][0] if under_way else 0.0  # late, but in order
            under_way.append((max(before, time.monotonic() + chance.uniform(0.0, longest)), socket, message))
            if not longest:
                deliver(everything=True)

        server.on_message(late)

    page.route_web_socket(re.compile("_stcore/stream"), follow)
    visited.open("/step?network=fresh&units=4&length=200&t=100")
    longest, at = 3.0, 99
    for move in range(60):
        direction = chance.choice((-1, 1, 1))
        page.keyboard.press("ArrowRight" if direction > 0 else "ArrowLeft")
        at += direction
        if move in (10, 40):  # a changed setting overtakes the report of the last step
            page.get_by_role("radio", name=("GRU", "RNN")[move // 40]).click()
        page.wait_for_timeout(chance.uniform(50, 200))
        if move < 40:  # from then on all comes at once: the last setting, and every answer to a step since
            deliver()
        assert visited.step == at, f"after move {move}"
    longest = 0.0
    deliver(everything=True)
    page.wait_for_url(re.compile(f"cell=rnn.*t={at + 1}(&|$)|t={at + 1}&.*cell=rnn"))
    visited.settled()
    assert visited.step == at

    # A setting is changed and changed back, after some rests and before any answer is there: what the browser said it
    # keeps by then, it still has when the answer refers to it.
    longest = 3600.0
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
    for cell in ("GRU", "RNN"):
        page.get_by_role("radio", name=cell).click()
        page.wait_for_timeout(500)
    longest = 0.0
    deliver(everything=True)
    page.wait_for_url(re.compile(f"cell=rnn.*t={at + 5}(&|$)|t={at + 5}&.*cell=rnn"))
    visited.settled()

    # A step on the way to another page does not empty that page: it is left just before the step is told.
    visited.open("/step?t=3")
    longest = 3600.0
    page.evaluate("""() => {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }))
      const links = [...document.querySelectorAll("a[href$='/gradients']")]
      setTimeout(() => links[0].click(), 130)
    }""")
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "3")
    page.wait_for_timeout(1000)
    longest = 0.0
    deliver(everything=True)
    heading = page.get_by_role("heading", name="One number")
    expect(heading).to_be_visible()
    visited.settled()
    page.wait_for_timeout(1000)
    expect(heading).to_be_visible(timeout=1)


def test_what_a_run_may_replace_pales_late_and_is_no_layer_before(visit: Arrive) -> None:
    page = visit().open("/step?network=fresh&units=3&length=10&seed=5").page
    said = page.locator("[data-testid=stElementContainer]", has=page.get_by_test_id("stepper"))
    opacity = "(element) => getComputedStyle(element).opacity"
    paling = "(element) => element.getAnimations().map((one) => [one.transitionProperty, one.effect.getTiming().delay])"
    said.evaluate("(element) => (element.dataset.stale = 'true')")
    assert said.evaluate(paling) == [["--us-stale", 500]], "Chromium makes a layer of what waits to change its opacity"
    assert said.evaluate(opacity) == "1"
    said.evaluate("(element) => element.getAnimations().forEach((one) => one.finish())")
    assert said.evaluate(opacity) == "0.33"
    said.evaluate("(element) => (element.dataset.stale = 'false')")
    assert said.evaluate(opacity) == "1"
