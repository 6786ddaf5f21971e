"""The panels for letters in Chromium: against what the engine writes, and against the answers of the rows."""

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect
from starlette.applications import Starlette

from engine.learning.course import Course, Snapshot, watch
from engine.learning.exercises import Text
from engine.learning.writing import leaves, tempered, write
from engine.recording.record import record
from ui.lessons.learning.letters import letters_panel
from ui.runs.learning import rows
from ui.runs.learning.route import routes

COURSE = Course(Text("so we beat on, boats"), cell="gru", units=16, rate=0.01, updates=60, every=10)
JOB = "learned"
STAND = """async ([lines, data, place]) => {
  const { Learned } = await load("/lessons/learning/front/learned.js")
  const { Aside } = await load("/lessons/learning/letters/aside.js")
  const [{ runs: [about] }, ...rows] = lines
  const learned = new Learned(about)
  const root = document.createElement("div")
  document.body.replaceChildren(root)
  window.place = place
  window.job = { id: "learned", runs: [learned] }
  window.aside = new Aside(root, { go: (to) => stand(to) })
  window.stand = (to) => aside.show(Object.assign(place, to))
  window.grow = (count) => {
    for (const row of rows.splice(0, count)) learned.take(row)
    aside.rows(job)
    stand({})
  }
  aside.take(data, {}, { swap: (colour) => colour })
  aside.rows(job)
  stand({ update: null })
  window.place.update = 0
}"""

CELLS = """(cells) => cells.map((cell) => [
  Number(cell.style.getPropertyValue("--p")), cell.hasAttribute("data-wrong"),
])"""


def call(modules: Page, module: str, name: str, *arguments: Any) -> Any:
    script = f"async (given) => (await load('/lessons/learning/letters/{module}')).{name}(...given)"
    return modules.evaluate(script, list(arguments))


@dataclass
class Desk:
    """The panels on a page of their own, and what they asked of the server."""

    page: Page
    learned: list[Snapshot]
    asked: list[str] = field(default_factory=list)

    def writes(self, index: int, prompt: str, count: int, temperature: float = 0.0, seed: int = 0) -> str:
        row = self.learned[index]
        return str(write(row.network, row.readout, COURSE.exercise.alphabet, prompt, count, temperature, seed))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def learned() -> list[Snapshot]:
    return list(watch(COURSE))


@pytest.fixture
def desk(modules: Page, learned: list[Snapshot]) -> Iterator[Desk]:
    """The panels at update 0 before any row has come; what they ask, the routes of the app answer."""
    found = {(0, row.update): (row.network, row.readout) for row in learned}
    job = SimpleNamespace(courses=[COURSE], network=lambda run, update: found.get((run, update)))
    shop: Any = SimpleNamespace(find=lambda name: job if name == JOB else None)
    app = Starlette(routes=routes(lambda: shop))
    there = Desk(modules, learned)

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        there.asked.append(url.query)
        with ThreadPoolExecutor(1) as beside:  # in this thread runs the loop of Playwright
            status, body = beside.submit(asyncio.run, asked_of(app, url.path, url.query)).result()
        route.fulfill(status=status, body=body, content_type="application/json")

    modules.route(re.compile(rf"/learning/{JOB}/write\?"), answer)
    shown = COURSE.exercise.shown()
    lines = [rows.heading([COURSE]), *(rows.row(0, COURSE, shown, row) for row in learned)]
    data = letters_panel(shown_text())
    modules.evaluate(STAND, [[json.loads(line) for line in lines], data, {"update": 0, "t": 2, "run": 0}])
    yield there
    modules.evaluate("() => aside.dispose()")
    modules.unroute_all(behavior="wait")


async def asked_of(app: Starlette, path: str, query: str) -> tuple[int, bytes]:
    """What an application says to a browser, without a server: the status, and the body."""
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    await app(scope, receive, send)
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


def shown_text() -> str:
    assert isinstance(COURSE.exercise, Text)
    return COURSE.exercise.text


def seen(text: str) -> str:
    return text.replace(" ", "␣")


def test_where_writing_leaves_a_text_is_where_the_engine_says(modules: Page) -> None:
    generator = np.random.default_rng(0)
    drawn = [["".join(generator.choice(list("ab"), size)) for size in (12, 2, 6)] for _ in range(60)]
    drawn += [
        ["abcab", "ab", "cab"],
        ["abcab", "ab", "xx"],
        ["abcab", "abcab", "zz"],
        ["abc", "zz", "a"],
        ["abc", "bc", ""],
    ]
    for text, prompt, written in drawn:
        found = call(modules, "reading.js", "followed", list(text), list(prompt), list(written))
        assert (found["at"] >= 0) == (prompt in text)
        if prompt in text:
            engine = leaves(written, text, prompt)
            assert found["leaves"] == (-1 if engine is None else engine), (text, prompt, written)


def test_letters_are_drawn_from_what_the_engine_draws_them_from(modules: Page) -> None:
    probabilities = np.random.default_rng(1).dirichlet(np.ones(7))
    for temperature in (0.1, 0.7, 1.0, 1.5):
        found = call(modules, "reading.js", "tempered", probabilities.tolist(), temperature)
        np.testing.assert_allclose(found, tempered(probabilities, temperature), rtol=1e-12)
    assert call(modules, "reading.js", "tempered", [0.25, 0.75], 0) == [0.25, 0.75]


