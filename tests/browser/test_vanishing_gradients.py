"""The gradient laboratory in Chromium: two steppers that go together, scenes, predictions."""

import re
from collections.abc import Callable
from typing import Any, cast

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit

Arrive = Callable[..., Visit]
LAST = 99


def lead(visited: Visit) -> Locator:
    return visited.page.get_by_test_id("stepper").nth(0)


def chapter(visited: Visit) -> Locator:
    return visited.page.get_by_test_id("stepper").nth(1)


def drawn(visited: Visit, steppers: int = 2) -> Visit:
    visited.settled()
    expect(visited.page.get_by_test_id("stepper")).to_have_count(steppers)
    expect(visited.page.locator("[data-testid=stepper][data-ready=true]")).to_have_count(steppers)
    return visited


# Run in the page: from now on, `window.waits` has the height of the chapter each time that it begins to wait.
NOTE_WAITS = """() => {
  const [, chapter] = document.querySelectorAll("[data-testid=stepper]")
  window.before = chapter
  window.waits = []
  const note = () => "waiting" in chapter.dataset && window.waits.push(chapter.offsetHeight)
  new MutationObserver(note).observe(chapter, { attributeFilter: ["data-waiting"] })
}"""


def test_a_scene_is_predicted_and_shown_and_its_pair_of_steps_is_the_same_in_both_pictures(visit: Arrive) -> None:
    visited = drawn(visit(height=1600).open("/gradients?scene=vanishing"), 1)
    page, reading = visited.page, chapter(visited).locator(".us-reading")
    expect(lead(visited)).to_contain_text("Commit to an answer first")
    expect(lead(visited)).not_to_contain_text("1/1000 after")
    page.get_by_text("30", exact=True).first.click()
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_text("✗ Answer: 10.")).to_be_visible()
    expect(lead(visited)).to_contain_text("1/1000 after 10 steps")
    drawn(visited)

    # the pair of steps is the same in both pictures, however it is chosen
    line = chapter(visited).locator("[data-figure=right] .us-line").first
    points = "path => path.getAttribute('d').split('L').length"
    expect(lead(visited)).to_have_attribute("data-step", "49")
    assert line.evaluate(points) == LAST - 49 + 1  # the running product is drawn from k to t
    for _ in range(3):  # one press is one step in both, and the address keeps the pair
        page.keyboard.press("ArrowLeft")
    expect(lead(visited)).to_have_attribute("data-step", "46")
    expect(chapter(visited)).to_have_attribute("data-step", "46")
    expect(page).to_have_url(re.compile(r"[?&]k=47(&|$)"))
    expect(lead(visited).locator(".us-reading")).to_contain_text("Step 47")
    drawn(visited)
    expect(lead(visited)).to_have_attribute("data-step", "46")

    lead(visited).get_by_role("button", name="First step").click()
    expect(chapter(visited)).to_have_attribute("data-step", "0")
    assert line.evaluate(points) == LAST + 1

    page.get_by_role("slider", name="The product ends at step t =").fill("79")
    expect(chapter(visited)).to_have_attribute("data-unit", "79")
    expect(lead(visited)).to_have_attribute("data-unit", "79")
    expect(reading).to_contain_text("From step k = 1 to step t = 80, 79 steps")
    expect(page).to_have_url(re.compile(r"[?&]t=80(&|$)"))

    box = chapter(visited).locator("[data-figure=left] .nsewdrag").first.bounding_box()
    assert box is not None
    # Column 20.5 % across is step k = 21; 60.5 % down is step t = 61.
    page.mouse.click(box["x"] + 0.205 * box["width"], box["y"] + 0.605 * box["height"])
    expect(chapter(visited)).to_have_attribute("data-step", "20")
    expect(chapter(visited)).to_have_attribute("data-unit", "60")
    expect(lead(visited)).to_have_attribute("data-step", "20")
    expect(reading).to_contain_text("From step k = 21 to step t = 61, 40 steps")


def test_the_chapter_comes_once_the_picture_stands_and_keeps_its_place_until_then(visit: Arrive) -> None:
    visited = drawn(visit().open("/gradients?predict=0&view=terms"))
    seed = visited.page.get_by_label("Sequence seed")
    for value in ("7", "0"):  # the same picture, asked for again while its chapter waits, is drawn again
        with visited.asking():
            seed.fill(value)
            seed.press("Enter")
    drawn(visited)
    expect(visited.page.locator("[data-waiting]")).to_have_count(0)
    note = chapter(visited).locator(".us-title").first
    expect(note).to_contain_text("sum over steps")
    height = chapter(visited).evaluate("(chapter) => chapter.offsetHeight")
    visited.page.evaluate(NOTE_WAITS)
    with visited.asking():
        seed.fill("8")
        seed.press("Enter")
    expect(chapter(visited)).not_to_have_attribute("data-waiting", re.compile(""))
    drawn(visited)
    assert visited.page.evaluate("() => window.waits") == [height]
    assert visited.page.evaluate("() => window.before.isConnected")
    lead(visited).get_by_role("button", name="Previous step").click()
    expect(chapter(visited)).to_have_attribute("data-step", "48")


