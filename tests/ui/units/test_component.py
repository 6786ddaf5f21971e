"""What the picture of units is told, and what it is told back."""

import base64
from string import Formatter

import numpy as np
import pytest

from tests.ui.units.made_up import ALPHABET, TEXT, inside, model, ranking, shown, told
from ui.units import Ranking, Reading, Tracked, cleaned
from ui.units.component import HOLE
from ui.units.phrases import units_phrases


def test_the_text_its_labels_and_the_ranking_arrive_and_weigh_little() -> None:
    data = told()
    labels = np.frombuffer(base64.b64decode(data["reading"]["labels"]), dtype="<i2")
    assert data["reading"]["text"] == TEXT
    assert labels.tolist() == inside().astype(int).tolist()
    assert data["model"]["alphabet"] == list(ALPHABET)
    best = max(data["ranking"]["state"]["cell"], key=lambda one: one["tracks"])
    assert best == {"unit": 1, "rises": True, "tracks": 0.99, "low": -0.2, "high": 0.6}
    assert "weights" not in data["model"]


def test_where_there_is_no_label_there_is_a_hole() -> None:
    data = told(reading=Reading("ab", np.array([np.nan, 1.0])))
    assert np.frombuffer(base64.b64decode(data["reading"]["labels"]), dtype="<i2").tolist() == [HOLE, 1]
    assert told(reading=Reading("ab", None))["reading"]["labels"] is None


def test_numbers_that_are_none_are_left_out() -> None:
    nothing = Tracked(0, np.nan, True, np.inf, 0.0)
    data = told(ranking=Ranking({"cell": [nothing]}, 3, {"cell": np.nan}))
    assert data["ranking"]["state"]["cell"] == [{"unit": 0, "rises": True, "tracks": None, "low": None, "high": 0.0}]
    assert data["ranking"]["steers"] is None


def test_the_content_is_another_where_anything_of_it_is() -> None:
    one = told()["content"]
    others = [told(covered=True), told(ranking=None), told(reading=Reading("abc")), told(model=shown(model(seed=4)))]
    assert len({one, *(other["content"] for other in others)}) == 5
    assert told()["content"] == one
    assert told(ranking=ranking(3))["content"] != one


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"held": "2:-1.5,1:0", "state": "hidden"}, {"held": "2:-1.5,1:0", "state": "hidden"}),
        ({"held": "9:1,0:1,x,2:nan,2:1e9,3:4"}, {"held": "3:4"}),
        ({"held": ""}, {"held": "free"}),
        ({"held": "free"}, {"held": "free"}),
        ({"held": 7, "state": "gate", "luck": "many"}, {}),
        ({"luck": 1e9, "span": -3, "temperature": -1, "threshold": 1e9},
         {"luck": 9999, "span": 1, "temperature": 0.0, "threshold": 100.0}),
        ({"temperature": float("nan"), "threshold": float("inf"), "luck": True}, {"luck": 1}),
        ({"painted": "3-5.9-12"}, {"painted": "3-5.9-12"}),
        ({"painted": "5-3.4-4.<b>.1-2"}, {"painted": "4-4.1-2"}),
    ],
)  # fmt: skip
def test_what_a_browser_says_of_its_place_is_kept_inside(said: dict[str, object], kept: dict[str, object]) -> None:
    assert cleaned(said, 4) == kept


def test_what_is_held_as_usual_is_not_kept_for_another_network() -> None:
    assert cleaned({"held": "2:1.7", "luck": 3}, 4, "2:1.7") == {"held": "", "luck": 3}
    assert cleaned({"held": "2:1.8"}, 4, "2:1.7") == {"held": "2:1.8"}
    assert cleaned({"held": "free"}, 4, "2:1.7") == {"held": "free"}


def test_sentences_have_places_only() -> None:
    for sentence in units_phrases("en").values():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