@pytest.mark.parametrize(
    ("updates", "every", "wanted"),
    [
        (1000, 10, list(range(0, 1001, 100))),
        (200, 2, [0, 50, 100, 150, 200]),
        (200, 4, list(range(0, 201, 20))),
        (60, 10, [0, 10, 20, 30, 40, 50, 60]),
        (240, 3, [0, 60, 120, 180, 240]),
        (20, 1, [0, 5, 10, 15, 20]),
        (7, 2, [0, 2, 4, 6, 7]),
    ],
)  # fmt: skip
def test_samples_are_taken_at_round_updates_and_at_the_last(
    modules: Page, updates: int, every: int, wanted: list[int]
) -> None:
    there = [*range(0, updates, every), updates]
    step = call(modules, "reading.js", "spacing", updates, every)
    assert [there[place] for place in call(modules, "reading.js", "sampled", there, step, updates)] == wanted


def test_each_sample_is_what_the_engine_writes_and_comes_with_its_row(desk: Desk) -> None:
    page, text = desk.page, shown_text()
    expect(page.locator(".ll-letters")).to_be_hidden()
    page.evaluate("() => grow(3)")
    expect(page.locator(".ll-wrote").nth(2)).not_to_be_empty()
    expect(page.locator(".ll-wrote")).to_have_count(3)
    page.evaluate("() => grow(99)")
    expect(page.locator(".ll-wrote").nth(len(desk.learned) - 1)).not_to_be_empty()
    for index in range(len(desk.learned)):
        line = page.locator(".ll-sample").nth(index)
        written = desk.writes(index, text[0], len(text) - 1)
        expect(line.locator(".ll-wrote")).to_have_text(seen(text[0] + written))
        left = leaves(written, text, text[0])
        expect(line.locator(".ll-held")).to_have_text("all" if left is None else f"{left} letters")
        if left is not None:
            expect(line.locator("[data-state=leaves]")).to_have_text(seen(written[left]))
    assert len(set(desk.asked)) == len(desk.asked)  # nothing was asked for twice
    page.get_by_role("button", name="Look at update 40").click()
    expect(page.get_by_role("heading", name="Fed its own letters, at update 40")).to_be_visible()
    expect(page.locator(".ll-sample[data-now] .ll-update")).to_have_text("40")


def test_the_true_letters_are_answered_as_the_row_says(desk: Desk) -> None:
    page, text = desk.page, shown_text()
    page.evaluate("() => grow(99)")
    shown = COURSE.exercise.shown()
    for row in (desk.learned[2], desk.learned[-1]):
        page.evaluate(f"() => stand({{ update: {row.update}, t: 2 }})")
        answers = row.readout.probabilities(record(row.network, shown.inputs).outputs)[:, 0]
        assert shown.targets is not None
        best = answers.argmax(axis=-1)
        right = int((best == shown.targets).sum())
        expect(page.locator(".ll-says").first).to_contain_text(f"{right} of {len(text) - 1} next letters are right")
        drawn = page.locator(".ll-text .ll-cell").evaluate_all(CELLS)
        chances = answers[np.arange(len(best)), shown.targets]
        np.testing.assert_allclose([chance for chance, _ in drawn[1:]], chances, rtol=1e-3, atol=1e-7)  # float16
        assert [wrong for _, wrong in drawn[1:]] == (best != shown.targets).tolist()
        bars = page.locator(".ll-bars").first.locator(".ll-bar")
        found = bars.evaluate_all("(bars) => bars.map((bar) => Number(bar.style.getPropertyValue('--p')))")
        np.testing.assert_allclose(found, answers[2], rtol=1e-3, atol=1e-7)
    page.locator(".ll-text .ll-cell").nth(9).click()
    expect(page.get_by_text("Step 9: it has read")).to_be_visible()


def test_it_writes_letter_by_letter_at_any_temperature_and_only_what_it_knows(desk: Desk) -> None:
    page = desk.page
    page.evaluate("() => { grow(99); stand({ update: 60 }) }")
    written, says = page.locator(".ll-page"), page.locator(".ll-page + .ll-says")
    page.get_by_role("spinbutton", name="Letters").fill("30")
    page.get_by_role("textbox", name="Begin with").fill("we")
    expect(written).to_have_text(seen("we" + desk.writes(-1, "we", 30)))
    page.get_by_role("slider", name="Temperature").fill("1.5")
    page.get_by_role("spinbutton", name="Seed").fill("3")
    wild = desk.writes(-1, "we", 30, 1.5, 3)
    expect(written).to_have_text(seen("we" + wild))
    left = leaves(wild, shown_text(), "we")
    assert left is not None  # of this seed
    expect(written.locator("[data-state=leaves]")).to_have_text(seen(wild[left]))
    expect(says).to_contain_text(f"It leaves the text at its letter {left + 1}:")
    one = page.get_by_role("button", name="One letter")
    one.click()
    expect(written).to_have_text(seen("we" + wild[:1]))
    one.click()
    expect(written).to_have_text(seen("we" + wild[:2]))
    page.get_by_role("button", name="Write").click()
    expect(written).to_have_text(re.compile("^" + re.escape(seen("we" + wild[:4]))))
    page.get_by_role("button", name="Pause").click()
    asked = len(desk.asked)
    page.get_by_role("textbox", name="Begin with").fill("Q")
    expect(says).to_contain_text("character 1 is “Q”")
    page.get_by_role("textbox", name="Begin with").fill("")
    expect(says).to_contain_text("Please give it a letter to begin with")
    page.get_by_role("spinbutton", name="Letters").fill("9999")
    page.get_by_role("textbox", name="Begin with").fill("s")
    expect(says).to_contain_text("Please let it write 1 to 400 letters.")
    assert len(desk.asked) == asked
