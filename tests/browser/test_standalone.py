"""A picture saved as one file, opened from disk by who has no network."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
from playwright.sync_api import expect

import engine
from tests.browser.conftest import PICTURE, Visit
from ui.lessons import LESSONS
from ui.notebook import explore

Arrive = Callable[..., Visit]
TYPED = "</script><script>document.title='no'</script><b>]]>\u2028&amp;"


def saved(visited: Visit, folder: Path) -> Path:
    """The file that a person gets."""
    with visited.page.expect_download() as download:
        visited.page.get_by_role("button", name="Save as one HTML file").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_picture_is_opened_from_disk_as_it_stood_and_stepped_held_and_trained(
    visit: Arrive, tmp_path: Path
) -> None:
    visited = visit().open("/step?t=9&unit=2&hand=forget_gate*1*8-")
    visited.page.keyboard.press("ArrowRight")
    with visited.asking():
        visited.page.get_by_role("button", name="Next step").click()
    expect(visited.page.locator(".us-agreement")).to_have_attribute("data-agrees", "true")
    headline = visited.page.get_by_text("A trained LSTM").inner_text()
    address = visited.heard_out().page.url
    path = saved(visited, tmp_path)
    assert path.name == "unrolled-step.html"
    assert path.stat().st_size <= 2_500_000

    alone = visit(base=tmp_path.as_uri(), offline=True, width=1024)
    page = alone.page
    page.goto(path.as_uri())
    root = page.get_by_test_id("stepper")
    expect(root).to_have_attribute("data-ready", "true")
    expect(root).to_have_attribute("data-step", "10")
    expect(root).to_have_attribute("data-unit", "1")
    assert page.locator("main > p").first.inner_text() == headline
    link = page.get_by_role("link").get_attribute("href") or ""
    assert link.split("?")[0] == address.split("?")[0]
    assert parse_qs(link.split("?")[1]) == parse_qs(address.split("?")[1])
    held = page.locator(".us-hold-sentence").first
    expect(held).to_contain_text("You hold the forget gate at 1.00 from step 8 on")
    expect(page.locator(".us-agreement")).to_contain_text("engine = torch")
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-step", "11")
    page.locator(".gate[data-signal=input_gate]").focus()
    page.keyboard.press("End")
    expect(held).to_contain_text("You hold the input gate at 1.00 from step 12 on")
    expect(page.locator(".us-agreement")).to_be_empty()
    page.get_by_role("button", name="Reset").click()
    expect(held).to_contain_text("everything answers")
    page.get_by_role("slider", name="Training").focus()
    page.keyboard.press("Home")
    expect(page.locator(".us-training-said")).to_contain_text("0 of 2000 updates")
    expect(page.locator(".us-narration").first).to_contain_text("0.")
    page.get_by_role("button", name="Take the tour").click()
    expect(root).to_have_attribute("data-tour", "1")
    page.keyboard.press("Escape")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.url == path.as_uri()

    visited.elsewhere(f"/step?sequence=text&text={TYPED}&t=2")
    other = saved(visited.heard_out(), tmp_path)
    page.goto(other.as_uri())
    expect(root).to_have_attribute("data-ready", "true")
    expect(page).to_have_title("Step through a cell")
    expect(page.locator(".us-diagram")).to_contain_text("/")
    frame = tmp_path / "frame.html"
    within = escape(other.read_text("utf-8"))
    frame.write_text(
        '<script>addEventListener("message", ({ source, data }) => { const frame = document.querySelector("iframe")\n'
        'if (source === frame.contentWindow && data.type === "unrolled-height") frame.height = data.height })</script>'
        f'<iframe sandbox="allow-scripts allow-downloads" srcdoc="{within}" width=900 height=2000></iframe>'
        + explore(engine.network("gru", 1, 3), np.ones((5, 1, 1)))._repr_html_()
    )
    page.goto(frame.as_uri())
    inside = page.frame_locator("iframe").first
    expect(inside.get_by_test_id("stepper")).to_have_attribute("data-ready", "true")
    inside.get_by_role("button", name="Next step").click()
    expect(inside.get_by_test_id("stepper")).to_have_attribute("data-step", "2")
    expect(page.locator("iframe").first).not_to_have_attribute(
        "height", "2000"
    )  # it is as high as its page: nothing scrolls
    scrolled = (
        "main => [main.scrollHeight - main.clientHeight, main.clientHeight - main.lastElementChild.offsetHeight > 500]"
    )
    assert inside.locator("main").evaluate(scrolled) == [0, True]
    page.locator("iframe").last.scroll_into_view_if_needed()  # nobody draws what is far from the window
    expect(page.locator("iframe").last).not_to_have_css("height", "760px")  # nor in a notebook
    assert page.frame_locator("iframe").last.locator("main").evaluate(scrolled)[0] == 0


def test_the_picture_of_every_lesson_is_opened_without_a_server(visit: Arrive, tmp_path: Path) -> None:
    visited, alone = visit(), None
    for lesson in (lesson for lesson in LESSONS if lesson.url != "step"):
        link = f"/{lesson.url}?cover=0" if lesson.url in ("learn", "units") else f"/{lesson.url}"
        opened = visited.open(link) if alone is None else visited.elsewhere(link)
        path = saved(opened.heard_out(), tmp_path)
        assert path.stat().st_size <= 2_500_000, lesson.url
        alone = alone or visit(base="file://", offline=True, width=390)
        alone.page.goto(path.as_uri())
        expect(alone.page.locator(PICTURE).first, lesson.url).to_have_attribute("data-ready", "true")
        expect(alone.page.locator("[data-ready=false]")).to_have_count(0)
        expect(alone.page.locator("#problem")).to_be_hidden()
        alone.page.keyboard.press("ArrowRight")
        assert alone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), lesson.url
        around = alone.page.get_by_text("are not in this file")  # charts, and what one chooses by
        assert around.count() == (lesson.url in ("compare", "architectures", "cells", "own")), lesson.url
        if lesson.url == "units":  # a network writes there, too
            expect(alone.page.locator(".uw-page").last).not_to_be_empty()
        if lesson.url == "learn":  # what leads to another page leads to the app that made the file
            onwards = alone.page.get_by_role("link", name="Open this network at this step")
            onwards.hover()
            expect(onwards).to_have_attribute("href", re.compile(f"^{visited.base}/step"))
    framed = visited.elsewhere("/step?embed=true").page  # in somebody's page the lesson stands alone
    for gone in ("stHeader", "stSidebar"):
        expect(framed.get_by_test_id(gone)).not_to_be_visible()
    page_of = "main => main.scrollHeight - main.querySelector('[data-testid=stMainBlockContainer]').offsetHeight"
    assert framed.get_by_test_id("stMain").evaluate(page_of) == 0, "a frame of that height scrolls not"
    moved = visited.elsewhere("/gradients?scene=number").page  # one neuron is all in the browser
    expect(moved.get_by_test_id("neuron")).to_be_visible()
    assert alone is not None
    alone.page.goto(saved(visited.heard_out(), tmp_path).as_uri())
    neuron = alone.page.get_by_test_id("neuron")
    expect(neuron).to_have_attribute("data-ready", "true")
    neuron.get_by_role("slider").first.focus()
    before = neuron.locator(".un-product-line").inner_text()
    alone.page.keyboard.press("ArrowRight")
    expect(neuron.locator(".un-product-line")).not_to_have_text(before)
