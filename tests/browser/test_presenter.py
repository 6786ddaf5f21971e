"""The presenter view in Chromium: a whole lecture by two keys, the notes beside it, what comes over the picture."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FITS, NO_LOOPBACK, Visit
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.teaching.presenter.address import qr_code
from ui.teaching.presenter.phrases import SERVE

Arrive = Callable[..., Visit]
BEATS = {scene.name: scene.beats for scene in scenes()}

# Run in the page: what a person at the back of the hall could not see, or not read. `null` for nothing.
UNSEEN = """() => {
  const bar = document.querySelector(".hall-bar").getBoundingClientRect().top
  const told = document.querySelector(".board-told")
  const small = [...document.querySelectorAll(".board-option, .board-letter, .board-heading")]
    .filter((part) => part.textContent && parseFloat(getComputedStyle(part).fontSize) < 24)
  const below = [...document.querySelectorAll(".unrolled-stepper .main-svg, .board-option")]
    .filter((part) => part.getBoundingClientRect().bottom > bar + 1)
  const cut = told.scrollHeight > told.clientHeight + 1
  const wide = !(FITS)()
  return small.length || below.length || cut || wide ? JSON.stringify([small.length, below.length, cut, wide]) : null
}""".replace("FITS", FITS)


def stands(visited: Visit, scene: str, beat: str) -> None:
    """Wait until the wall shows it, as the browser's bar and Python's board say."""
    page = visited.page
    title = next(one.title for one in scenes() if one.name == scene)
    expect(page.get_by_test_id("hall")).to_have_attribute("data-scene", scene)
    expect(page.get_by_test_id("hall")).to_have_attribute("data-beat", beat)
    expect(page.locator(".board-title")).to_have_text(title)
    heading = page.locator(".board-heading")
    expect(page.locator(".board-option").first).to_be_visible(visible=beat == "ask")
    expect(heading).to_have_text(re.compile("^Answer: [A-E] · " if beat == "show" else "^(?!Answer)"))
    expect(page.locator("[data-ready=false]")).to_have_count(0)


def present(visited: Visit) -> None:
    """From one's own settings to the wall, on which nothing else is left."""
    page = visited.page
    with visited.asking():
        page.get_by_role("button", name="Present").click()
    expect(page.locator(".board-title")).to_have_text("Your own settings")
    expect(page.get_by_test_id("hall")).to_have_attribute("data-open", "")  # nobody presses before there is a wall
    expect(page.get_by_role("link", name="Compare", exact=True)).to_have_count(0)
    expect(page.get_by_role("spinbutton", name="Steps")).to_have_count(0)


def is_as_before(visited: Visit, address: dict[str, list[str]]) -> None:
    """The page and its widgets, once the presenter view has been left."""
    page = visited.page
    expect(page.get_by_role("spinbutton", name="Steps")).to_have_value(address["length"][0])
    expect(page.get_by_role("spinbutton", name="Units")).to_have_value(address["units"][0])
    expect(page.get_by_role("checkbox", name="GRU")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="LSTM")).to_be_checked()
    expect(page.get_by_role("link", name="Compare", exact=True)).to_be_visible()
    expect(page.get_by_test_id("hall")).to_have_count(0)
    visited.settled()
    visited.becomes(lambda: parse_qs(urlsplit(page.url).query), address)


def test_a_whole_lecture_by_two_keys_and_out_again(visit: Arrive) -> None:
    visited = visit(width=1280, height=720).open("/gradients?length=60&units=7&gru=0&view=terms")
    page = visited.page
    before = parse_qs(urlsplit(page.url).query)
    present(visited)
    page.keyboard.press("Escape")
    is_as_before(visited, before)
    present(visited)
    page.keyboard.press("PageDown")
    for number, name in enumerate(SCRIPT.changes, start=1):
        for beat in BEATS[name]:
            stands(visited, name, beat)
            expect(page.locator(".hall-count")).to_have_text(f"{number} / {len(BEATS)}")
            if beat == "ask":
                expect(page.get_by_test_id("stepper").get_by_text("1/1000 after")).to_have_count(0)
            page.wait_for_function(f"() => ({UNSEEN})() === null")
            page.keyboard.press("Space" if beat != BEATS[name][-1] else "PageDown")
    expect(page.get_by_text("The end", exact=True)).to_be_visible()
    page.keyboard.press("PageDown")
    is_as_before(visited, before)
    steps = page.get_by_role("spinbutton", name="Steps")
    steps.fill("50")
    steps.press("Enter")
    is_as_before(visited, before | {"length": ["50"]})


