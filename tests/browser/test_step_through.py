"""The step page in a real Chromium: stepping, links, keys, pictures, and what is asked of the network."""

import json
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
FRESH = "/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10"


def stepper(page: Page) -> Locator:
    return page.get_by_test_id("stepper").first


def at_step(page: Page, step: int) -> None:
    expect(stepper(page)).to_have_attribute("data-step", str(step))


def test_the_first_picture_stands_at_a_raised_flag_and_fetches_what_is_compressed_and_kept(visit: Arrive) -> None:
    visited = visit().open("/step")
    page = visited.page
    expect(page.get_by_text(re.compile("The flag is up: the forget gate is")).first).to_be_visible()
    expect(page.get_by_text(re.compile("states, gates and gradients equal to torch.nn.LSTM to"))).to_be_visible()
    urls = page.evaluate("() => performance.getEntriesByType('resource').map((r) => r.name)")
    plotly = next(url for url in urls if url.endswith("plotly.min.js"))
    response = page.request.get(plotly)
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert page.request.get(f"{visited.base}/assets/nonsense.js").status == 404


def test_the_answers_carry_the_security_headers(server: str, visit: Arrive) -> None:
    response = visit().page.request.get(f"{server}/step")
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


def test_every_way_of_stepping_and_what_another_cell_takes_along(visit: Arrive) -> None:
    visited = visit().open(FRESH)
    page = visited.page
    table = stepper(page).get_by_role("table").first
    at_step(page, 9)
    before = table.inner_text()
    page.get_by_role("button", name="Next step").click()
    at_step(page, 10)
    assert table.inner_text() != before, "every step writes its own numbers"
    page.get_by_role("button", name="Previous step").click()
    at_step(page, 9)
    page.keyboard.press("ArrowRight")
    at_step(page, 10)
    page.keyboard.press("End")
    at_step(page, 39)

    slider = page.get_by_role("slider", name="Timestep")
    wherever_the_focus_is = (
        page.get_by_role("button", name="Next step").focus,
        slider.focus,
        lambda: page.evaluate("() => document.activeElement.blur()"),
    )
    for focus in wherever_the_focus_is:
        focus()
        page.keyboard.press("Home")
        at_step(page, 0)
        for _ in range(30):
            page.keyboard.down("ArrowRight")  # without an up between: auto-repeat
        page.keyboard.up("ArrowRight")
        at_step(page, 30)

    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")  # it plays to the end, and stops
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    at_step(page, 39)
    expect(page.get_by_role("button", name="Play")).to_be_visible()

    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    expect(stepper(page)).to_have_attribute("data-step", re.compile("^(19|20|21)$"))  # while still held
    page.mouse.up()

    heat = page.locator("[data-figure=column] [data-row]").last  # the hidden state: 5 units by 40 steps
    heat.evaluate("row => row.scrollIntoView({ block: 'center' })")
    box = heat.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * (20.5 / 40), box["y"] + box["height"] * (3.5 / 5))
    at_step(page, 20)
    expect(stepper(page)).to_have_attribute("data-unit", "3")

    column = "document.querySelector('[data-figure=column] .js-plotly-plot')"  # a zoom survives a step
    page.evaluate(f"() => window.Plotly.relayout({column}, {{'xaxis.range': [10.5, 30.5]}})")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("t=22"))
    assert page.evaluate(f"() => {column}.layout.xaxis.range") == [10.5, 30.5]

    shown, link = table.inner_text(), urlsplit(page.url)
    visited.elsewhere(f"{link.path}?{link.query}")  # the link gives the same picture
    at_step(page, 21)
    expect(stepper(page)).to_have_attribute("data-unit", "3")
    assert table.inner_text() == shown
    another_cell_is_drawn_is_in_the_link_and_is_what_is_taken_away(visited)


