"""The panels for questions and series by themselves, in a real Chromium: what they read off answers and errors."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route

from engine.learning.exercises import Intent, sunspots
from ui.lessons.learning.intents import intents_panel
from ui.lessons.learning.series import series_panel

LESSON = "/lessons/learning"


def call(modules: Page, module: str, name: str, *arguments: Any) -> Any:
    script = f"async (given) => (await load('{LESSON}/{module}')).{name}(...given)"
    return modules.evaluate(script, list(arguments))


@pytest.mark.parametrize(
    ("answers", "best", "since"),
    [
        ([[0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], [1, 0, 0], 1),
        ([[0.6, 0.4], [0.6, 0.4]], [0, 0], 0),
        ([[0.6, 0.4], [0.1, 0.9]], [0, 1], 1),
        ([[float("nan"), 0.4], [0.1, float("nan")]], [-1, -1], 0),
    ],
)
def test_the_likeliest_answer_and_since_when(modules: Page, answers: Any, best: list[int], since: int) -> None:
    found = call(modules, "intents/reading.js", "likeliest", [each for row in answers for each in row], 2)
    assert found == best
    assert call(modules, "intents/reading.js", "since", best) == since


def test_whether_the_effect_goes_with_distance(modules: Page) -> None:
    trends = (-1, -0.6, -0.59, 0, 0.59, 0.6, 1, float("nan"))
    said = [call(modules, "intents/reading.js", "goes", trend) for trend in trends]
    assert said == ["fades", "fades", "neither", "neither", "neither", "grows", "grows", ""]


def test_errors_are_held_against_the_best_naive_forecast_of_every_horizon(modules: Page) -> None:
    def held(network: list[float], **naive: list[float]) -> Any:
        return call(modules, "series/reading.js", "held", {"network": network, **naive})

    far = held([1, 4, 3, 2], last=[2, 3.5, 9, 1], seasonal=[3, 4, 3.5, 9])
    assert far == {"broken": False, "first": 1, "worst": 1, "matched": 2, "from": 1, "who": "last"}
    assert held([1, 2, 3], last=[2, 2.5, 9], seasonal=[3, 3, 3])["who"] == "seasonal"
    better = held([2, 1.9], last=[3, 9])
    assert (better["from"], better["matched"], better["who"], better["worst"]) == (-1, 0, "", 0)
    assert held([2, float("nan")], last=[3, 9])["broken"] is True


def test_a_line_is_broken_where_there_is_no_number(modules: Page) -> None:
    found = call(modules, "series/reading.js", "path", [0, 10, float("nan"), 5, 1e9], -2, {"low": 0, "high": 10})
    assert found == "M-2 1L-1 0M1 0.5L2 -0.02"
    assert call(modules, "series/reading.js", "rounds", {"low": -3.2, "high": 7.9}) == [0, 5]
    assert call(modules, "series/reading.js", "rounds", {"low": 0, "high": 0.09}) == [0, 0.02, 0.04, 0.06, 0.08]


PANEL = """async ([module, data, about, answers]) => {
  const { Aside } = await load(module)
  const [root, went] = [document.body.appendChild(document.createElement("div")), []]
  const aside = new Aside(root, { go: (to) => went.push(to) })
  aside.take(data, {}, { swap: (colour) => colour })
  const { Learned } = await load("/lessons/learning/front/learned.js")
  const learned = new Learned(about)
  learned.take({ update: 4, answers, profile: [] })
  aside.rows({ id: "job", runs: [learned] })
  aside.show({ update: 4, t: 0, run: 0 })
  await new Promise((wake) => setTimeout(wake, 400))
  root.querySelector(".li-go")?.click()
  const drawn = [...root.querySelectorAll(".lf-line")].map((line) => line.getAttribute("d").length > 0)
  const told = [root.hidden, root.innerText, went, drawn]
  aside.dispose()
  root.remove()
  return told
}"""


def panel(page: Page, module: str, data: Any, about: Any, answers: Any, told: Any) -> Any:
    """What a panel shows whose question the server answers like this."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(json=told)

    page.route("**/learning/job/*", answer)
    letters = base64.b64encode(np.asarray(answers, dtype="<f2").tobytes()).decode()
    about = {"signals": [], "updates": 4, "every": 4, "asked": [], "chance": 0.5, "classes": []} | about
    found = page.evaluate(PANEL, [f"{LESSON}/{module}", data, about, letters])
    page.unroute("**/learning/job/*")
    return [*found, asked]


def test_a_question_tells_its_answers_and_what_each_word_has_done(modules: Page) -> None:
    data = json.loads(json.dumps(intents_panel(Intent())))
    words, K = data["tokens"], len(data["classes"])
    wanted, answers = 3, np.full((len(words), K), 0.1)
    answers[:10, 2] = answers[10:, wanted] = 0.6
    lost = [0.0] * len(words)
    lost[10], lost[2] = 0.5, -0.2
    told = {"distances": [k / 10 for k in range(len(words))], "lost": lost, "probability": 0.6, "trend": -1.0}
    about = {"tokens": words, "classes": data["classes"], "targets": [-1] * (len(words) - 1) + [wanted]}
    hidden, said, went, _, asked = panel(modules, "intents/aside.js", data, about, answers, told)
    assert not hidden
    assert went == [{"t": 0}]
    assert asked[0].endswith("/learning/job/occlusion?run=0&update=4")
    for sentence in (
        "After the last word it says radio, probability 0.60: right. It has said so since word 11, “radio”.",
        "The further back a word, the less it has left in the last state",
        "distance from the end is −1.00",
        "The state changes most without “now” (word 12): by 1.10 of its length.",
        "Without “radio” (word 11) the probability of radio falls most, from 0.60 to 0.10.",
        "+0.20",
    ):
        assert sentence in said, said
    other = {**about, "tokens": ["another", "question"]}
    assert panel(modules, "intents/aside.js", data, other, answers, told)[0]


def test_a_series_tells_how_far_its_forecasts_are_off(modules: Page) -> None:
    data = json.loads(json.dumps(series_panel(sunspots())))
    told = {
        "past": [1, 2, 3], "future": [4, 5], "one": [2, 3, 4, 5], "many": [4, 4], "last": [3, 3], "seasonal": [2, 3],
        "errors": {"network": [10, 30], "last": [20, 25], "seasonal": [26, 28]}, "places": 8, "period": 2,
    }  # fmt: skip
    hidden, said, _, drawn, asked = panel(modules, "series/aside.js", data, {"tokens": ["1"]}, [[0]], told)
    assert not hidden
    assert asked[0].endswith(f"/learning/job/forecast?run=0&update=4&horizon={data['horizon']}")
    assert "One step ahead it is off by 10.0, and most 2 steps ahead: by 30.0, 3.00 times as much." in said
    assert "At 1 of 2 distances a naive forecast is as good or better, first at 2 ahead" in said
    assert "“all stays as it is” is off by 25.0, the network by 30.0." in said
    assert "over 8 held-out places" in said
    assert drawn == [True] * 8
