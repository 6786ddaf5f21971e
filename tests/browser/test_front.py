"""The front of learning on an empty page: rows come as a server would send them, and a person goes through them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_learning_modules import ABOUT, STEPS, row
from ui.lessons.learning.front import component
from ui.lessons.learning.front.component import Headline, Run, front_data

HEADLINE = Headline(both="**{reached}** before **{right}**", right="only {right}", neither="none by {update}")
STYLE = component._component.css
RUNS = (Run("gru", "GRU", 1.0, "/step?training={update}&t={t}"), Run("lstm", "LSTM"))
AGAIN = """async ([data, place]) => {
  const { default: mount } = await load("/lessons/learning/front/front.js")
  const { posts } = await load("posts.js")
  const parentElement = document.getElementById("here")
  const report = (place) => heard.push([place.step, place.unit])
  const told = { from: parentElement, call: 2, answers: 9, link: null, reports: true, report, ...place }
  posts.bring({ ...told, name: data.name, content: data.content })
  mount({ data, parentElement, setTriggerValue: (_, said) => told.push(said) }, 2)
}"""
MOUNT = """async ([data, style]) => {
  const { default: mount } = await load("/lessons/learning/front/front.js")
  const { posts } = await load("posts.js")
  document.body.innerHTML = `<div id="here">
    <div class="unrolled-front" data-testid="front" data-ready="false"></div></div>`
  document.body.appendChild(document.createElement("style")).textContent = style
  const parentElement = document.getElementById("here")
  window.heard = []
  window.told = []
  const report = (place) => heard.push([place.step, place.unit])
  const place = { from: parentElement, call: 1, step: 0, unit: 0, answers: 0, link: null, reports: true, report }
  posts.bring({ ...place, name: data.name, content: data.content })
  window.leave = mount({ data, parentElement, setTriggerValue: (_, said) => told.push(said) }, 1)
}"""


def hears(page: Page, update: int, unit: int) -> None:
    """Wait until the last that was told is this place."""
    page.wait_for_function(f"() => String(heard.at(-1)) === '{update + 1},{unit}'")


def lines(*said: Any) -> str:
    return "".join(json.dumps(one) + "\n" for one in said)


def learning(run: int, update: int, first: float, right: float) -> dict[str, Any]:
    return row(update, [first, 0.1, 0.1, 0.1, 1.0], right=right) | {"run": run}


HEAD = {"runs": [ABOUT | {"updates": 16}, ABOUT | {"updates": 16, "cell": "lstm"}]}
FIRST = [learning(0, 4 * at, 10.0 ** (2 * at - 8), 0.5 if at < 4 else 1.0) for at in range(5)]
SECOND = [learning(1, 4 * at, 1e-9, 0.5) for at in range(5)]


class Server:
    """What a job says, one answer after the other; the last is said again and again."""

    def __init__(self, page: Page) -> None:
        self.answers: list[str | int] = []
        self.asked: list[str] = []
        page.route(re.compile("//[^/]+/learning/"), self._answer)

    def _answer(self, route: Route) -> None:
        self.asked.append(route.request.url.rpartition("/learning/")[2])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, int):
            route.fulfill(status=answer, body="no")
        else:
            route.fulfill(status=200, content_type="application/x-ndjson", body=answer)


@pytest.fixture
def job(modules: Page) -> Iterator[Server]:
    yield Server(modules)
    modules.evaluate("() => { window.leave?.(); document.body.replaceChildren() }")
    modules.unroute_all(behavior="ignoreErrors")
    modules.evaluate("() => history.replaceState(null, '', location.pathname)")


def mounted(page: Page, job: str | None = "job", **more: Any) -> Any:
    page.evaluate(MOUNT, [front_data(job, RUNS, headline=HEADLINE, **more) | {"large": False}, STYLE])
    front = page.get_by_test_id("front")
    expect(front).to_have_attribute("data-ready", "true")
    return front


def test_a_person_goes_through_updates_and_steps_and_every_rest_is_told(modules: Page, job: Server) -> None:
    job.answers = [lines(HEAD, *FIRST, *SECOND, {"state": "done"})]
    front = mounted(modules)
    expect(front).to_have_attribute("data-update", "12")  # where the gradient has come through: there it is to be seen
    expect(front.locator(".fr-headline")).to_have_text("12 before 16")
    place = modules.locator(".fr-place")
    place.focus()
    for key, update, step in (
        ("ArrowUp", "8", "0"), ("ArrowRight", "8", "1"), ("Home", "0", "1"), ("ArrowUp", "0", "1"), ("End", "16", "1"),
        ("PageUp", "0", "1"), ("ArrowDown", "4", "1"),
    ):  # fmt: skip
        modules.keyboard.press(key)
        expect(front).to_have_attribute("data-update", update)
        expect(front).to_have_attribute("data-step", step)
    expect(place).to_have_attribute("aria-valuenow", "4")
    expect(front.locator(".us-counter")).to_have_text("update 4 of 16")
    expect(front.locator(".fr-reading a")).to_have_attribute("href", "/step?training=4&t=2")
    hears(modules, 4, 1)
    assert "update=4&t=2&run=1" in modules.url
    front.get_by_role("button", name="LSTM").click()
    expect(front.locator(".fr-headline")).to_have_text("none by 16")
    expect(front.locator(".fr-reading a")).to_be_hidden()
    hears(modules, 4, front_data(None, RUNS)["span"] + 1)
    box = place.bounding_box()
    assert box is not None
    modules.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.5)
    modules.mouse.down()
    expect(front).to_have_attribute("data-update", "8")
    modules.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.99)
    expect(front).to_have_attribute("data-update", "16")
    expect(front).to_have_attribute("data-step", str(STEPS - 1))
    modules.keyboard.press("Escape")  # takes it back to where it was pressed
    modules.mouse.up()
    expect(front).to_have_attribute("data-update", "4")
    expect(front).to_have_attribute("data-step", "1")


def test_a_stream_that_breaks_off_goes_on_where_it_was(modules: Page, job: Server) -> None:
    broken = lines(HEAD, {"state": "running"}, *FIRST[:2])
    job.answers = [
        broken + '{"run": 0, "upd',
        503,
        lines(*FIRST[2:], {"state": "failed", "run": 0, "template": "At {n}.", "values": {"n": 16}}),
    ]
    front = mounted(modules, failures={"At {n}.": "Bei {n}."})
    expect(front).to_have_attribute("data-update", "4")  # as long as it learns: the newest
    modules.wait_for_function("() => document.querySelector('.fr-state').dataset.state === 'failed'")
    expect(front.locator(".fr-state-line")).to_have_text("It stopped: Bei 16.")
    assert job.asked == ["job/rows?from=0", "job/rows?from=4", "job/rows?from=4"]
    expect(front.locator(".fr-progress")).to_be_hidden()
    assert modules.locator(".fr-large .fr-plane").evaluate("(node) => [node.width, node.height]") == [STEPS, 5]


def test_a_job_that_nobody_knows_is_told_and_none_says_why(modules: Page, job: Server) -> None:
    job.answers = [404]
    front = mounted(modules, "old")
    expect(front.locator(".fr-empty")).to_contain_text("no longer on the server")
    assert modules.evaluate("told") == [{"what": "gone", "value": "old"}]
    front = mounted(modules, None, empty="Guess first.")
    expect(front.locator(".fr-empty")).to_have_text("Guess first.")
    assert job.asked == ["old/rows?from=0"]


def test_another_run_is_seen_where_most_is_to_be_seen_of_it(modules: Page, job: Server) -> None:
    job.answers = [lines(HEAD, *FIRST, *SECOND, {"state": "done"})]
    front = mounted(modules)
    modules.locator(".fr-place").press("Home")
    hears(modules, 0, 0)
    data = front_data("another", RUNS, headline=HEADLINE) | {"large": False}
    modules.evaluate(AGAIN, [data, {"step": 1, "unit": 0}])  # Python still says where that one stood
    expect(front).to_have_attribute("data-update", "12")
    hears(modules, 12, 0)
    data = front_data("a third", RUNS, headline=HEADLINE) | {"large": False}
    modules.evaluate(AGAIN, [data, {"step": 5, "unit": 0, "answers": 99}])  # by a link
    expect(front).to_have_attribute("data-update", "4")
