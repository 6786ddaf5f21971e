"""What stands on a page, as parts of a file: as it stands, and without what only a server can answer."""

import dataclasses
import json
from typing import Any

import pytest

from engine.learning import recorded
from ui import assets
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.view import step_payload
from ui.mount import Component, Mounted, component
from ui.saving import fetched
from ui.standalone.parts import parts_of
from ui.stepper import to_browser
from ui.stepper.values import unbundle

STEPPER = component("stepper", "stepper/browser/stepper.js", "stepper/browser/stepper.css", ready=True)
PLACE, HAND = (component(name, f"stepper/browser/{name}.js") for name in ("place", "hand"))


def spoken(component: Component, said: dict[str, Any] | None = None, **data: Any) -> Mounted:
    return Mounted(
        component, {"content": "this", "answers": 3, "link": ["t", "unit"], "reports": True} | data, said or {}
    )


def shown(**settings: Any) -> Mounted:
    return Mounted(STEPPER, to_browser(step_payload(StepSettings(**settings), "en"), ""), {})


def nothing(address: str) -> bytes | None:
    return None


def test_the_place_is_where_the_browser_rested_and_nobody_hears_more() -> None:
    (part,), needs = parts_of([spoken(PLACE, {"content": "this", "step": 7, "serial": 4}, step=2, unit=1)], nothing, "")
    assert part.html == part.css == ""
    assert needs == {}
    assert (part.data["step"], part.data["unit"], part.data["answers"]) == (7, 1, 0)
    assert part.data["link"] is None
    assert part.data["reports"] is False
    (late,), _ = parts_of([spoken(PLACE, {"content": "another", "step": 7}, step=2)], nothing, "")
    assert late.data["step"] == 2


def test_it_brings_what_it_will_ask_for_and_keeps_every_number() -> None:
    standing = shown()
    before = unbundle(standing.data)
    training = before["training"]["url"]
    (part,), needs = parts_of([standing], fetched, "")
    assert needs == {
        training: fetched(training),
        assets.plotly_url(): assets.plotly_url(),
        "../cells/lstm/live.js": "stepper/cells/lstm/live.js",
    }
    assert unbundle(part.data) == before
    assert (part.html, part.css) == (STEPPER.html, STEPPER.css)


def test_what_only_a_server_answers_is_not_offered() -> None:
    (part,), needs = parts_of([shown()], nothing, "")
    assert unbundle(part.data)["training"] is None
    assert not [address for address in needs if "training" in address]

    waiting = shown(cell="slstm", network="fresh")
    assert unbundle(waiting.data)["panels"][0]["live"]["waits"]
    (part,), needs = parts_of([waiting], nothing, "says so")
    assert unbundle(part.data)["panels"][0]["live"] is None
    assert list(needs) == [assets.plotly_url()]
    part, hand = parts_of([waiting, spoken(HAND, held="forget_gate*1*all")], nothing, "says so")[0]
    assert unbundle(part.data)["panels"][0]["live"]["waits"] == "says so"
    assert hand.data["held"] == "forget_gate*1*all"


def test_a_page_that_waits_for_its_picture_has_none_yet() -> None:
    assert parts_of([Mounted(STEPPER, None, {})], nothing, "") == ([], {})


def test_modules_named_in_the_data_are_brought_along() -> None:
    url = assets.module_url("lessons/architectures/both/readers.js")
    graph = dataclasses.replace(STEPPER, name="unrolled")
    (part,), needs = parts_of(
        [Mounted(graph, {"asides": [{"url": url, "data": {"x": ["/assets/other.js"]}}]}, {})], nothing, ""
    )
    assert part.data["asides"][0]["url"] == url
    assert needs == {url: "lessons/architectures/both/readers.js"}


@pytest.mark.parametrize("styles", [(), ("stepper/browser/tour.css",)])
def test_a_component_has_an_element_if_it_has_styles(styles: tuple[str, ...]) -> None:
    one = component("one", "one.js", *styles, ready=True)
    assert (one.html is None) == (one.css is None) == (not styles)
    assert one.html is None or 'data-ready="false"' in one.html


def front(**data: Any) -> Mounted:
    asides = [{"url": "", "data": {"words": {"lost": "gone", "other": "said"}}}, {"url": "", "data": {}}]
    return Mounted(dataclasses.replace(STEPPER, name="front"), {"job": "recorded-adding", "asides": asides} | data, {})


def test_a_front_of_learning_brings_the_rows_that_there_are_and_asks_nobody() -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return b"rows"

    (part,), needs = parts_of([front(job="recorded-a b")], fetch, "nobody")
    assert asked == ["/learning/recorded-a%20b/rows?from=0"]
    assert needs == {asked[0]: b"rows"}
    assert [aside["data"] for aside in part.data["asides"]] == [{"words": {"lost": "nobody", "other": "said"}}, {}]
    (part,), needs = parts_of([front()], nothing, "")
    assert (part.data["job"], needs) == (None, {})


def test_what_the_server_answers_is_answered_once_more() -> None:
    (name, *_) = recorded.names()
    rows = fetched(f"/learning/recorded-{name}/rows?from=0")
    assert rows is not None
    lines = [json.loads(line) for line in rows.splitlines()]
    assert "runs" in lines[0]
    assert lines[-1] == {"state": "done"}
    for nothing_there in (
        "/training/lstm/none/1",
        "/learning/recorded-none/rows?from=0",
        "/learning/none/rows",
        "/other",
    ):
        assert fetched(nothing_there) is None
