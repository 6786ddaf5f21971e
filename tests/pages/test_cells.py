"""The page of the family without a browser: its settings, its sentences, and what it hands to the stepper."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page, steppers
from ui.lessons.cells.family import FAMILY, KINDS
from ui.lessons.cells.settings import TASKS


def opened(**query: str) -> AppTest:
    return open_page("cells", query)


def panels(app: AppTest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = steppers(app)[0]["panels"]
    return found


def said(app: AppTest) -> str:
    return " ".join(text.value for text in (*app.markdown, *app.caption))


def test_it_opens_on_two_cells_of_which_one_is_the_other_s_child() -> None:
    app = opened()
    assert not app.exception
    assert not app.warning
    assert len(panels(app)) == 2
    assert "Equations of LSTM, against" in said(app)


@pytest.mark.parametrize("a", KINDS)
def test_every_cell_stands_beside_another(a: str) -> None:
    at = KINDS.index(a)
    b, task = KINDS[at - 1], TASKS[at % len(TASKS)]
    app = opened(a=a, b=b, task=task, length="12", sums="1", network="fresh")
    assert not app.exception
    assert not app.warning
    assert [panel["cell"] for panel in panels(app)] == [FAMILY[a].engine, FAMILY[b].engine]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"a": "lstm", "b": "lstm"}, "LSTM beside LSTM"),
        ({"a": "perceptron"}, "not one of the possible values"),
        ({"task": "chess"}, "not one of the possible values"),
        ({"length": "1"}, "from 2 to 200"),
        (
            {"a": "rnn", "b": "lstm", "network": "fresh", "equal": "parameters", "units": "1"},
            "fewer than a single unit",
        ),
        ({"colour": "red"}, "no setting called"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_standing_picture(query: dict[str, str], says: str) -> None:
    app = opened(**query)
    assert not app.exception
    assert any(says in warning.value for warning in app.warning)
    assert len(panels(app)) == 2


def test_who_is_not_trained_is_said_to_be_fresh() -> None:
    assert "Nobody has trained Skip RNN on this task" in said(opened(a="skip", b="lstm"))
    assert "Both networks are fresh" in said(opened(a="skip", b="lstm", network="fresh"))
