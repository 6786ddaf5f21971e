"""The tour in a real Chromium: through all beats by keys, what goes pale, what a hand is answered, and what is left."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

import engine
from tests.browser.conftest import Visit
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.tour import make_tour

Arrive = Callable[..., Visit]

TITLES = ("What comes in", "What to forget", "What to write", "The belt", "What to show", "The next flag: you try")
ROWS = {"inputs", "answer", "chain", "forget_gate", "input_gate", "cell"}  # of a first visit
LEFT = """() => {
  const root = document.querySelector("[data-testid=stepper]")
  const { step, unit } = root.dataset
  const scrolled = document.querySelector("[data-testid=stMain]").scrollTop
  const held = document.querySelectorAll(".us-held").length
  const pale = document.querySelectorAll(".us-pale, .us-veil").length
  return { step, unit, scrolled, held, pale, tour: "tour" in root.dataset, address: location.href }
}"""

BRIGHT = "() => [...document.querySelectorAll('.gate[data-signal]:not(.us-pale)')].map((gate) => gate.dataset.signal)"
VEILED = "() => [...document.querySelectorAll('.us-veil')].map((veil) => veil.dataset.veil)"


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_through_six_beats_by_keys_and_out_again_with_nothing_left_behind(visit: Arrive) -> None:
    visited = visit(height=700).open("/step?t=9&unit=2")
    page = visited.page
    offer = page.get_by_role("button", name="Take the tour")
    expect(offer).to_be_visible()
    page.get_by_test_id("stMain").evaluate("(node) => { node.scrollTop = 60 }")
    before = page.evaluate(LEFT)
    assert (before["step"], before["unit"], before["scrolled"], before["pale"]) == ("8", "1", 60, 0)
    offer.focus()
    page.keyboard.press("Enter")
    tour = make_tour(make_run(StepSettings()))
    assert tour is not None
    nothing: set[str] = set()
    bright = (nothing, {"forget_gate"}, {"input_gate", "candidate"}, nothing, {"output_gate"}, {"forget_gate"})
    for beat, title in enumerate(TITLES, start=1):
        if beat > 1:
            page.keyboard.press("n" if beat % 2 else "ArrowRight")
        heading = card(page).get_by_role("heading", name=title)
        expect(heading).to_be_focused()
        expect(card(page)).to_contain_text(f"{beat} of 6")
        expect(page).to_have_url(re.compile(rf"tour={beat}(&|$)"))
        expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", str(tour.places[beat - 1][0]))
        visited.becomes(lambda: set(page.evaluate(BRIGHT)), bright[beat - 1])
        visited.becomes(lambda: set(page.evaluate(VEILED)), ROWS - set(tour.script.beats[beat - 1].lights))
        assert "{" not in card(page).inner_text()
    _hold_and_be_answered(page)
    page.keyboard.press("ArrowRight")  # the focus is on the gate: the key is the stepper's
    expect(card(page).get_by_role("heading", name=TITLES[-1])).to_be_visible()
    card(page).get_by_role("button", name="Back").click()
    expect(card(page).get_by_role("heading", name="What to show")).to_be_focused()
    expect(card(page)).not_to_contain_text("Done")  # each beat begins with the run as it was
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(offer).to_be_focused()
    expect(page).not_to_have_url(re.compile("tour="))
    with visited.asking():  # a run of the whole page: what Python keeps has nothing left of it either
        page.get_by_label("Loss").click()
        page.get_by_role("option", name="½‖h‖² at every step").click()
    expect(page).to_have_url(re.compile("loss=every"))  # the run that ended may be one that was under way
    after = page.evaluate(LEFT)
    assert after.pop("address") == before.pop("address").replace("?t=9&unit=2", "?loss=every&t=9&unit=2")
    assert after == before


def _hold_and_be_answered(page: Page) -> None:
    """The last beat waits for a hand, and answers with what the engine finds too."""
    run = make_run(StepSettings())
    tour = make_tour(run)
    assert tour is not None
    step, unit = tour.places[-1]
    expect(page.get_by_role("status")).to_be_empty()
    page.locator(".gate[data-signal=forget_gate]").focus()
    page.keyboard.press("End")
    held = engine.record(
        run.network, run.sequence.inputs, interventions=[engine.Hold("forget_gate", 1.0, steps=slice(step, None))]
    )
    now, was = (trace["cell"][0, 0, :, 0, unit] for trace in (held, run.trace))
    said = page.get_by_role("status")
    expect(said).to_contain_text("the forget gate is at 1.00 now, so almost all of the old cell state stays")
    expect(said).to_contain_text(f"holds c = {now[step]:.2f}; it was {was[step]:.2f}".replace("-", "−"))
    expect(said).to_contain_text(f"reaches |c| = {abs(now).max():.2f}; it was {abs(was).max():.2f}")
    expect(said).to_contain_text("4 of 30 answers are wrong now.")


def test_a_link_opens_on_its_beat_and_keeps_what_it_holds(visit: Arrive) -> None:
    page = visit().open("/step?cell=gru&tour=3&hand=update_gate*1*8-&t=5").page
    expect(card(page).get_by_role("heading", name="What to write")).to_be_focused()
    expect(page.locator(".us-agreement")).to_have_attribute("data-agrees", "true")
    card(page).get_by_role("button", name="Leave").click()
    expect(page.get_by_test_id("stepper")).to_have_attribute("data-step", "4")
    expect(page).to_have_url(re.compile(r"hand=update_gate\*1\*8-"))
    expect(page).not_to_have_url(re.compile("tour="))
    expect(page.locator(".us-hold-sentence").first).to_contain_text("You hold the update gate at 1.00 from step 8 on.")


def test_on_a_phone_the_start_page_s_tour_is_a_sheet_beside_what_it_speaks_of(visit: Arrive) -> None:
    page = visit(width=390, height=844, color_scheme="dark", reduced_motion="reduce").open("/?tour=1").page
    for beat, gate in ((2, "forget_gate"), (3, "candidate"), (5, "output_gate")):
        while not card(page).get_by_text(f"{beat} of 6").is_visible():
            card(page).get_by_role("button", name=re.compile("→")).click()
        sheet, box = card(page).bounding_box(), page.locator(f".gate[data-signal={gate}]").bounding_box()
        strip = page.locator(".us-strip").bounding_box()
        assert sheet is not None
        assert box is not None
        assert strip is not None
        assert sheet["y"] + sheet["height"] <= 844, "the sheet is in the window"
        assert strip["y"] + strip["height"] <= box["y"], "what it speaks of is below the strip"
        assert box["y"] + box["height"] <= sheet["y"], "and above the sheet"
    assert page.locator(".us-pale").first.evaluate("(node) => getComputedStyle(node).transitionDuration") == "0s"
    card(page).get_by_role("button", name=re.compile("→")).click()
    page.locator(".gate[data-signal=forget_gate]").focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("status")).to_contain_text("so almost nothing of the old cell state stays")
    card(page).get_by_role("button", name="Leave").click()
    expect(page.locator(".us-held")).to_have_count(0)
    expect(page.get_by_role("button", name="Unroll")).to_be_visible()  # folded again, as the page began
