"""The page on which a network learns, without a browser: each task opens, and what cannot be had is told."""

import json
from math import sin
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


def given(app: AppTest, data: bytes, name: str = "own.csv") -> AppTest:
    """A file is opened in the sidebar."""
    return app.file_uploader[0].set_value((name, data, "text/csv")).run()


def learned(app: AppTest) -> str:
    """Which column of which file, as the sidebar says."""
    told = next(caption.value for caption in app.caption if "own" in caption.value and "values" in caption.value)
    return told.replace("\\", "").split(" They")[0]


def table(*columns: tuple[str, list[Any]], separator: str = ";") -> bytes:
    """A CSV file."""
    rows = [[name for name, _ in columns], *zip(*(values for _, values in columns), strict=True)]
    return "\n".join(separator.join(map(str, row)) for row in rows).encode()


SWELL = [round(10 + sin(step), 2) for step in range(60)]
WARM = [f"{value:.2f}".replace(".", ",") for value in SWELL]  # decimal commas


def test_a_column_of_an_own_file_is_learned_and_another_may_be_chosen() -> None:
    app = open_page("learning", write(usual_of("column")))
    years = list(range(1960, 2020))
    given(app, table(("year", years), ("warm", WARM), ("flat", [1] * 60), ("said", [*"ab" * 30]), ("swell", SWELL)))
    assert not app.warning
    assert learned(app) == "“warm” of own.csv: 60 values."
    choice = app.selectbox(key="learning.*column")
    assert (choice.options, choice.value) == (["year", "warm", "flat", "said", "swell"], "warm")
    assert front(app)["runs"]
    for name, says in {
        "said": "Row 2 of the column “said” says “a”, which is not a number",
        "flat": "all the same",
    }.items():
        app.selectbox(key="learning.*column").set_value(name).run()
        assert says in app.warning[0].value
        assert "“warm”" in learned(app)  # what was learned stays
    app.selectbox(key="learning.*column").set_value("swell").run()
    assert not app.warning
    assert "“swell”" in learned(app)
    app.selectbox(key="learning.task").set_value("sine").run()
    app.selectbox(key="learning.task").set_value("column").run()
    assert not app.warning  # the session keeps it
    assert app.selectbox(key="learning.*column").value == "swell"


BAD = (
    (b"", "The file is empty"),
    (b"PK\x03\x04 a workbook", "save the table as CSV"),
    (table(("word", [*"ab" * 30])), "not a number"),
    (table(("gap", [1, 2, "", *range(57)]), ("said", [*"ab" * 30])), "Row 4 of the column “gap” is empty"),
    (table(("few", [*range(12)])), "12 values: please give from 40 to 5,000"),
    (table(("many", [*range(5001)])), "5,001 rows: please shorten it to at most 5,000"),
    (b"1,5\n" * 60, "can be read in two ways"),
    (b"1" * 1_000_001, "1.0 MB: please give one of at most 1 MB"),
    (table(("large", [10**15] * 60)), "too large"),
)


def test_a_file_that_cannot_be_learned_is_told_so_and_what_was_open_stays() -> None:
    app = open_page("learning", write(usual_of("column")))
    for data, says in BAD:
        given(app, data)
        assert not app.exception
        assert [says in warning.value.replace("\\", "") for warning in app.warning] == [False, True], (
            says
        )  # the first: no file is open
        assert front(app)["runs"]
    given(app, table(("good", SWELL)))
    assert not app.warning
    for data, says in BAD:
        given(app, data)
        assert [says in warning.value.replace("\\", "") for warning in app.warning] == [True]
        assert learned(app) == "“good” of own.csv: 60 values."
