"""The page on which a network learns: begun, paused, left and found again, gone through, and written with."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]


def test_a_run_is_paused_left_found_again_and_writes_when_it_is_done(visit: Arrive) -> None:
    visited = visit().open("/learn?task=hello&cells=rnn&units=6&rate=0.01&bias=1&batch=1&updates=2000")
    page, front = visited.page, visited.page.get_by_test_id("front")
    expect(front).to_contain_text("Nobody has trained this yet")
    page.get_by_role("button", name="Train, live").click()
    page.get_by_role("button", name="Pause learning").click()
    expect(front.locator("[data-state=paused]")).to_be_visible()

    page.get_by_role("link", name="Start", exact=True).click()
    expect(front).to_have_count(0)
    page.get_by_role("link", name="Learning", exact=True).first.click()
    expect(front.locator("[data-state=paused]")).to_be_visible()
    page.get_by_role("button", name="Go on learning").click()
    expect(front.locator("[data-state=done]")).to_be_visible()
    visited.settled()

    page.keyboard.press("Home")
    expect(front).to_have_attribute("data-update", "0")
    page.keyboard.press("ArrowRight")
    expect(front).to_have_attribute("data-step", "1")
    page.keyboard.press("End")
    expect(front).to_have_attribute("data-update", "2000")
    front.get_by_role("button", name="Write", exact=True).click()
    expect(front.locator(".ll-page .ll-written")).to_have_count(10)
    assert "".join(front.locator(".ll-page .ll-written").all_text_contents()).startswith("ello")