def test_every_key_does_what_the_bar_says(visit: Arrive) -> None:
    visited = visit(width=1280, height=720).open("/gradients?scene=saturating&present=1")
    page, hall = visited.page, visited.page.get_by_test_id("hall")
    stands(visited, "saturating", "ask")
    expect(hall).to_have_attribute("data-open", "")
    letters = page.locator(".board-letter").all_text_contents()
    assert letters == ["A", "B", "C"]
    page.keyboard.press("2")
    expect(page.locator(".board-option[aria-pressed=true]")).to_have_text(re.compile("^B"))
    page.keyboard.press("Space")
    expect(page.locator(".board-heading")).to_have_text(re.compile(r"^✗ Answer: A · .* \(chosen here: B\)$"))
    for key in ("b", "Space"):  # blank, and back by whatever key
        page.keyboard.press(key)
        expect(page.locator(".hall-blank")).to_be_visible(visible=key == "b")
    stands_as_before = page.locator(".board-heading").text_content()
    assert stands_as_before
    assert "Answer" in stands_as_before
    page.keyboard.press("s")
    expect(page.locator(".hall-spot")).to_be_visible()
    page.mouse.move(640, 400)
    assert page.locator(".hall-spot").evaluate("spot => spot.style.getPropertyValue('--x')") == "640px"
    page.keyboard.press("Escape")  # puts the light out, and no more
    expect(page.locator(".hall-spot")).to_be_hidden()
    page.keyboard.press("q")  # no phone can open a loopback address
    expect(page.locator(".hall-phones")).to_contain_text(SERVE)
    expect(page.locator(".hall-code")).to_be_hidden()
    page.keyboard.press("q")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "PageUp"):  # faster than any server
        page.keyboard.press(key)
    expect(page.locator(".board-title")).to_have_text("Saturating")
    expect(hall).to_have_attribute("data-beat", "show")  # as it was left
    page.get_by_role("group", name="Scenes").get_by_role("button", name="Clipping").click()
    page.keyboard.press("Space")  # the mouse has left the space bar to the lecture
    expect(page.locator(".board-heading")).to_have_text(re.compile("^Answer: A · its length"))
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    page.emulate_media(media="print")
    expect(page.locator(".hall-bar")).to_be_hidden()
    expect(page.locator(".board-link")).to_have_text(re.compile(r"/gradients\?scene=clipping$"))
    expect(page.locator(".board-link")).to_be_visible()
    expect(page.get_by_test_id("stepper")).to_be_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page).to_have_url(re.compile(r"scene=clipping(?!.*present)"))


def lead(notes: Page, name: str) -> None:
    notes.get_by_role("button", name=name).click()


def test_the_notes_follow_the_hall_and_drive_it(visit: Arrive) -> None:
    visited = visit(base=visit().base.replace("127.0.0.1", NO_LOOPBACK), width=1280, height=720)
    page = visited.open("/gradients?scene=vanishing&present=1").page
    stands(visited, "vanishing", "ask")
    code = page.locator(".board-code")
    assert code.get_attribute("src") == qr_code(f"{visited.base}/gradients?scene=vanishing")
    box = code.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 1280
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.locator(".notes-title")).to_have_text("Vanishing")
    expect(notes.get_by_text("The picture is covered")).to_be_visible()
    expect(notes.locator(".notes-answer").first).to_have_text("Answer: B · 10")  # the speaker knows already
    expect(notes.get_by_text("And then, if there is time")).to_be_visible()
    expect(notes.get_by_text("Next: Saturating")).to_be_visible()
    page.keyboard.press("Space")
    expect(notes.get_by_text("The picture is shown")).to_be_visible()
    lead(notes, "Next scene")
    stands(visited, "saturating", "ask")
    expect(notes.locator(".notes-title")).to_have_text("Saturating")
    lead(notes, "Space: go on")
    stands(visited, "saturating", "show")
    notes.keyboard.press("PageUp")
    stands(visited, "vanishing", "show")
    # Another lecture on the same machine, in another tab, is none of its business.
    other = page.context.new_page()
    other.goto(f"{visited.base}/gradients?scene=skip&present=1")
    expect(other.locator(".board-title")).to_have_text("Skip connection")
    expect(notes.locator(".notes-title")).to_have_text("Vanishing")
    other.close()
    page.evaluate("() => (window.open = () => null)")  # a browser that lets no window open
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Speaker notes")).to_have_attribute("href", re.compile("/notes.*channel="))
    page.keyboard.press("Escape")
    expect(notes.locator(".notes-title")).to_have_text("The presenter view has been left.")
    notes.close()


LATE = """async () => {
  const { Lecture } = await load("/teaching/presenter/lecture.js")
  const scenes = ["one", "two", "three"].map((name) => ({ name, title: name, beats: ["ask", "show"] }))
  const lecture = new Lecture()
  const said = []
  lecture.report = (place) => said.push(place)
  const python = (scene, beat, answers) => lecture.hear({ scenes, scene, beats: ["show"], beat, answers })
  const places = []
  const note = () => places.push(`${lecture.place.scene} ${lecture.beat}${lecture.ended ? " end" : ""}`)
  lecture.begin(0)
  python("one", 0, 0)
  for (const does of ["on", "next", "next", "on"]) { lecture[does](); note() }
  python("one", 1, 1) // it has heard of the first press only
  note()
  await new Promise((done) => setTimeout(done, 400))
  python("three", 1, 4)
  for (const does of ["on", "previous", "previous", "previous", "previous"]) { lecture[does](); note() }
  return { places, first: said.slice(0, 2) }
}"""


def test_fast_presses_are_asked_for_together_and_late_answers_move_nothing(modules: Page) -> None:
    found = modules.evaluate(LATE)
    assert found["places"] == [
        "one show", "two ask", "three ask", "three show", "three show",
        "three show end", "three show", "two ask", "one show", "one show",
    ]  # fmt: skip
    assert found["first"] == [
        {"scene": "one", "beat": 1, "serial": 1},
        {"scene": "three", "beat": 1, "serial": 4},
    ]


@pytest.mark.parametrize("shell_first", [True, False])
def test_the_veil_lifts_once_the_picture_stands_whichever_of_shell_and_board_comes_first(
    modules: Page, shell_first: bool
) -> None:
    opened = modules.evaluate(
        """async (shellFirst) => {
          const { veil } = await load("/teaching/presenter/veil.js")
          document.body.innerHTML = '<div data-testid="hall"></div><div data-ready="true"></div>'
          const [shell] = document.body.children
          const steps = [() => veil.lower(shell), () => veil.waitFor(null)]
          for (const step of shellFirst ? steps : steps.reverse()) step()
          for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame)
          return "open" in shell.dataset
        }""",
        shell_first,
    )
    assert opened
