"""Other numbers in the same skeleton, in a real Chromium: shown without Plotly, and just as Plotly shows them."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import COUNT_DRAWINGS, Visit

Arrive = Callable[..., Visit]
COUNT_MOVES = """() => {
  window.moved = 0
  const count = (records) => {
    const gone = records.flatMap(({ removedNodes }) => [...removedNodes])
    window.moved += gone.filter((node) => node.classList?.contains("us-figure")).length
  }
  new MutationObserver(count).observe(document.querySelector(".us-main"), { childList: true })
}"""
PLACED = """() => [...document.querySelectorAll(".us-figure .js-plotly-plot")].map((gd) => {
  const numbers = (words) => (words ?? "").match(/-?[\\d.]+(e-?\\d+)?/g)?.map(Number) ?? []
  const home = gd.getBoundingClientRect()
  const all = (selector, of) => [...gd.querySelectorAll(selector)].map(of)
  const box = ({ x, y, width, height }) => [x, y, width, height]
  return {
    letters: all(".textpoint text", (node) => [node.textContent, node.style.fill]),
    points: all(".scatterlayer .point", (node) =>
      [node.style.fill, ...numbers(node.getAttribute("transform")), ...box(node.getBBox())]),
    curves: all(".js-line", (node) => [node.style.stroke, ...box(node.getBBox())]),
    ticks: all("[class*=tick] text", (node) => [node.textContent, ...numbers(node.getAttribute("transform"))]),
    grid: all(".gridlayer path", (node) => numbers(node.getAttribute("transform"))),
    notes: all(".annotation-text", (node) => [node.textContent, node.getBoundingClientRect().right - home.right]),
    ranges: Object.keys(gd._fullLayout).filter((name) => /^yaxis/.test(name)).map((name) => gd._fullLayout[name].range),
  }
})"""  # fmt: skip
UNTIL_IT_FITS = """async () => {
  const fits = (frame) => frame.querySelector(".js-plotly-plot")._fullLayout.width === frame.clientWidth
  while (![...document.querySelectorAll(".us-figure .us-plot")].every(fits)) await new Promise(requestAnimationFrame)
}"""


def near(one: Any, other: Any) -> bool:
    """Equal, numbers within half a pixel."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(near(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    return abs(one - other) < 0.5 if isinstance(one, (int, float)) else bool(one == other)


def learn(page: Page) -> None:
    """Point at every figure and away again, so that Plotly draws each by itself."""
    for figure in page.locator(".us-figure .us-plot").all():
        page.evaluate(COUNT_DRAWINGS)
        figure.hover(position={"x": 200, "y": 30})
        page.wait_for_function("() => window.drawings > 0")
    page.mouse.move(2, 2)


def change(visited: Visit, label: str, value: int) -> None:
    field = visited.page.get_by_label(label)
    field.fill(str(value))
    with visited.asking():
        field.press("Enter")


def other_numbers_stand_where_plotly_would_put_them(visited: Visit, label: str) -> None:
    page = visited.page
    page.mouse.move(2, 2)
    first = page.evaluate(PLACED)
    page.evaluate(COUNT_DRAWINGS)
    page.evaluate(COUNT_MOVES)
    for seed in (5, 6):
        change(visited, label, seed)
    page.get_by_role("button", name=re.compile("^Unit 3")).first.click()
    page.mouse.move(2, 2)
    assert page.evaluate("window.drawings") == 0
    assert page.evaluate("window.moved") == 0  # what is moved in the page is laid out anew, all of it
    ours = page.evaluate(PLACED)
    assert not near(first, ours)
    learn(page)
    plotly_s = page.evaluate(PLACED)
    for mine, theirs in zip(ours, plotly_s, strict=True):
        for name in mine:
            assert near(mine[name], theirs[name]), (name, mine[name], theirs[name])


def test_other_numbers_stand_where_plotly_would_put_them(visit: Arrive) -> None:
    path = "/step?sequence=first&network=fresh&cell=gru&length=20&units=6&signals=all"
    other_numbers_stand_where_plotly_would_put_them(visit(height=1300).open(path), "Network seed")


def test_a_skeleton_that_comes_back_is_found_as_plotly_drew_it_and_takes_the_new_numbers(visit: Arrive) -> None:
    visited = visit(height=1300).open("/step?network=fresh&forget_bias=3&length=40&units=6&data_seed=1")
    other_numbers_stand_where_plotly_would_put_them(visited, "Sequence seed")
    page = visited.page
    page.mouse.move(2, 2)
    first = page.evaluate(PLACED)
    page.evaluate(COUNT_DRAWINGS)

    def choose(cell: str) -> None:
        with visited.asking():
            page.get_by_role("radio", name=cell, exact=True).click()
        # Another run may have ended meanwhile: a fragment's of the picture before.
        expect(page.locator("[data-equation=forget_gate]")).to_have_count(int(cell == "LSTM"))
        visited.settled()

    for seed, cell in ((7, "GRU"), (8, "LSTM")):
        choose(cell)
        change(visited, "Sequence seed", seed)
    page.mouse.move(2, 2)
    assert page.evaluate("window.drawings") == 0
    ours = page.evaluate(PLACED)
    assert not near(first, ours)

    choose("RNN")
    page.set_viewport_size({"width": 1100, "height": 1300})  # while the LSTM's figures are not on the page
    choose("LSTM")
    page.evaluate(UNTIL_IT_FITS)
    page.set_viewport_size({"width": 1440, "height": 1300})
    page.evaluate(UNTIL_IT_FITS)
    assert near(ours, page.evaluate(PLACED))  # another width is drawn by Plotly itself
