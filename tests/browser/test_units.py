"""The page on units in a real Chromium: a unit is found, held, and the network writes as the engine does."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from engine.learning import units_study, writers
from engine.learning.ranking import held_between
from engine.learning.steered_writing import write
from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]

WIDE = """() => [...document.querySelectorAll("[data-testid=units] *")]
  .filter((node) => !node.closest(".un-hidden, .un-scroll, .uw-scroll"))
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.className)"""


def written(page: Page) -> list[str]:
    """What is written free, and held, once it stands there."""
    expect(page.locator(".uw-page")).to_have_count(2)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.uw-page')].every((text) => [...text.textContent].length >= 400)"
    )
    return [text or "" for text in page.locator(".uw-page").all_text_contents()]


def test_a_unit_is_held_and_the_network_writes_as_the_engine_does(visit: Arrive) -> None:
    visited = visit(reduced_motion="reduce").open("/units")
    page, units = visited.page, visited.page.get_by_test_id("units")
    expect(units.locator(".uw-page").first).to_be_hidden()  # it is to be predicted
    with visited.asking():
        page.get_by_role("button", name="Reveal").click()

    known = units_study.load()["quotes_en_0"]["quotes"].ranking
    best = known.best
    assert best is not None
    _, inside = held_between(known.states["cell"])
    model = writers.load("quotes_en_0").model
    free = write(model, 400, 0.7, 0)[0]
    held = write(model, 400, 0.7, 0, holds={best: float(inside[best])})[0]
    assert written(page) == [free, held]

    with visited.asking():  # let go: nothing is held, and the address says so
        units.get_by_role("button", name="Let go", exact=True).click()
    expect(units.locator(".uw-page").last).to_be_empty()
    visited.becomes(lambda: "held=free" in page.url, True)

    for width, height in ((390, 844), (1024, 768), (1440, 900)):
        visited.fits(width, height)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            expect(units).to_have_attribute("data-theme", scheme)
            visited.becomes(lambda: page.evaluate(WIDE), [])


def test_an_own_text_is_read_and_painted_letters_rank_the_units_by_both_measures(visit: Arrive) -> None:
    visited = visit().open("/units?know=painted&text=<b>Tom</b>%20saw%20😀%20the%20boat.")
    page, units = visited.page, visited.page.get_by_test_id("units")
    expect(units).to_contain_text("not read: not among the letters it knows")
    assert page.locator("b", has_text="Tom").count() == 0
    units.get_by_role("button", name="Brush").click()
    text = units.locator(".un-page")
    box = text.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 8, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 16, steps=4)
    page.mouse.up()
    expect(units.locator(".un-row").first).to_be_visible()
    with visited.asking():
        units.get_by_role("button", name="Measure what they steer").click()
    expect(units.get_by_role("button", name="steers", exact=True)).to_be_visible()
    assert "painted=" in page.url
