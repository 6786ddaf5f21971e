"""The gradient on its way back: how fast, what is seen of it, and what its numbers are."""

import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from ui.lessons.gradients.run import curves
from ui.lessons.gradients.scenes import SCRIPT

Arrive = Callable[..., Visit]
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WALK = """async ([steps, speed, frame]) => {
  const { moved, reached, standing } = await load("pace.js")
  const [fronts, steps_reached, stood] = [[steps - 1], [], []]
  while (fronts.at(-1) > 0) {
    fronts.push(moved(fronts.at(-1), frame, steps, speed))
    steps_reached.push(reached(fronts.at(-1)))
    stood.push(standing(fronts.at(-1), steps))
  }
  return [fronts, steps_reached, stood]
}"""


@pytest.mark.parametrize("steps", [2, 3, 17, 100, 300])
@pytest.mark.parametrize("speed", [0.5, 1, 4])
def test_the_whole_way_takes_eight_seconds_at_any_length(modules: Page, steps: int, speed: float) -> None:
    fronts, reached, stood = modules.evaluate(WALK, [steps, speed, 16])
    assert (len(fronts) - 1) * 16 == pytest.approx(8000 / speed, abs=32)
    assert all(after < before for before, after in itertools.pairwise(fronts))
    assert fronts[-1] == reached[-1] == stood[-1] == 0
    assert reached == sorted(reached, reverse=True)
    assert set(map(float, stood)) <= set(map(float, range(steps)))
    assert len(set(stood)) <= 17  # who wants no motion sees pictures that stand
    assert all(standing >= front - 1e-9 for standing, front in zip(stood, fronts[1:], strict=True))


def test_a_late_frame_makes_no_leap(modules: Page) -> None:
    late, early = modules.evaluate(
        """async () => {
          const { moved } = await load("pace.js")
          return [60000, -9].map((ms) => moved(50, ms, 100, 1))
        }"""
    )
    assert late > 45
    assert early == 50


