"""What the eye must be able to tell apart on the step page."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
BOXES = """(selector) => [...document.querySelectorAll(selector)].filter((node) => node.textContent.trim())
  .map((node) => node.getBoundingClientRect().toJSON())"""
COLUMN = "document.querySelector('[data-figure=column] .js-plotly-plot')"


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Which pairs of boxes share more than a hair."""
    return [
        (first, second)
        for first, one in enumerate(boxes)
        for second, other in enumerate(boxes[:first])
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 0.6
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 0.6
    ]


def unit_range(page: Page) -> list[float]:
    """The axis of the chosen unit's curves."""
    found: list[float] = page.evaluate(
        f"""() => {{
          const gd = {COLUMN}
          const id = gd.data.find((trace) => trace.meta?.follow).yaxis
          return gd._fullLayout["yaxis" + id.slice(1)].range
        }}"""
    )
    return found


def the_bars_of_the_moment_have_their_names_above_and_numbers_beside_them(page: Page) -> None:
    names = page.evaluate(BOXES, "[data-figure=moment] .annotation-text")
    panels = page.evaluate(
        """() => {
          const gd = document.querySelector("[data-figure=moment] .js-plotly-plot")
          const left = gd.getBoundingClientRect().left
          const axes = Object.entries(gd._fullLayout).filter(([name]) => name.startsWith("xaxis"))
          return axes.map(([_, { _offset, _length }]) => [left + _offset, left + _offset + _length])
        }"""
    )
    for name, (left, right) in zip(names, panels, strict=True):
        assert abs((name["left"] + name["right"]) / 2 - (left + right) / 2) < 2
    ticks = page.evaluate(BOXES, "[data-figure=moment] [class$=tick] text")
    assert len(ticks) >= 5
    for tick in ticks:
        assert not [1 for left, right in panels if tick["right"] > left + 0.5 and tick["left"] < right - 0.5]


def test_on_a_phone_no_mark_runs_into_another(visit: Arrive) -> None:
    visited = visit(width=390, height=844).open("/step?signals=all")
    letters = visited.page.evaluate(BOXES, "[data-figure=column] .textpoint text")
    assert len(letters) >= 10
    assert overlaps(letters) == []
    for labels in ("[data-figure=moment] .annotation-text", ".us-diagram .name"):
        boxes = visited.page.evaluate(BOXES, labels)
        assert len(boxes) >= 4
        assert overlaps(boxes) == []
    assert len(letters) < 30
    the_bars_of_the_moment_have_their_names_above_and_numbers_beside_them(visited.page)
    visited.page.set_viewport_size({"width": 1440, "height": 900})
    every = (
        "() => [...document.querySelectorAll('[data-figure=column] .textpoint text')].every((node) => node.textContent)"
    )
    visited.page.wait_for_function(every)
    visited.page.set_viewport_size({"width": 390, "height": 844})
    visited.open("/step?network=fresh&length=200&signals=all&t=200")
    below = visited.page.evaluate(BOXES, "[data-figure=column] .xtick text, [data-figure=column] .xtitle")
    assert len(below) >= 10
    assert overlaps(below) == []
    counter = visited.page.locator(".us-counter")
    assert counter.evaluate("(node) => node.scrollWidth <= node.clientWidth"), counter.text_content()


def test_colours_and_marks_are_explained_where_they_are(visit: Arrive) -> None:
    visited = visit().open("/step?sequence=sine&signals=all")
    page = visited.page
    legend = page.locator("[data-figure=column] .us-legend")
    expect(legend).to_contain_text("+limit")
    expect(legend).not_to_contain_text("wrong")  # a forecast is neither
    expect(page.locator("[data-figure=column]").get_by_text("±4.4")).to_be_visible()
    assert unit_range(page) == [-1.08, 1.08]  # whatever other units reach
    page.keyboard.press("ArrowRight")
    assert unit_range(page) == [-1.08, 1.08]
    page.get_by_role("button", name="Unit 3", exact=True).click()
    assert unit_range(page)[1] > 2
    visited.open("/step?sequence=hello&signals=all")
    expect(legend).to_contain_text("correct")
    expect(legend).to_contain_text("wrong")


def test_a_zoom_follows_the_cursor(visit: Arrive) -> None:
    page = visit().open("/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10").page
    page.evaluate(f"() => Plotly.relayout({COLUMN}, {{'xaxis.range': [4.5, 12.5]}})")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "14")
    expect(page.locator("[data-figure=column] .us-cursor")).to_be_visible()
    page.wait_for_function(f"() => {COLUMN}._fullLayout.xaxis.range[1] > 15")  # it follows with the next frame
    low, high = page.evaluate(f"() => {COLUMN}._fullLayout.xaxis.range")
    assert high - low == 8
    assert low < 15 < high
    page.keyboard.press("End")
    page.wait_for_function(f"() => String({COLUMN}._fullLayout.xaxis.range) === '32.5,40.5'")
    expect(page.locator("[data-figure=column] .us-cursor")).to_be_visible()
