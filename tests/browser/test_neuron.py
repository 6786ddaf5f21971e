"""The scene of the one neuron in Chromium: it answers at once, settles in Python, and gives nothing away."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.conftest import FITS, Visit

Arrive = Callable[..., Visit]


# Run in the page: from now on nothing rests, however slow the machine, until `rest()` is called.
NO_REST = """() => {
  const { setTimeout, clearTimeout } = window
  const held = new Map()
  let last = 0
  window.setTimeout = (then, ms, ...more) => {
    if (ms !== 150) return setTimeout(then, ms, ...more)
    held.set(--last, then)
    return last
  }
  window.clearTimeout = (timer) => held.delete(timer) || clearTimeout(timer)
  window.rest = () => {
    Object.assign(window, { setTimeout, clearTimeout })
    for (const then of held.values()) then()
  }
}"""


def neuron(visited: Visit) -> Any:
    return visited.page.get_by_test_id("neuron")


def test_one_number_answers_at_once_and_settles_in_python(visit: Arrive) -> None:
    visited = visit(width=1280, height=720).open("/gradients")
    page, one = visited.page, neuron(visited)
    knob = one.get_by_role("slider", name="w, the weight of the loop")
    badge = one.locator(".un-badge")
    expect(badge).to_contain_text("browser = torch")
    expect(one.locator(".un-told")).to_contain_text("only 3.5 %")
    expect(one.locator(".un-factor").first).to_have_text("×0.8")

    # A drag: every place on the way is drawn, and nothing is asked of Python before it rests.
    box = knob.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = visited.heard_out().runs
    page.evaluate("""() => {
      window.seen = new Set()
      const told = document.querySelector('[data-testid=neuron] .un-told')
      new MutationObserver(() => window.seen.add(told.textContent)).observe(told, { childList: true })
    }""")
    page.evaluate(NO_REST)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 44, box["y"] + box["height"] / 2, steps=12)
    assert visited.runs == before
    assert page.evaluate("() => window.seen.size") > 8
    page.mouse.up()
    with visited.asking():
        page.evaluate("() => rest()")
    w = float(one.get_attribute("data-w") or 0)
    assert w > 0.85
    expect(page).to_have_url(re.compile(rf"[?&]w={w:g}(&|$)"))
    expect(badge).to_contain_text("browser = torch")

    # Keys, and back by a double click.
    for key, expected in (("End", 1.5), ("ArrowLeft", 1.49), ("Shift+ArrowLeft", 1.39), ("Home", -1.5)):
        page.keyboard.press(key)
        expect(one).to_have_attribute("data-w", f"{expected:g}")
    expect(one.locator(".un-told")).to_contain_text("438 times")
    expect(one.locator(".un-name", has_text="wider than drawn")).to_have_count(2)
    knob.dblclick()
    expect(one).to_have_attribute("data-w", "0.8")
    expect(page).not_to_have_url(re.compile("[?&]w="))
    one.get_by_role("button", name="w = 1: jump there").first.click()
    expect(one.locator(".un-told")).to_contain_text("all of a small nudge")

    # Another f and another pulse are another question, and all of it is in the address.
    with visited.asking():
        one.get_by_role("radio", name="tanh").click()
    expect(page.get_by_text("f is tanh: which is the smallest w")).to_be_visible()
    expect(one.locator(".un-zones")).not_to_contain_text("grows")
    pulse = one.get_by_role("switch", name="Input at step 1", exact=True)
    pulse.focus()
    with visited.asking():
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    expect(one.locator(".un-memory-words")).to_contain_text("Pulses at steps 1, 2")
    expect(page).to_have_url(re.compile("x=11000"))
    shown = one.locator(".un-number").all_text_contents()
    visited.elsewhere("/gradients" + page.url.split("/gradients")[1])
    expect(badge).to_contain_text("browser = torch")
    assert one.locator(".un-number").all_text_contents() == shown

    # Small and dark.
    page.emulate_media(color_scheme="dark")
    expect(one).to_have_attribute("data-theme", "dark")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(one.locator(".un-narrow")).to_have_count(1)
    page.wait_for_function(FITS)
    beyond = "all => all.filter((it) => it.getBoundingClientRect().right > innerWidth).map((it) => it.outerHTML)"
    assert one.locator("*:not(.un-live)").evaluate_all(beyond) == []
    for target in (knob, one.get_by_role("button", name=re.compile("^2 ·")), one.get_by_role("button", name="Reset")):
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 44

    # The way on.
    one.get_by_role("button", name=re.compile("^2 ·")).click()
    expect(page).to_have_url(re.compile("scene=vanishing"))
    expect(page.get_by_test_id("stepper").first).to_have_attribute("data-ready", "true")


# Run in the page: what the bar of the hall lies over.
UNDER_THE_BAR = """() => {
  const bar = document.querySelector(".hall-bar").getBoundingClientRect().top
  const under = (part) => part.getBoundingClientRect().bottom > bar
  return [".un-chain", ".un-notes", ".un-loop"].filter((name) => under(document.querySelector(name)))
}"""


def test_a_covered_neuron_gives_nothing_away(visit: Arrive) -> None:
    visited, late = visit(width=1280, height=720), list[Route]()

    def hold(route: Route) -> None:
        late.append(route)

    visited.page.route("**/hall.js", hold)  # the bar comes when the picture has been laid out
    visited.page.goto(visited.base + "/gradients?scene=number&present=1&w=1.1")
    one = neuron(visited)
    expect(one).to_have_attribute("data-ready", "true")
    expect(one.locator(".un-told")).to_have_text("Commit to an answer first, then reveal the picture.")
    text = json.dumps(one.inner_text()) + json.dumps(one.locator("svg text").all_text_contents())
    for answer in ("4.2", "×1.1", "grows", "fades", "thousand", "0.035"):
        assert answer not in text, answer
    for route in late:
        route.continue_()
    visited.settled()
    visited.becomes(lambda: visited.page.evaluate(UNDER_THE_BAR), [])
    visited.page.keyboard.press("Space")
    expect(one.locator(".un-told")).to_contain_text("4.2 times")
    visited.becomes(lambda: visited.page.evaluate(UNDER_THE_BAR), [])
