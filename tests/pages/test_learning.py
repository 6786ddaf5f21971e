"""The page on which a network learns, without a browser: each task opens, and what cannot be had is told."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page
from ui.lessons.learning.scenes import SCRIPT
from ui.lessons.learning.settings import TASKS, usual_of
from ui.settings.parameters import write


def front(app: AppTest) -> dict[str, Any]:
    """What the front of learning is given."""
    said = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    found: dict[str, Any] = next(data for data in said if "runs" in data)
    return found


@pytest.mark.parametrize("task", TASKS)
def test_every_task_opens_as_it_is_usually_learned(task: str) -> None:
    app = open_page("learning", write(usual_of(task)))
    assert not app.exception
    if task == "column":
        assert "No file is open" in app.warning[0].value
    else:
        assert not app.warning
    assert 1 <= len(front(app)["runs"]) <= 3
    assert any("Train" in button.label for button in app.button)


@pytest.mark.parametrize("scene", SCRIPT.changes)
def test_a_link_may_give_a_scene_alone(scene: str) -> None:
    app = open_page("learning", {"scene": scene})
    assert not app.exception
    assert not app.warning
    assert app.session_state["learning.*kept"] == SCRIPT.settings_of(scene)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"task": "text", "text": "aaaa"}, "no other character"),
        ({"beside": "bias", "cells": "rnn"}, "no gate whose bias"),
        ({"cells": ""}, "No cell is chosen"),
        ({"task": "series", "series": "own", "numbers": "1 2 3"}, "3"),
        ({"task": "series", "series": "own", "numbers": "one two"}, "one"),
        ({"units": "1000"}, "from 1 to 48"),
    ],
)
def test_what_cannot_be_had_is_told_and_the_usual_picture_stands(query: dict[str, str], message: str) -> None:
    app = open_page("learning", query)
    assert not app.exception
    assert any(message in warning.value for warning in app.warning), [warning.value for warning in app.warning]
    assert front(app)["runs"]


def test_another_task_brings_the_way_in_which_it_is_usually_learned() -> None:
    app = open_page("learning", {})
    app.selectbox(key="learning.task").set_value("hello").run()
    assert app.session_state["learning.*kept"] == usual_of("hello")
