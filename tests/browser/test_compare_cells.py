"""The compare page in a real Chromium: one cursor for all cells, its charts, its switches and live training."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, Visit

Arrive = Callable[..., Visit]
FRESH = "/compare?network=fresh&units=5&gap=19&seed=3&t=10&bands=all"


IDEAS = {  # each with words of its own
    "What each gate does": "gate ever closes",
    "Conventions of the GRU": "it is another network",
    "Memory, measured": "How long does a change",
    "What it costs": "multiply-adds",
    "A fair match": "training sequences the cells get",
}


def choose(visited: Visit, idea: str) -> None:
    """One of the ideas below; what belonged to the idea before it is gone when this returns."""
    radio = visited.page.get_by_role("radio", name=idea)
    if not radio.is_checked():
        with visited.asking():
            radio.click()
    expect(radio).to_be_checked()
    shown = visited.page.locator(".st-key-idea")  # another run than the one asked for may have ended
    visited.becomes(lambda: [name for name, words in IDEAS.items() if words in shown.inner_text()], [idea])


def at_step(page: Page, step: int) -> None:
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-step", str(step))


def test_one_cursor_moves_all_cells_in_both_themes_and_on_a_phone(visit: Arrive) -> None:
    visited = visit().open(FRESH)
    page = visited.page
    at_step(page, 9)
    panels = [page.locator(f".us-panel[aria-label={title}] .us-narration") for title in ("LSTM", "GRU", "RNN")]
    before = [panel.inner_text() for panel in panels]
    page.keyboard.press("ArrowRight")
    at_step(page, 10)
    for panel, sentence in zip(panels, before, strict=True):
        expect(panel).not_to_have_text(sentence)
    page.wait_for_url(re.compile("t=11"))
    heat = page.locator("[data-figure=column] [data-row]").last  # the GRU's reset gate: 5 units by 20 steps
    heat.evaluate("row => row.scrollIntoView({ block: 'center' })")
    box = heat.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * (12.5 / 20), box["y"] + box["height"] * (3.5 / 5))
    at_step(page, 12)
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-unit", "3")
    for panel in panels:
        expect(panel).to_contain_text("nit 4")
    a_phone_sees_it_all_with_its_names_without_scrolling_sideways(visited)
    visited.fits(1440, 900)
    choose(visited, "Memory, measured")
    words_and_marks_of_the_charts_stand_out_in_both_themes(visited)


def test_every_idea_has_room_and_its_charts_are_drawn(visit: Arrive) -> None:
    visited = visit().open(FRESH.replace("all", "lstm"))
    page = visited.page
    pictures = {  # steppers, charts
        "What each gate does": (1, 1),
        "Conventions of the GRU": (0, 0),
        "Memory, measured": (0, 2),
        "What it costs": (0, 0),
        "A fair match": (0, 1),
    }
    idea = page.locator(".st-key-idea")
    for name, (steppers, count) in pictures.items():
        choose(visited, name)
        expect(idea.get_by_test_id("stepper")).to_have_count(steppers)
        expect(idea.locator("[data-testid=stepper][data-ready=true]")).to_have_count(steppers)
        drawn = idea.get_by_test_id("stVegaLiteChart").filter(visible=True)
        expect(drawn).to_have_count(count)
        for number in range(count):
            expect(drawn.nth(number).locator("svg.marks")).to_be_visible()
        for width, height, ends in ((1440, 900, 1.5 * 900), (390, 844, 4 * 844)):
            visited.fits(width, height)
            top, bottom = page.evaluate(
                """() => {
                  const from = document.querySelector("[data-testid=stMainBlockContainer]").getBoundingClientRect().top
                  const idea = document.querySelector(".st-key-idea").getBoundingClientRect()
                  return [idea.top - from, idea.bottom - from]
                }"""
            )
            assert bottom - top > 200, (name, width)
            assert bottom <= ends, (name, width)
        page.set_viewport_size({"width": 1440, "height": 900})


def brightness(colour: str) -> float:
    """Relative luminance (WCAG) of `rgb(…)` or `#…`."""
    if colour.startswith("#"):
        parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    else:
        parts = [int(part) for part in re.findall(r"\d+", colour)[:3]]
    linear = [(part / 255 / 12.92) if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


FOLLOWED = """() => [...document.querySelectorAll('.us-plot')].every((frame) => {
  const drawn = frame.querySelector('.main-svg')
  return !drawn || Math.abs(drawn.clientWidth - frame.clientWidth) < 1
})"""
PAINTED = """charts => {
  const colours = (selector, of) => charts.flatMap(chart => [...chart.querySelectorAll(selector)].map(
    mark => getComputedStyle(mark)[of])).filter(colour => colour.startsWith("rgb("))
  return {
    words: colours("svg.marks text", "fill"),
    lines: colours("svg.marks .mark-line.role-mark path", "stroke"),
    points: colours("svg.marks .mark-symbol.role-mark path", "fill"),
    swatches: colours("svg.marks .role-legend-symbol path", "stroke"),
  }
}"""


def words_and_marks_of_the_charts_stand_out_in_both_themes(visited: Visit) -> None:
    page = visited.page
    charts = page.get_by_test_id("stVegaLiteChart").filter(visible=True)  # the study's is folded away
    light: set[str] = set()

    def left_of(before: set[str]) -> int:
        return len(before & set(charts.evaluate_all(PAINTED)["words"]))

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=cast(Any, scheme))
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        expect(charts.locator("svg.marks")).to_have_count(4)
        # Every chart is drawn anew, each in its own time.
        visited.becomes(partial(left_of, light), 0)
        behind = brightness(page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor"))
        painted: dict[str, list[str]] = charts.evaluate_all(PAINTED)
        light = set(painted["words"])
        for name, least in {"words": 4.5, "lines": 3, "points": 3, "swatches": 3}.items():
            assert painted[name], name
            for colour in set(painted[name]):
                low, high = sorted((behind, brightness(colour)))
                assert (high + 0.05) / (low + 0.05) >= least, (scheme, name, colour)


def a_phone_sees_it_all_with_its_names_without_scrolling_sideways(visited: Visit) -> None:
    page = visited.page
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=cast(Any, scheme))
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        visited.fits(390, 844)
        visited.settled()
        page.wait_for_function(FOLLOWED)
        assert page.evaluate(FITS)
    expect(page.locator("[data-figure=column] .us-legend")).to_contain_text("+limit (beside each row)")
    figure, names = page.evaluate(
        """() => {
          const box = (node) => node.getBoundingClientRect().toJSON()
          const gd = document.querySelector("[data-figure=column] .js-plotly-plot")
          return [box(gd.querySelector(".main-svg")), [...gd.querySelectorAll(".annotation-text")].map(box)]
        }"""
    )
    assert len(names) >= 14
    assert [name for name in names if name["left"] < figure["left"]] == []
    page.get_by_role("button", name="Next step").click()
    at_step(page, 13)


def test_training_can_be_stopped_and_finished(visit: Arrive) -> None:
    visited = visit().open(FRESH.replace("gap=19", "gap=80&start=plain"))
    page = visited.page
    page.get_by_role("button", name="Train the three here").click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    # Streamlit's own bar has a "Stop" too while a script runs; ours stands beside the one that started it
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    visited.elsewhere(FRESH.replace("gap=19", "gap=5"))
    page.get_by_role("button", name="Train the three here").click()
    expect(page.get_by_text("Trained here")).to_be_visible(timeout=60_000)
