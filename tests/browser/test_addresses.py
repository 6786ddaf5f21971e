"""The address and the settings in a real Chromium: nothing chosen is lost, whatever a person does next."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_first_click_after_a_step_counts(visit: Arrive) -> None:
    visitor = visit().open("/compare")
    page = visitor.page
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"[?&]t=2\b"))
    page.get_by_role("radio", name="Fresh").click()
    expect(page).to_have_url(re.compile("network=fresh"))
    visitor.settled()
    expect(page.get_by_role("radio", name="Fresh")).to_be_checked()
    assert visitor.step == 1


def test_after_a_refusal_and_a_step_a_good_choice_loses_nothing(visit: Arrive) -> None:
    visitor = visit().open("/gradients?length=40&gru=0")
    page = visitor.page
    page.get_by_text("Skip connection through time").click()
    expect(page).to_have_url(re.compile("skip=1"))
    visitor.settled()
    page.get_by_role("combobox", name="Activation").click()
    page.get_by_role("option", name="ReLU", exact=True).click()
    expect(page.get_by_text("with relu there is no such cell")).to_be_visible()
    visitor.settled()
    page.get_by_role("button", name="Next step").first.click()
    expect(page).to_have_url(re.compile(r"[?&]k="))
    page.get_by_role("combobox", name="Activation").click()
    page.get_by_role("option", name="tanh", exact=True).click()
    kept = {"length": "40", "gru": "0", "skip": "1"}
    visitor.becomes(lambda: {name: value for name, value in query(page).items() if name not in ("k", "t")}, kept)
    visitor.settled()
    expect(page.get_by_role("spinbutton", name="Steps")).to_have_value("40")
    expect(page.get_by_role("checkbox", name="GRU")).not_to_be_checked()


def test_a_language_goes_along_from_page_to_page(visit: Arrive) -> None:
    visitor = visit().open("/step?lang=en")
    visitor.page.get_by_role("link", name="Compare", exact=True).click()
    expect(visitor.page).to_have_url(re.compile(r"/compare\?lang=en$"))
    visitor.settled()