def test_where_only_every_second_step_is_known_the_sentence_names_the_steps_it_is_of(visit: Arrive) -> None:
    visited = drawn(visit().open("/gradients?length=200&units=6"))
    reading = chapter(visited).locator(".us-reading")
    expect(reading).to_contain_text("From step k = 100 to step t = 200, 100 steps")
    visited.page.keyboard.press("ArrowLeft")
    expect(reading).to_contain_text("From step k = 98 to step t = 200, 102 steps")


FOLLOWED = """() => [...document.querySelectorAll('.us-plot')].every((frame) => {
  const drawn = frame.querySelector('.main-svg')
  return !drawn || Math.abs(drawn.clientWidth - frame.clientWidth) < 1
})"""


def narrower_than_every_window(visited: Visit) -> None:
    """Nothing is wider than the window, whatever its width and the theme."""
    page = visited.page
    for scheme, widths in (("light", (1440, 1024, 390)), ("dark", (390, 1024, 1440))):
        page.emulate_media(color_scheme=cast(Any, scheme))
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_function("width => innerWidth === width", arg=width)
            page.wait_for_function(FOLLOWED)
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"at {width} px, {scheme}"
    page.emulate_media(color_scheme="light")


def every_chapter_is_in_sight(visited: Visit) -> None:
    """The pills of all chapters and cells stand whole in the window."""
    width = visited.page.evaluate("() => innerWidth")
    for name in ("Why: the product", "BPTT, term by term", "What gates keep", "Clipping and truncation",
                 "Activation functions", "RNN", "LSTM", "GRU"):  # fmt: skip
        pill = visited.page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True)
        expect(pill).to_be_in_viewport(ratio=1)
        box = pill.bounding_box()
        hidden = pill.evaluate("pill => pill.parentElement.scrollWidth - pill.parentElement.clientWidth")
        assert box is not None
        assert box["x"] + box["width"] <= width, name
        assert hidden <= 1, name


def test_every_chapter_is_in_sight_none_is_wider_than_the_window_and_scenes_are_one_click(visit: Arrive) -> None:
    visited = drawn(visit(height=1600).open("/gradients?scene=vanishing&cover=0"))
    page = visited.page
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 1600})
        every_chapter_is_in_sight(visited)
    narrower_than_every_window(visited)
    for name in ("Activation functions", "What gates keep"):
        with visited.asking():
            page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
        drawn(visited)
        narrower_than_every_window(visited)

    # what is left of a memory keeps its axis in powers of ten
    with visited.asking():
        page.get_by_test_id("stMain").get_by_role("radio", name="LSTM", exact=True).click()
    drawn(visited)
    powers = re.compile(r"1|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
    for end in ("99", "60"):
        page.get_by_role("slider", name="The product ends at step t =").fill(end)
        expect(chapter(visited)).to_have_attribute("data-unit", end)
        ticks = chapter(visited).locator(".y2tick text").all_text_contents()
        assert ticks
        assert all(powers.fullmatch(tick) for tick in ticks), ticks

    # scenes are one click by pill and by link, and come back
    page.get_by_text("Exploding", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"scene=exploding"))
    expect(lead(visited)).to_contain_text(re.compile("grows by a factor of ?10⁸"))
    drawn(visited.elsewhere("/gradients" + page.url.split("/gradients")[1]))
    expect(lead(visited)).to_contain_text(re.compile("grows by a factor of ?10⁸"))
    page.get_by_text("Read more: what this page shows").click()
    visited.heard_out()  # nobody reads three lines while the server still speaks
    visited.stands(page.get_by_role("link", name="Skip connection")).click()
    expect(page).to_have_url(re.compile(r"scene=skip"))
    expect(lead(visited)).to_contain_text("RNN, skip")


def test_what_is_written_at_a_curve_is_not_cut_off(visit: Arrive) -> None:
    visited = drawn(visit().open("/gradients?window=20&cover=0"))
    labels = lead(visited).locator(".annotation-text").filter(has_text="nothing beyond the window")
    expect(labels).to_have_count(3)
    picture = lead(visited).locator(".main-svg").first.bounding_box()
    boxes = [label.bounding_box() for label in labels.all()]
    assert all(box and picture and box["x"] >= picture["x"] for box in boxes), (picture, boxes)


def test_in_the_hall_a_phone_shows_ticks_beside_the_axis_title_and_nothing_is_too_wide(visit: Arrive) -> None:
    visited = drawn(visit(width=390, height=844).open("/gradients?scene=vanishing&present=1&cover=0"), 1)
    boxes = "nodes => nodes.map(node => node.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    title = lead(visited).locator(".ytitle").evaluate_all(boxes)
    ticks = lead(visited).locator(".ytick text").evaluate_all(boxes)
    assert len(title) == 1
    assert len(ticks) > 2
    assert title[0][0] >= max(right for _, right in ticks)  # the axis stands where one begins to read
    narrower_than_every_window(visited)
