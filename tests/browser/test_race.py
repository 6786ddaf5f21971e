"""The race in a real Chromium: it opens at step 1, runs by itself, and ends with the answers that the engine gives."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from ui.lessons.compare.race.lanes import race
from ui.lessons.compare.race.sentences import answered, percent
from ui.lessons.compare.settings import CompareSettings

Arrive = Callable[..., Visit]


def stands(page: Page, step: int) -> None:
    """The race, and every stepper that follows it."""
    expect(page.get_by_test_id("race")).to_have_attribute("data-step", str(step))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", str(step))


def ends_as_computed(page: Page, gap: int) -> None:
    shown = race(CompareSettings(gap=gap).of_the_run())
    for lane in shown.lanes:
        letter, certainty = answered(shown, lane)
        answer = page.locator(f".ur-lane[data-cell={lane.run.kind}] .ur-answer")
        expect(answer.locator(".ur-letter")).to_have_text(letter)
        expect(answer.locator(".ur-percent")).to_have_text(percent(certainty))
        expect(answer).to_have_attribute("data-right", "true" if letter == shown.symbol else "false")
        now = page.locator(f".ur-lane[data-cell={lane.run.kind}] .ur-now")
        expect(now).to_contain_text(f"{letter} {percent(certainty)}")


def test_it_runs_from_the_first_step_to_the_answers_without_a_word_to_python(visit: Arrive) -> None:
    visited = visit()
    page = visited.open("/compare").page
    stands(page, 0)
    heading = page.get_by_role("heading", name="After 80 letters the LSTM and the GRU still know the B")
    expect(heading).to_be_visible()
    expect(page.get_by_text("The RNN lost it after step 6")).to_be_visible()
    expect(page.locator(".unrolled-race[data-ended]")).to_have_count(0)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('[data-testid=race]').dataset.step > 3")
    runs = visited.runs
    page.wait_for_function("() => document.querySelector('[data-testid=race]').dataset.step > 20")
    assert visited.runs == runs
    page.get_by_role("button", name="Pause").click()
    with visited.asking():
        page.keyboard.press("End")
    page.wait_for_url(re.compile("t=81"))
    stands(page, 80)
    expect(page.locator(".unrolled-race[data-ended]")).to_have_count(1)
    ends_as_computed(page, 80)

    # another gap by keys: asked for once, and who looked at the answers looks at the new ones
    gap = page.get_by_role("slider", name="Gap")
    gap.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    expect(gap).to_have_attribute("aria-valuetext", "41 letters")
    expect(page.get_by_role("heading", name="After 41 letters")).to_be_visible()
    visited.settled()
    stands(page, 41)
    ends_as_computed(page, 41)
    assert "gap=41" in page.url

    # by the mouse, to a stop; the value is shown while it is dragged
    box = page.locator(".ur-gap-track").bounding_box()
    assert box is not None
    knob = page.locator(".ur-gap-knob").bounding_box()
    assert knob is not None
    page.mouse.move(knob["x"] + knob["width"] / 2, knob["y"] + knob["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.21 * box["width"], box["y"], steps=4)
    expect(gap).to_have_attribute("aria-valuetext", "10 letters")
    expect(page.get_by_role("heading", name="After 41 letters")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_role("heading", name="After 10 letters")).to_be_visible()
    visited.settled()

    # a click on a belt goes there, and the stepper below comes along; a click there takes the race along
    belt = page.locator(".ur-lane[data-cell=gru] .ur-belt").bounding_box()
    assert belt is not None
    page.mouse.click(belt["x"] + belt["width"] * 3.5 / 11, belt["y"] + 30)
    stands(page, 3)
    page.keyboard.press("ArrowRight")
    stands(page, 4)
    row = page.locator("[data-figure=column] [data-row]").last
    row.evaluate("row => row.scrollIntoView({ block: 'center' })")
    heat = row.bounding_box()
    assert heat is not None
    page.mouse.click(heat["x"] + heat["width"] * 7.5 / 11, heat["y"] + heat["height"] / 2)
    stands(page, 7)

    # a double click on the knob goes back to the gap that these were trained at
    page.locator(".ur-gap-knob").dblclick()
    expect(page.get_by_role("heading", name="After 80 letters")).to_be_visible()
    visited.settled()
    stands(page, 7)
    a_phone_sees_the_race(visited)


@pytest.mark.parametrize("query", ["sequence=latch&t=9", "sequence=text", "sequence=series", "network=fresh&gap=1"])
def test_other_inputs_have_a_race_too_and_a_link_opens_at_its_step(visit: Arrive, query: str) -> None:
    page = visit().open(f"/compare?{query}").page
    stands(page, 8 if "t=9" in query else 0)
    expect(page.locator(".ur-belt svg")).to_have_count(3)
    expect(page.locator(".ur-disc")).to_have_count(0)
    page.get_by_role("button", name="Last step").click()
    expect(page.locator(".unrolled-race[data-ended]")).to_have_count(1)


def a_phone_sees_the_race(visited: Visit) -> None:
    page = visited.page
    visited.fits(390, 844)
    inside = """race => [...race.querySelectorAll("button, .ur-belt, .ur-answer, .ur-gap-knob")].every(node => {
      const { left, right } = node.getBoundingClientRect()
      return left >= -8 && right <= 398
    })"""
    visited.becomes(lambda: page.locator(".unrolled-race").evaluate(inside), True)
    page.get_by_role("button", name="First step").click()
    stands(page, 0)
