"""Which keys a page leaves to scrolling and to its own controls, and which step."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]


def scrolls(page: Page, where: str) -> None:
    """Wait until it holds for `top`, how far the page is scrolled down."""
    page.wait_for_function(
        f"() => {{ const top = document.querySelector('[data-testid=stMain]').scrollTop; return {where} }}"
    )


def test_a_page_whose_stepper_is_an_example_keeps_its_scrolling(visit: Arrive) -> None:
    visited = visit(height=500).open("/")
    page, before = visited.page, visited.step
    page.get_by_test_id("stMain").focus()
    page.keyboard.press("Space")
    scrolls(page, "top > 0")
    page.keyboard.press("Home")
    scrolls(page, "top === 0")
    assert visited.step == before
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", str(before + 1))
    page.get_by_role("button", name="Next step").focus()  # within the stepper every key is its own
    page.keyboard.press("End")
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", "19")


def test_cells_are_chosen_by_keyboard_the_arrows_step_and_keys_work_until_the_stepper_is_scrolled_away(
    visit: Arrive,
) -> None:
    visited = visit().open("/step?t=3")
    page = visited.page
    page.get_by_role("radio", name="LSTM").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="GRU")).to_be_checked()
    visited.settled()
    assert visited.step == 2
    page.get_by_role("radio", name="LSTM").click()
    expect(page.get_by_role("radio", name="LSTM")).to_be_checked()
    page.wait_for_timeout(100)  # the other cell, which begins with another unit, is under way
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="LSTM")).to_be_checked()
    visited.heard_out()
    assert visited.step == 3

    page.set_viewport_size({"width": 1440, "height": 700})
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("End")
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "29")
    expect(page.get_by_text("An LSTM carries two states")).to_have_count(0)
    page.get_by_text("Read more: what you are looking at").click()
    expect(page.get_by_text("An LSTM carries two states")).to_be_visible()
    page.get_by_test_id("stMain").focus()
    away = page.get_by_text("The address of this page is a link to exactly this picture")
    gone = "document.querySelector('[data-testid=stepper]').getBoundingClientRect().bottom < innerHeight / 2"
    scroll = "node.scrollIntoView({ block: 'start' })"  # again and again, for the chapter unfolds slowly
    page.wait_for_function(f"(node) => {{ {scroll}; return {gone} }}", arg=away.element_handle())
    page.keyboard.press("Home")
    scrolls(page, "top === 0")
    assert visited.step == 29