def another_cell_is_drawn_is_in_the_link_and_is_what_is_taken_away(visited: Visit) -> None:
    page, step = visited.page, visited.step + 1
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    expect(page.get_by_text("update gate").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["seed"] == ["3"]
    visited.settled()
    with visited.asking():  # a script that runs makes files anew, and forgets those before
        page.keyboard.press("ArrowRight")  # the focus is on the choice of cells, yet the arrows step
        at_step(page, step)
        expect(page.get_by_role("radio", name="GRU")).to_be_checked()
        page.wait_for_url(re.compile(f"t={step + 1}"))

    files = {}
    for label, name in (("Trace as CSV", "csv"), ("Trace as JSON", "json"), ("PyTorch code", "py")):
        with page.expect_download() as started:
            page.get_by_role("button", name=label).click()
        assert started.value.suggested_filename == f"unrolled-gru-latch.{name}"
        files[name] = started.value.path().read_text("utf-8")
    assert sum(not line.startswith("#") for line in files["csv"].splitlines()) == 1 + 40
    document = json.loads(files["json"])
    assert document["network"] | {"cell": "gru", "units": 5, "fresh": "default", "seed": 3} == document["network"]
    shown = stepper(page).get_by_role("table").first.inner_text()
    hidden = document["signals"]["hidden"]["values"][0][0][step][0]
    assert all(f"{value:.2f}".replace("-", "−") in shown for value in hidden if abs(value) >= 0.1)
    assert "torch.nn.GRU(" in files["py"]

    page.go_back()
    expect(page.get_by_role("radio", name="LSTM")).to_be_checked()
    assert "cell" not in page.url


MOVING = """() => {
  const inside = [...document.querySelectorAll('[data-testid=stepper], [data-testid=stepper] *')]
  const slow = (times) => times.split(',').some((time) => parseFloat(time) > 0.01)
  return inside.filter((node) => {
    const style = getComputedStyle(node)
    return slow(style.transitionDuration) || (style.animationName !== 'none' && slow(style.animationDuration))
      || style.scrollBehavior === 'smooth' || node.getAnimations().length > 0
  }).length
}"""


def test_a_phone_sees_it_all_and_plays_to_the_end_where_nothing_glides(visit: Arrive) -> None:
    visited = visit(width=390, height=844, reduced_motion="reduce").open(FRESH.replace("t=10", "t=36"))
    page = visited.page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=cast(Any, scheme), reduced_motion="reduce")
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        visited.settled()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
        stepper_box = stepper(page).bounding_box()
        assert stepper_box is not None
        assert stepper_box["x"] + stepper_box["width"] <= 390
    page.get_by_role("button", name="Next step").click()
    at_step(page, 36)
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    at_step(page, 38)
    assert page.evaluate(MOVING) == 0
    at_step(page, 39)
    assert page.evaluate(MOVING) == 0
    expect(page.get_by_role("button", name="Play")).to_be_visible()  # at the end it stops
    page.add_style_tag(content="[data-testid=stepper] button { transition: opacity 1s }")
    assert page.evaluate(MOVING) > 0  # what glides would have been seen


def test_a_link_with_bad_input_gets_a_sentence_and_a_picture(visit: Arrive) -> None:
    page = visit().open("/step?units=-1&t=9999&flavour=mint&sequence=series&series=1+nan").page
    for says in ("no setting called", "nan"):
        expect(page.get_by_test_id("stAlert").filter(has_text=says).first).to_be_visible()


def test_typed_text_stays_text_and_its_keys_do_not_step(visit: Arrive) -> None:
    typed = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    page = visit().open("/step?t=2&sequence=text&text=" + typed.replace("<", "%3C").replace(">", "%3E")).page
    page.get_by_role("textbox", name="Text, at most 200 characters").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    at_step(page, 1)
    page.evaluate("() => document.activeElement.blur()")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    at_step(page, 4)
    assert page.evaluate("() => window.hacked") is None


def test_the_first_page_steps_and_opens_the_door(visit: Arrive) -> None:
    visited = visit().open("/")
    page = visited.page
    before = visited.step
    page.keyboard.press("ArrowRight")
    at_step(page, before + 1)
    page.get_by_role("link", name="Step through a cell").click()
    expect(page.get_by_role("heading", name="Step through a cell")).to_be_visible()


def test_back_to_another_page_does_not_bring_this_one_s_settings(visit: Arrive) -> None:
    visited = visit().open("/gradients?scene=clipping")
    page = visited.page
    page.get_by_role("link", name="Step through", exact=True).click()
    expect(page.get_by_role("heading", name="Step through a cell")).to_be_visible()
    visited.settled()
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    visited.settled()
    page.get_by_role("link", name="Gradients", exact=True).click()
    expect(page.get_by_role("heading", name="Clipping")).to_be_visible()
    visited.settled()
    there = page.get_by_role("heading", name="Step through a cell")
    for _ in range(4):  # the laboratory may have entries of its own in the history
        with visited.asking():
            page.go_back()
        if there.is_visible():
            break
    expect(there).to_be_visible()
    expect(page.get_by_role("radio", name="GRU")).to_be_checked()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
