"""The step page in a real Chromium: stepping, links, keys, pictures, and what is asked of the network."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
FRESH = "/step?network=fresh&units=5&length=40&seed=3&signals=all&t=10"


def stepper(page: Page) -> Locator:
    return page.get_by_test_id("stepper").first


def at_step(page: Page, step: int) -> None:
    expect(stepper(page)).to_have_attribute("data-step", str(step))


def test_the_first_picture_stands_at_a_raised_flag(visit: Arrive) -> None:
    page = visit().open("/step").page
    expect(page.get_by_text(re.compile("The flag is up: the forget gate is")).first).to_be_visible()
    expect(page.get_by_text(re.compile("states, gates and gradients equal to torch.nn.LSTM to"))).to_be_visible()


def test_stepping_by_button_by_key_and_by_slider(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    at_step(page, 9)
    page.get_by_role("button", name="Next step").click()
    at_step(page, 10)
    page.get_by_role("button", name="Previous step").click()
    at_step(page, 9)
    page.keyboard.press("ArrowRight")
    at_step(page, 10)
    page.keyboard.press("End")
    at_step(page, 39)
    page.keyboard.press("Home")
    at_step(page, 0)
    slider = page.get_by_role("slider", name="Timestep")
    slider.focus()
    page.keyboard.press("ArrowRight")
    at_step(page, 1)
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    expect(stepper(page)).to_have_attribute("data-step", re.compile("^(19|20|21)$"))  # while still held
    page.mouse.up()


@pytest.mark.parametrize("focus", ["Next step", "Timestep", None])
def test_a_held_key_loses_no_step_wherever_the_focus_is(visit: Arrive, focus: str | None) -> None:
    page = visit().open(FRESH.replace("t=10", "t=1")).page
    if focus == "Timestep":
        page.get_by_role("slider", name=focus).focus()
    elif focus:
        page.get_by_role("button", name=focus).focus()
    for _ in range(30):
        page.keyboard.down("ArrowRight")  # without an up between: auto-repeat
    page.keyboard.up("ArrowRight")
    at_step(page, 30)


def test_play_runs_to_the_end_and_stops(visit: Arrive) -> None:
    page = visit().open(FRESH.replace("t=10", "t=38")).page
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    at_step(page, 39)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_keys_typed_into_a_field_do_not_step(visit: Arrive) -> None:
    page = visit().open("/step?sequence=text&text=hello&t=2").page
    page.get_by_role("textbox", name="Text, at most 200 characters").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    at_step(page, 1)


def test_every_step_writes_its_own_numbers(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    table = stepper(page).get_by_role("table").first
    before = table.inner_text()
    page.keyboard.press("ArrowRight")
    at_step(page, 10)
    assert table.inner_text() != before


def test_a_click_on_a_heatmap_selects_the_unit_and_the_step(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    heat = page.locator("[data-figure=column] [data-row]").last  # the hidden state: 5 units by 40 steps
    box = heat.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * (20.5 / 40), box["y"] + box["height"] * (3.5 / 5))
    at_step(page, 20)
    expect(stepper(page)).to_have_attribute("data-unit", "3")


def test_the_link_carries_the_place_and_gives_the_same_picture_elsewhere(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("t=13"))
    table = stepper(page).get_by_role("table").first.inner_text()
    link = urlsplit(page.url)
    other = visit().open(f"{link.path}?{link.query}").page
    at_step(other, 12)
    assert stepper(other).get_by_role("table").first.inner_text() == table


def test_a_changed_setting_redraws_and_is_in_the_link(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    expect(page.get_by_text("update gate").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["seed"] == ["3"]


def test_zoom_survives_a_step(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    column = "document.querySelector('[data-figure=column] .js-plotly-plot')"
    page.evaluate(f"() => window.Plotly.relayout({column}, {{'xaxis.range': [5.5, 20.5]}})")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("t=11"))
    assert page.evaluate(f"() => {column}.layout.xaxis.range") == [5.5, 20.5]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_sees_it_all_without_scrolling_sideways(visit: Arrive, scheme: str) -> None:
    page = visit(width=390, height=844, color_scheme=scheme).open(FRESH).page
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    stepper_box = stepper(page).bounding_box()
    assert stepper_box is not None
    assert stepper_box["x"] + stepper_box["width"] <= 390
    page.get_by_role("button", name="Next step").click()
    at_step(page, 10)


MOVING = """() => {
  const inside = [...document.querySelectorAll('[data-testid=stepper], [data-testid=stepper] *')]
  const slow = (times) => times.split(',').some((time) => parseFloat(time) > 0.01)
  return inside.filter((node) => {
    const style = getComputedStyle(node)
    return slow(style.transitionDuration) || (style.animationName !== 'none' && slow(style.animationDuration))
      || style.scrollBehavior === 'smooth' || node.getAnimations().length > 0
  }).length
}"""


def test_reduced_motion_still_plays_and_nothing_glides(visit: Arrive) -> None:
    page = visit(reduced_motion="reduce").open(FRESH.replace("t=10", "t=38")).page
    page.get_by_role("button", name="Play").click()
    at_step(page, 38)
    assert page.evaluate(MOVING) == 0
    at_step(page, 39)
    assert page.evaluate(MOVING) == 0
    page.add_style_tag(content="[data-testid=stepper] button { transition: opacity 1s }")
    assert page.evaluate(MOVING) > 0  # what glides would have been seen


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("sequence=text&text=", "The text is empty"),
        ("sequence=series&series=1+two+3", "two"),
        ("sequence=series&series=1+nan", "nan"),
        ("units=-1&t=9999&flavour=mint", "no setting called"),
    ],
)
def test_bad_input_gets_a_sentence_and_leaves_a_picture(visit: Arrive, query: str, says: str) -> None:
    page = visit().open(f"/step?{query}").page
    expect(page.get_by_test_id("stAlert").filter(has_text=says).first).to_be_visible()


def test_what_is_taken_away_is_the_run_on_screen(visit: Arrive) -> None:
    page = visit().open(FRESH.replace("/step?", "/step?cell=gru&")).page
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
    hidden = document["signals"]["hidden"]["values"][0][0][9][0]
    assert all(f"{value:.2f}".replace("-", "−") in shown for value in hidden if abs(value) >= 0.1)
    assert "torch.nn.GRU(" in files["py"]


def test_typed_markup_stays_text(visit: Arrive) -> None:
    typed = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    page = visit().open("/step?sequence=text&text=" + typed.replace("<", "%3C").replace(">", "%3E")).page
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("() => window.hacked") is None


def test_the_answers_carry_the_security_headers(server: str, visit: Arrive) -> None:
    page = visit().page
    response = page.goto(f"{server}/step")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


def test_assets_are_compressed_and_kept(server: str, visit: Arrive) -> None:
    visited = visit().open("/step")
    urls = visited.page.evaluate("() => performance.getEntriesByType('resource').map((r) => r.name)")
    plotly = next(url for url in urls if url.endswith("plotly.min.js"))
    response = visited.page.request.get(plotly)
    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert visited.page.request.get(f"{server}/assets/nonsense.js").status == 404


def test_the_first_page_steps_and_opens_the_door(visit: Arrive) -> None:
    visited = visit().open("/")
    page = visited.page
    before = visited.step
    page.keyboard.press("ArrowRight")
    at_step(page, before + 1)
    page.get_by_role("link", name="Step through a cell").click()
    expect(page.get_by_role("heading", name="Step through a cell")).to_be_visible()


def test_after_a_click_on_a_cell_the_arrows_step(visit: Arrive) -> None:
    page = visit().open(FRESH).page
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    expect(stepper(page)).to_have_attribute("data-ready", "true")
    page.keyboard.press("ArrowRight")
    at_step(page, 10)
    expect(page.get_by_role("radio", name="GRU")).to_be_checked()


def test_back_returns_to_the_picture_before(visit: Arrive) -> None:
    visited = visit().open("/step")
    page = visited.page
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    visited.settled()
    page.go_back()
    expect(page.get_by_role("radio", name="LSTM")).to_be_checked()
    assert "cell" not in page.url


def test_back_to_another_page_does_not_bring_this_one_s_settings(visit: Arrive) -> None:
    visited = visit().open("/gradients?scene=clipping")
    page = visited.page
    page.get_by_role("link", name="Step through", exact=True).click()
    expect(page.get_by_role("heading", name="Step through a cell")).to_be_visible()
    visited.settled()
    page.get_by_role("radio", name="GRU").click()
    page.wait_for_url(re.compile("cell=gru"))
    visited.settled()
    page.get_by_role("link", name="Vanishing gradients", exact=True).click()
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
