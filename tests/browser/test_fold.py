"""The first page: one cell with a loop, which unrolls into the same cell once for every step."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import FITS, Visit
from tests.browser.test_step_through import MOVING
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings

Arrive = Callable[..., Visit]


def test_the_tokens_around_a_step_end_where_the_sequence_does(modules: Page) -> None:
    seen = modules.evaluate(
        "load('fold.js').then((fold) => [[0, 20], [10, 20], [19, 20], [0, 1]].map((at) => fold.around(...at)))"
    )
    assert [(some[0]["step"], some[-1]["step"]) for some in seen] == [(0, 5), (5, 15), (14, 19), (0, 0)]
    assert all(
        one["away"] == one["step"] - step for some, step in zip(seen, (0, 10, 19, 0), strict=True) for one in some
    )


def loop(page: Page) -> Locator:
    return page.locator(".us-fold svg")


def chain(page: Page) -> Locator:
    return page.locator("[data-figure=column] .us-here")


def said_at(step: int) -> re.Pattern[str]:
    """What the drawing says of a step, counted from 1, in the run's own numbers."""
    memory = make_run(StepSettings(length=20)).trace["cell"][0, 0, :, 0, 0]
    before, now = (f"{value:.2f}".replace("-", "−") for value in (memory[step - 2], memory[step - 1]))
    return re.compile(
        f"step {step} of 20: it reads bit .*, c goes from {before} to {now} in unit 1; it answers ., correct"
    )


def test_the_first_page_opens_folded_unrolls_by_key_and_keeps_it_in_the_address(visit: Arrive) -> None:
    visitor = visit().open("/")
    page = visitor.page
    expect(loop(page)).to_have_attribute("aria-label", said_at(13))
    expect(chain(page)).not_to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(loop(page)).to_have_attribute("aria-label", said_at(14))
    unroll = page.get_by_role("button", name="Unroll")
    expect(unroll).to_have_attribute("aria-expanded", "false")
    unroll.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?unrolled=1$"))
    expect(chain(page)).to_be_visible()
    expect(loop(page)).not_to_be_visible()
    expect(page.get_by_text("20 copies, one set of weights")).to_be_visible()
    here, cursor = chain(page).bounding_box(), page.locator("[data-figure=column] .us-cursor").bounding_box()
    assert here is not None
    assert cursor is not None
    assert abs(here["x"] + here["width"] / 2 - cursor["x"] - cursor["width"] / 2) <= 1
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('[data-testid=stepper]').dataset.step === '12'")
    page.locator(".gate[data-signal=input_gate]").press("Home")  # nothing is written: the flagged bit is not kept
    page.get_by_role("button", name="Fold", exact=True).press("Space")
    expect(loop(page)).to_have_attribute("aria-label", re.compile("it answers −, wrong"))
    page.get_by_role("button", name="Unroll").press("Space")
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_role("button", name="Fold", exact=True).press("Space")
    expect(loop(page)).to_have_attribute("aria-label", said_at(13))
    expect(page).not_to_have_url(re.compile("unrolled"))


def test_without_motion_a_link_opens_unrolled_on_a_phone_and_folds_at_once(visit: Arrive) -> None:
    page = visit(width=390, height=844, reduced_motion="reduce").open("/?unrolled=1").page
    expect(chain(page)).to_be_visible()
    assert page.evaluate(FITS)
    for name, seen, unseen in (("Fold", loop(page), chain(page)), ("Unroll", chain(page), loop(page))):
        page.get_by_role("button", name=name, exact=True).click()
        assert page.evaluate(MOVING) == 0
        expect(seen).to_be_visible()
        expect(unseen).not_to_be_visible()
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(MOVING) == 0
    assert page.evaluate(FITS)