@MANY
@given(wishes=st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_chips_never_overlap_and_keep_their_order(modules: Page, wishes: list[float]) -> None:
    placed = modules.evaluate("async (wishes) => (await load('pace.js')).spread(wishes, 30, 0, 300)", wishes)
    order = sorted(range(len(wishes)), key=lambda index: wishes[index])
    heights = [placed[index] for index in order]
    assert all(after - before >= 30 - 1e-9 for before, after in itertools.pairwise(heights))
    assert heights[0] >= 15 - 1e-9
    assert heights[-1] <= 285 + 1e-9
    if all(after - before >= 30 for before, after in itertools.pairwise([-15, *sorted(wishes), 315])):
        assert placed == pytest.approx(wishes)  # who has room stands where its curve is


@MANY
@given(logs=st.lists(st.floats(-60, 20), min_size=2, max_size=30), data=st.data())
def test_the_product_comes_to_the_value_it_stands_beside(modules: Page, logs: list[float], data: st.DataObject) -> None:
    step = data.draw(st.integers(0, len(logs) - 1))
    found = modules.evaluate("async ([logs, step]) => (await load('product.js')).productAt(logs, step)", [logs, step])
    assert found["kind"] == ("product" if step < len(logs) - 1 else "start")
    assert found["count"] == len(found["factors"]) == len(logs) - 1 - step
    assert found["start"] + sum(found["factors"]) == pytest.approx(found["now"], abs=1e-9)


def test_what_has_no_product_is_told_apart(modules: Page) -> None:
    kinds = modules.evaluate(
        """async () => {
          const { productAt } = await load("product.js")
          const of = (logs, step) => {
            const { kind, at, factors } = productAt(logs, step)
            return [kind, at, factors.length]
          }
          return [of([-Infinity, -Infinity, -1, 0], 0), of([NaN, NaN, 2, 1], 0), of([5, Infinity, 1], 1),
                  of([-2, -Infinity, 0], 0), of([NaN, -3, 0], 1), of([0, -Infinity], 1)]
        }"""
    )
    assert kinds == [["zero", 1, 0], ["nan", 1, 0], ["inf", 1, 0], ["anew", 1, 0], ["product", -1, 1], ["zero", 1, 0]]
    rows = modules.evaluate(
        """async () => {
          const { written } = await load("product.js")
          return [[1, 2, 3, 4], [1, 2, 3, 4, 5]].map((all) => written(all, 3))
        }"""
    )
    assert rows == [[1, 2, 3, 4], [1, 2, 3, None, 5]]


# Run in the page: where the front is and what is drawn of the curves, in pixels; what the chips say, by curve.
SEEN = """() => {
  const frame = document.querySelector(".us-travelling")
  if (!frame) return null
  const clip = frame.querySelector("#us-travelled-gradients rect")
  const riders = [...frame.querySelectorAll(".us-rider")]
  const textOf = (what, where) => where.querySelector(what).textContent
  const boxes = riders.map((rider) => rider.querySelector("g > rect").getBoundingClientRect())
  return {
    step: Number(document.querySelector("[data-testid=stepper]").dataset.step),
    clip: Number(clip.getAttribute("x")),
    isClipped: frame.querySelector(".scatterlayer").hasAttribute("clip-path"),
    chips: Object.fromEntries(riders.map((rider) => [rider.dataset.signal, textOf(".us-value", rider)])),
    tops: boxes.map(({ top }) => top).sort((one, other) => one - other),
    height: boxes[0].height,
    flag: textOf(".us-flag text", frame),
    product: textOf(".us-factors", frame),
    ending: [...frame.querySelectorAll(".annotation")].filter((node) => node.style.visibility === "hidden").length,
  }
}"""


def test_play_goes_back_from_the_loss_asks_nobody_and_a_new_picture_is_whole(visit: Arrive, modules: Page) -> None:
    wanted = SCRIPT.settings_of("vanishing")
    recorded = {curve.field: curve.logs for curve in curves(wanted.computed())}
    visited = visit().open("/gradients?scene=vanishing&predict=0")
    page, lead = visited.page, visited.page.get_by_test_id("stepper").nth(0)
    expect(page.locator("[data-testid=stepper][data-ready=true]")).to_have_count(2)
    assert page.evaluate(SEEN) is None  # it opens on the finished curves
    expect(lead.locator(".us-plot").first).to_contain_text("1/1000 after 10 steps")
    runs = visited.runs
    lead.get_by_role("button", name="Play").click()
    one = page.wait_for_function(f"() => {{ const seen = ({SEEN})(); return seen?.step < 99 && seen }}").json_value()
    further = f"(step) => {{ const seen = ({SEEN})(); return seen?.step < step && seen }}"
    two = page.wait_for_function(further, arg=one["step"] - 20).json_value()
    assert one["isClipped"]
    assert two["isClipped"]
    assert two["clip"] < one["clip"]
    assert one["ending"] == two["ending"] == 3
    lead.get_by_role("button", name="Pause").click()
    stood = page.evaluate(SEEN)
    said = modules.evaluate(
        "async (logs) => { const { formatLog } = await load('numbers.js'); return logs.map(formatLog) }",
        [float(logs[stood["step"]]) for logs in recorded.values()],
    )
    assert stood["chips"] == dict(zip(recorded, said, strict=True))
    assert stood["product"].endswith(f" = {stood['chips']['rnn']}")
    assert stood["flag"] == f"← {99 - stood['step']} steps back"
    assert all(after - before >= stood["height"] for before, after in itertools.pairwise(stood["tops"]))
    assert visited.runs == runs  # nobody was asked
    lead.get_by_role("slider", name="Timestep").fill("20")  # the front goes along with whoever goes
    expect(lead.locator(".us-flag text")).to_have_text("← 79 steps back")
    page.keyboard.press("Home")
    expect(lead.locator(".us-flag text")).to_have_text("← 99 steps back")
    arrived = page.evaluate(SEEN)
    assert not arrived["isClipped"]
    assert arrived["ending"] == 0
    page.emulate_media(reduced_motion="reduce")
    lead.get_by_role("button", name="Play").click()  # again from the loss
    expect(lead.locator(".us-flag text")).not_to_have_text("← 99 steps back")
    first = page.evaluate(SEEN)
    expect(lead.locator(".us-flag text")).not_to_have_text(first["flag"])
    leapt = page.evaluate(SEEN)
    assert leapt["step"] <= first["step"] - 6  # pictures that stand, no glide
    lead.get_by_role("button", name="Pause").click()
    page.emulate_media(reduced_motion="no-preference")
    visited.fits(390, 844)
    page.keyboard.press("Home")
    expect(lead).to_have_attribute("data-step", "0")
    a_new_picture_is_whole_and_five_curves_have_five_chips(visited)


def a_new_picture_is_whole_and_five_curves_have_five_chips(visited: Visit) -> None:
    page, lead = visited.page, visited.page.get_by_test_id("stepper").nth(0)
    lead.get_by_role("button", name="Play").click()
    expect(lead.locator(".us-travel")).to_be_visible()
    page.get_by_role("button", name="Open the gates").click()
    expect(page).to_have_url(re.compile("forget_bias=3.*update_bias=3"))
    visited.settled()
    expect(lead.locator(".us-travel")).to_be_hidden()
    expect(lead.locator(".us-plot").first).to_contain_text("alive all the way back")
    expect(lead.get_by_role("button", name="Play")).to_be_visible()
    lead.get_by_role("button", name="Play").click()
    expect(lead.locator(".us-rider")).to_have_count(5)
    assert page.evaluate(SEEN)["ending"] == 10  # names at the curves, and what became of them below
    visited.open("/gradients?scene=window&predict=0")
    lead.get_by_role("button", name="Play").click()
    lead.get_by_role("slider", name="Timestep").fill("40")
    expect(lead.locator(".us-factors")).to_have_text("exactly 0 since step 80: the window ends")
    seen = page.evaluate(SEEN)
    assert seen["chips"]["lstm"] == "0"
    assert seen["chips"]["lstm_before"] not in ("0", "NaN")
    middles = lead.locator(".us-rider > g").evaluate_all("chips => chips.map((chip) => chip.getAttribute('transform'))")
    assert len(middles) == 2
    assert not any("NaN" in place for place in middles)
