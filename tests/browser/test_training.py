"""The training of a network under a hand in a real Chromium: each stage as Python records it, at once and at rest."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from ui.lessons.step.hand import make_held_run
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings

Arrive = Callable[..., Visit]
STEP, UNIT = 12, 1
HELD = "forget_gate*1*8-"

# A step, and a stage of the training: both rest while the browser is busy, so that Python is told of both at once.
TOGETHER = """(next, slider) => {
  next.click()
  slider.value = "7"
  for (const type of ["input", "change"]) slider.dispatchEvent(new Event(type))
  for (const start = performance.now(); performance.now() < start + 400; );
}"""


def gate(run: Run) -> str:
    return f"{run.trace['forget_gate'][0, 0, STEP - 1, 0, UNIT - 1]:.2f}"


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Training")


def test_a_hand_goes_through_the_training_and_python_settles_where_it_rests(visit: Arrive) -> None:
    visited = visit().open(f"/step?t={STEP}&unit={UNIT}")
    page = visited.page
    number = page.locator(".us-diagram [data-value=forget_gate]")
    finished = make_run(StepSettings().of_run)
    expect(number).to_have_text(gate(finished))
    expect(page.get_by_text("A trained LSTM")).to_be_visible()
    stages = {update: make_run(StepSettings(training=update).of_run) for update in (0, 5, 100)}
    assert len({gate(run) for run in (finished, stages[0], stages[100])}) == 3

    # While the slider is held, the browser computes: Python has heard nothing yet.
    box = slider(page).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 9, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("^0 of 2000 updates: right in "))
    expect(number).to_have_text(gate(stages[0]))
    expect(page.get_by_text("A trained LSTM")).to_be_visible()
    assert "training" not in page.url
    page.mouse.up()
    expect(page.get_by_text("This LSTM (units: 2) before its training")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]training=0\b"))
    expect(page.get_by_text("equal to torch.nn.LSTM")).to_be_visible()
    expect(number).to_have_text(gate(stages[0]))

    # By keys, with the step where it was; back again by the browser's own way.
    slider(page).press("ArrowRight")
    expect(number).to_have_text(gate(stages[5]))
    expect(page.get_by_text("after 5 of 2000 updates")).to_be_visible()
    assert visited.step == STEP - 1
    visited.heard_out()
    page.go_back()
    expect(page.get_by_text("before its training")).to_be_visible()
    expect(slider(page)).to_have_value("0")
    expect(number).to_have_text(gate(stages[0]))
    assert visited.step == STEP - 1

    page.get_by_role("button", name="Next step").evaluate(TOGETHER, slider(page).element_handle())
    expect(page.get_by_text("after 100 of 2000 updates")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"(?=.*training=100)(?=.*t={STEP + 1})"))
    assert visited.step == STEP

    # What is held stays held, whatever the network has learned; where it rests, the engine agrees.
    cell = page.locator(".us-diagram [data-value=cell]")
    visited.open(f"/step?t={STEP}&unit={UNIT}&hand={HELD}")
    expect(page.locator(".us-agreement")).to_have_attribute("data-agrees", "true")
    slider(page).fill("7")
    held = make_held_run(StepSettings(training=100).of_run, HELD)
    expect(number).to_have_text("1.00")
    expect(page.get_by_text("after 100 of 2000 updates")).to_be_visible()
    expect(page.locator(".us-agreement")).to_have_attribute("data-agrees", "true")
    expect(page.get_by_text("with your hand in it:")).to_be_visible()
    expect(number).to_have_text("1.00")
    expect(cell.first).to_have_text(f"{held.trace['cell'][0, 0, STEP - 1, 0, UNIT - 1]:.2f}".replace("-", "−"))
    expect(page).to_have_url(re.compile(r"(?=.*training=100)(?=.*hand=)"))

    # A network of one's own has no training to go through.
    page.get_by_role("radio", name="Your own").click()
    expect(slider(page)).to_be_hidden()
