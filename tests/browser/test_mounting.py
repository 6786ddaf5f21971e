"""The component by itself on an empty page: many cells at once, and nothing left behind when it goes."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.ui.stepper.runs import panel_of
from ui import assets
from ui.stepper import Figure, StepperPayload, to_browser

STEPPER = assets.module_url("stepper/browser/stepper.js")
OPEN = """([entry, reporter, style]) => Promise.all([import(entry), import(reporter)]).then(([stepper, place]) => {
  document.body.replaceChildren()
  document.head.appendChild(document.createElement("style")).textContent = style
  const parents = {}
  window.ends = [] // what Streamlit keeps of each call: how to clean up after it
  const parent = (where) => {
    if (!parents[where]) {
      parents[where] = document.body.appendChild(document.createElement("div"))
      const root = parents[where].appendChild(document.createElement("div"))
      root.className = "unrolled-stepper"
      root.dataset.testid = "stepper"
      root.dataset.name = where
    }
    return parents[where]
  }
  window.say = (name, content, step, number, where = name) => {
    const data = { name, content, step, unit: 0, answers: 0, link: null, reports: false }
    return place.default({ data, parentElement: parent(where), setStateValue() {} }, number)
  }
  window.build = (block, number, where) => {
    const data = Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0))
    return stepper.default({ data, parentElement: parent(where) }, number)
  }
  window.call = (name, block, content, number) => {
    const ended = say(name, content, 1, number)
    const end = build(block, number, name)
    ends[number] = () => [ended(), end()]
  }
})"""
COUNT_LISTENERS = """() => {
  window.listening = 0
  const ours = ["keydown", "focusin", "resize"] // Playwright itself listens to every pointer
  for (const target of [window, document]) {
    for (const [name, more] of [["addEventListener", 1], ["removeEventListener", -1]]) {
      const original = target[name]
      target[name] = (...given) => (window.listening += ours.includes(given[0]) * more, original.apply(target, given))
    }
  }
}"""


@pytest.fixture
def empty(blank: Page, server: str) -> Page:
    """A page on which `mount(name, block, content)` puts a stepper, as Streamlit would."""
    blank.goto(server + STEPPER)
    blank.set_viewport_size({"width": 1440, "height": 900})
    blank.evaluate(COUNT_LISTENERS)
    style = (Path(assets.__file__).parent / "stepper" / "browser" / "stepper.css").read_text()
    blank.evaluate(OPEN, [STEPPER, assets.module_url("stepper/browser/reporter.js"), style])
    return blank


def call(page: Page, payload: StepperPayload, name: str = "one", number: int = 1) -> None:
    """Call the component as Streamlit does; calls are numbered as they are made, and may arrive in another order."""
    page.evaluate("(given) => call(...given)", [name, block_of(payload, name), payload.key, number])


def block_of(payload: StepperPayload, name: str = "one") -> str:
    return base64.b64encode(to_browser(payload, name)).decode()


def mount(page: Page, payload: StepperPayload, name: str = "one", number: int = 1) -> None:
    call(page, payload, name, number)
    page.wait_for_selector(f"[data-name={name}][data-ready=true]")


def cells(count: int, figures: tuple[Figure, ...] = ()) -> StepperPayload:
    places = [(layer, direction) for layer in (0, 1) for direction in (0, 1)]
    panels = tuple(panel_of("lstm", layer=layer, direction=direction) for layer, direction in places)
    return StepperPayload(steps=7, panels=panels[:count], figures=figures, keys="all")


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (3, 1), (4, 2)])
def test_cells_stand_side_by_side_and_none_covers_another(empty: Page, count: int, rows: int) -> None:
    mount(empty, cells(count))
    boxes: list[dict[str, Any]] = empty.evaluate(
        "() => [...document.querySelectorAll('.us-panel')].map((panel) => panel.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) == count
    assert len({round(box["top"]) for box in boxes}) == rows
    assert min(box["width"] for box in boxes) > 300
    for one in boxes:
        for other in boxes:
            apart = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert one is other or apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_two_steppers_hear_the_keys_each_in_its_turn(empty: Page) -> None:
    mount(empty, cells(1), "one")
    mount(empty, cells(1), "two", 2)
    steps = "() => [...document.querySelectorAll('[data-testid=stepper]')].map((root) => root.dataset.step)"
    empty.locator("[data-name=two]").get_by_role("button", name="Next step").click()
    assert empty.evaluate(steps) == ["1", "2"]
    empty.keyboard.press("ArrowRight")
    assert empty.evaluate(steps) == ["1", "3"]
    empty.locator("[data-name=one]").get_by_role("button", name="Play").click()
    empty.locator("[data-name=two]").get_by_role("button", name="Previous step").click()  # pauses its own, no other
    assert empty.get_by_role("button", name="Pause").count() == 1
    empty.locator("[data-name=one]").get_by_role("button", name="Pause").press("Space")
    assert empty.get_by_role("button", name="Pause").count() == 0


def test_what_is_taken_away_leaves_nothing_behind(empty: Page) -> None:
    before = empty.evaluate("() => window.listening")
    mount(empty, cells(1))
    assert empty.evaluate("() => window.listening") > before
    empty.get_by_role("button", name="Play").click()
    root = empty.locator("[data-testid=stepper]").element_handle()
    assert root
    step = root.evaluate("(node) => { document.body.replaceChildren(); ends[1](); return node.dataset.step }")
    assert empty.evaluate("() => window.listening") == before
    assert root.evaluate("(node) => node.childElementCount") == 0
    empty.keyboard.press("ArrowRight")
    empty.wait_for_timeout(900)  # longer than a step takes in playing
    assert root.get_attribute("data-step") == step
    assert root.get_attribute("data-ready") == "false"


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("arrival", [(1, 2, 3), (3, 1, 2), (1, 3, 2), (2, 3, 1)])
def test_of_calls_in_any_order_the_latest_is_shown(empty: Page, arrival: tuple[int, int, int], at_once: bool) -> None:
    cleaning = "(numbers) => numbers.filter((number) => number < 3).forEach((number) => ends[number]())"
    for number in arrival:
        call(empty, cells(number), number=number)  # as many cells as its number, to tell them apart
        if at_once:  # Streamlit cleans up after a call that was overtaken as soon as it is through
            empty.evaluate(cleaning, [number])
    if not at_once:
        empty.evaluate(cleaning, list(arrival))
    empty.wait_for_selector("[data-ready=true]")
    assert empty.locator(".us-panel").count() == 3
    empty.evaluate("(content) => say('one', content, 4, 4)", cells(3).key)  # and it is the one that listens
    assert empty.locator("[data-testid=stepper]").get_attribute("data-step") == "4"


# A run moves a stepper: it stands anew at its place, and until the run ends what it showed before is built anew, too.
LEFT_OVER = """([older, olderBlock, newer, newerBlock]) => {
  say("one", newer, 1, 1)
  const ends = [say("one", older, 1, 2, "left over")]
  build(newerBlock, 1, "one")
  ends.push(build(olderBlock, 2, "left over"))
  say("one", newer, 2, 3)
  document.querySelector("[data-name='left over']").parentElement.remove()
  for (const end of ends) end()
}"""


def test_what_is_left_over_of_another_place_takes_nothing_along(empty: Page) -> None:
    older, newer = cells(1), cells(2)
    empty.evaluate(LEFT_OVER, [older.key, block_of(older), newer.key, block_of(newer)])
    empty.wait_for_selector("[data-ready=true]", timeout=5000)
    assert empty.locator("[data-testid=stepper]").get_attribute("data-step") == "2"
    assert empty.locator(".us-panel").count() == 2
    empty.evaluate("(content) => say('one', content, 4, 4)", newer.key)
    assert empty.locator("[data-testid=stepper]").get_attribute("data-step") == "4"
