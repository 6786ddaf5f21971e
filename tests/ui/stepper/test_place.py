"""Where a stepper is to stand, as Python says it: what it has heard from the browser, and what came too late."""

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from ui.stepper import Place, component

LAST_KNOWN = 16  # the number of the last report when the content was made


def said(monkeypatch: pytest.MonkeyPatch, report: dict[str, Any]) -> dict[str, Any]:
    """What the browser is told about the content "new" once it has reported this."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(component, "PLACE", lambda data, **_: sent.append(data))
    monkeypatch.setattr("streamlit.session_state", {"one.place": SimpleNamespace(place=report)})
    place = inspect.unwrap(component._place)
    place("one", "new", Place(13, 0), LAST_KNOWN, (30, 2), None, None)
    return sent[0]


def test_only_what_was_heeded_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    report = {"step": 17, "unit": 0, "serial": 21}
    assert said(monkeypatch, report | {"content": "new"})["answers"] == 21
    late = said(monkeypatch, report | {"content": "old"})  # on its way when the settings were changed
    assert (late["step"], late["answers"]) == (13, LAST_KNOWN)
