"""The page of the family in a real Chromium: its tree at every width and in both themes, by mouse and by keyboard."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import FITS, Visit

Arrive = Callable[..., Visit]

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".uf-card")].map((card) => card.getBoundingClientRect())
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b))).length
}"""
CUT = """() => [...document.querySelectorAll(".uf-choose, [role=radiogroup][aria-label=Scenes]")]
  .filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)"""
COLOURS = "() => [...document.querySelectorAll('.uf-added, .uf-removed')].map((one) => getComputedStyle(one).color)"


def test_the_family_at_every_width_in_both_themes_by_mouse_and_by_keyboard(visit: Arrive) -> None:
    visited = visit().open("/cells?a=rnn&b=lstm&task=latch&length=12")
    page = visited.page
    family = page.get_by_test_id("family")
    expect(family).to_have_attribute("data-ready", "true")
    assert family.evaluate("node => node.getBoundingClientRect().bottom") < 720  # the tree is whole without scrolling

    colours = {}
    for width, height in ((390, 844), (1024, 768), (1440, 900)):
        visited.fits(width, height)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            expect(family).to_have_attribute("data-theme", scheme)
            colours[scheme] = page.evaluate(COLOURS)
            assert page.evaluate(FITS)
            assert page.evaluate(OVERLAPS) == 0
            assert width < 1024 or not page.evaluate(CUT)  # on a phone the row of scenes is pushed along
    assert not set(colours["dark"]) & set(colours["light"])

    runs = visited.runs  # pointing asks nobody
    for card in family.locator(".uf-card").all():
        card.hover()
    assert visited.heard_out().runs == runs

    stepper = page.get_by_test_id("stepper")
    with visited.asking():  # the card chosen longest ago goes
        family.get_by_role("button", name=re.compile("^GRU, 2014")).click()
        line = family.locator(".uf-lines path").first.element_handle()
    assert line
    assert line.evaluate("node => node.isConnected"), "lines are drawn again for a pair that is marked already"
    expect(family.locator("[aria-pressed=true]")).to_have_count(2)
    expect(stepper.locator(".us-panel-title")).to_have_text(["LSTM", "GRU"])
    assert "b=gru" in page.url

    chosen = family.get_by_role("button", name=re.compile("^GRU, 2014"))
    chosen.focus()
    page.keyboard.press("ArrowUp")
    expect(family.get_by_role("button", name=re.compile("^GRU 2014, "))).to_be_focused()
    with visited.asking():
        page.keyboard.press("Enter")
    expect(stepper.locator(".us-panel-title")).to_have_text(["GRU 2014", "GRU"])
    step = visited.step
    page.get_by_role("button", name="Next step").click()
    expect(stepper).to_have_attribute("data-step", str(step + 1))
