"""Where a stepper is to stand, as Python says it: what it has heard from the browser, and what came too late."""

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from ui.stepper import Place, component


def test_only_what_was_heeded_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    callbacks: list[Any] = []
    rests: list[Place] = []
    session: dict[str, Any] = {}

    def place_component(data: dict[str, Any], on_place_change: Any, **_: object) -> None:
        sent.append(data)
        callbacks.append(on_place_change)

    def run(content: str, step: int) -> int:
        """A whole run of the page; how many of its reports the browser hears that we know."""
        component.place_of("one", content, Place(step, 0), (30, 2), rests.append, None)
        answers: int = sent[-1]["answers"]
        return answers

    def report(content: str, step: int, serial: int) -> None:
        said = {"content": content, "step": step, "unit": 0, "serial": serial}
        session["one.place"] = SimpleNamespace(place=said)
        callbacks[-1]()

    monkeypatch.setattr(component, "PLACE", place_component)
    fragment = inspect.unwrap(component._place)
    given: list[tuple[Any, ...]] = []

    def place(*arguments: Any) -> None:
        given.append(arguments)
        fragment(*arguments)

    def answer() -> tuple[int, int]:
        """The fragment once more with what the last whole run gave it: the step, and how many reports we know."""
        fragment(*given[-1])
        return sent[-1]["step"], sent[-1]["answers"]

    monkeypatch.setattr(component, "_place", place)
    monkeypatch.setattr("streamlit.session_state", session)
    assert run("old", 12) == 0
    report("old", 13, serial=1)
    assert rests == [Place(13, 0)]
    assert answer() == (13, 1)  # not the step before: if the browser has not heard of that, it would pass for a wish
    assert run("old", 13) == 1
    assert run("new", 13) == 1  # the settings were changed
    report("old", 17, serial=2)  # on its way by then: nobody knows of that step
    assert rests == [Place(13, 0)]
    assert run("new", 13) == run("old", 13) == 1  # so the browser, which waits for 2, stays where it is
    report("old", 18, serial=3)
    assert rests[1:] == [Place(18, 0)]
    assert answer() == (18, 3)
    assert run("old", 18) == 3
    assert run("old", 20) == 3  # a link: it is the page that wishes
    assert answer() == (20, 3)
