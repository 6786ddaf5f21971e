"""The page of the family without a browser: its settings, its sentences, and what it hands to the stepper."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.learning import family
from engine.learning.training import Progress
from tests.pages.opening import open_page, steppers
from ui.lessons.cells import run
from ui.lessons.cells.family import FAMILY, KINDS
from ui.lessons.cells.results import result
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
        ({"length": "1"}, "from 2 to 300"),
        (
            {"a": "rnn", "b": "lstm", "network": "fresh", "equal": "parameters", "units": "1"},
            "fewer than a single unit",
        ),
        ({"colour": "red"}, "no setting called"),
        ({"variant": "closed", "a": "rnn"}, "“variant=closed”: RNN and LSTM were not trained in this special way"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_standing_picture(query: dict[str, str], says: str) -> None:
    app = opened(**query)
    assert not app.exception
    assert any(says in warning.value for warning in app.warning)
    assert len(panels(app)) == 2


def test_who_is_not_trained_is_said_to_be_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Both networks are fresh" in said(opened(a="skip", b="lstm", network="fresh"))
    monkeypatch.setattr(run, "result", lambda kind, *_: None if kind == "skip" else result(kind, *_))
    assert "Nobody has trained Skip RNN on this task" in said(opened(a="skip", b="lstm", length="7"))


def test_a_scene_asks_first_and_shows_the_pair_with_its_answer() -> None:
    app = opened(scene="skip")
    assert not app.exception
    assert "Predict first:" in said(app)
    assert steppers(app)[0]["panels"] == []
    next(button for button in app.button if button.label == "Reveal").click().run()
    assert not app.exception
    assert "Answer: none." in said(app)
    assert len(panels(app)) == 2
    assert app.query_params["scene"] == "skip"


def test_the_wall_shows_the_sequence_until_there_is_an_answer() -> None:
    app = opened(scene="flip", present="1")
    assert not app.exception
    shown = steppers(app)[0]
    assert shown["large"]
    assert len(shown["figures"]) == 1
    assert json.loads(shown["figures"][0]["skeleton"])["layout"]["meta"]["rows"] == ["inputs", "answer", "answer"]
    assert not any(path.endswith(".z") for path in shown["figures"][0]["arrays"])


def test_the_answer_on_the_wall_has_all_numbers_in_itself() -> None:
    shown = steppers(opened(scene="drift", present="1", predict="0"))[0]
    assert shown["panels"] == []
    (figure,) = shown["figures"]
    drawn = json.loads(figure["skeleton"])
    assert drawn["layout"]["meta"]["rows"] == ["inputs", "answer", "cell", "cell"]
    called = [note["text"] for note in drawn["layout"]["annotations"] if "</i>" in note.get("text", "")]
    assert called == ["<b>LSTM 1997</b> <i>c</i><br> ", "<b>LSTM</b> <i>c</i><br> "], "one line, and one for its limit"
    assert not any("panel" in trace.get("meta", {}) for trace in drawn["data"])
    heat = [number for number, trace in enumerate(drawn["data"]) if trace["type"] == "heatmap"]
    assert {f"data.{number}.z" for number in heat} <= set(figure["arrays"])


def test_another_pair_leaves_the_special_networks_of_a_scene() -> None:
    app = opened(scene="one", cover="0")
    assert not app.exception
    app.selectbox(key="cells.a").set_value("lstm").run()
    assert not app.exception
    assert not app.warning
    assert "variant" not in app.query_params


def test_special_networks_that_there_are_not_are_said_to_be_missing_in_the_hall_too() -> None:
    app = opened(a="rnn", b="lstm", task="latch", variant="one_unit", present="1", cover="0")
    assert any("“variant=one_unit”: RNN and LSTM" in warning.value for warning in app.warning)
    assert "variant" not in app.query_params
    assert "one unit" not in steppers(app)[0]["figures"][0]["skeleton"]
    assert not app.run().exception
    assert any("variant" in warning.value for warning in app.warning)  # until something else is chosen


def test_a_seed_that_nobody_trained_gets_a_sentence() -> None:
    app = opened(a="rnn", b="lstm", task="latch", seed="7")
    assert any("seeds 0 to 4" in warning.value for warning in app.warning)


def test_the_pair_is_trained_here_and_compared_with_what_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = family.load("latch", "lstm")
    given = []

    def train(task: str, cell: str, seed: int) -> Iterator[Progress]:
        given.append((task, cell, seed))
        for step in (300, 600):
            yield Progress(step, 0.01, 1.0, shipped.network, shipped.readout)

    monkeypatch.setattr(family, "train", train)
    app = opened(a="rnn", b="lstm", task="latch")
    next(button for button in app.button if button.label == "Train LSTM here").click().run()
    assert not app.exception
    assert given == [("latch", "lstm", 0)]
    assert "Every weight is that of the network that ships." in said(app)
