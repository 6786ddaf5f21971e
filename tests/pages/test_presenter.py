"""The presenter view without a browser: its beats, what it tells the browser, and the way out; and the notes' page."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opening import filled, open_page, steppers
from ui.lessons.gradients.settings import SCENES
from ui.teaching.presenter import hall


@dataclass
class Wall:
    """The browser's half: what it was told last, and what it says next."""

    presses: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    def mount(self, *, key: str, data: dict[str, Any], on_turn_change: Any, **_: Any) -> None:
        """As Streamlit does: what is said is kept under the key, and the callback hears of it before the next run."""
        self.told = data
        if self.presses:
            st.session_state[key] = _Said({"serial": data["answers"] + 1} | self.presses.pop(0))
            on_turn_change()
            st.rerun()

    def press(self, app: AppTest, **said: Any) -> None:
        """Say something and let the page run."""
        self.presses.append(said)
        app.run()
        assert not app.exception


@dataclass
class _Said:
    turn: dict[str, Any]


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    one = Wall()
    monkeypatch.setattr(hall, "_hall", one.mount)
    return one


def board(app: AppTest) -> dict[str, Any]:
    said = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    found: dict[str, Any] = next(data for data in said if "sentence" in data)
    return found


def test_a_scene_is_told_in_beats_and_the_answer_comes_with_the_second(wall: Wall) -> None:
    app = open_page("vanishing_gradients", {"scene": "vanishing", "present": "1"})
    assert (wall.told["scene"], wall.told["beat"], wall.told["beats"]) == (
        "vanishing",
        0,
        ["ask", "show", "second", "why"],
    )
    assert [scene["name"] for scene in wall.told["scenes"]] == list(SCENES)
    assert set(board(app)["question"]) == {"text", "options"}
    assert "1/1000 after" not in json.dumps(filled(steppers(app)[0]["figures"][0])["layout"]["annotations"])
    wall.press(app, scene="vanishing", beat=1)
    asked = board(app)["question"]
    assert asked["options"][asked["answer"]] in asked["explanation"]
    assert "1/1000 after 10 steps" in json.dumps(filled(steppers(app)[0]["figures"][0])["layout"]["annotations"])
    wall.press(app, scene="vanishing", beat=2)
    assert app.query_params["forget_bias"]
    assert board(app)["why"]["title"] == "With open gates."
    wall.press(app, scene="vanishing", beat=1)
    assert "forget_bias" not in app.query_params
    wall.press(app, scene="vanishing", beat=3)
    assert "question" not in board(app)
    shown = steppers(app)[0]
    assert [figure["name"] for figure in shown["figures"]] == ["right"]
    assert (shown["transport"], shown["keys"], shown["large"], shown["follows"]) == (False, "none", True, False)
    assert board(app)["why"]["title"] == shown["figures"][0]["title"]


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_has_its_beats_at_once_and_in_large_letters(wall: Wall, scene: str) -> None:
    app = open_page("vanishing_gradients", {"scene": scene, "present": "1"})
    beats = wall.told["beats"]
    assert beats[:2] == ["ask", "show"]
    assert not app.sidebar.children
    for beat in range(1, len(beats)):
        wall.press(app, scene=scene, beat=beat)
        assert wall.told["beat"] == beat
        for shown in steppers(app):
            axis = filled(shown["figures"][0])["layout"]["xaxis"]
            assert axis["tickfont"]["size"] >= 20


def test_who_leaves_finds_the_settings_with_which_he_came(wall: Wall) -> None:
    app = open_page("vanishing_gradients", {"length": "60", "units": "7", "view": "terms", "predict": "0"})
    before = dict(app.query_params)
    next(button for button in app.button if button.label == "Present").click().run()
    assert wall.told["beats"] == ["show", "why"]  # nobody asks
    assert wall.told["scene"] == ""
    wall.press(app, scene="bias", beat=1)
    assert "bias" in app.query_params["scene"]
    wall.press(app, leave=True)
    assert dict(app.query_params) == before


def test_who_came_by_a_link_stays_at_the_scene(wall: Wall) -> None:
    app = open_page("vanishing_gradients", {"scene": "skip", "present": "1"})
    wall.press(app, scene="clipping", beat=0)
    wall.press(app, leave=True)
    assert "clipping" in app.query_params["scene"]
    assert "present" not in app.query_params


@pytest.mark.parametrize(
    "said",
    [
        {"scene": "catastrophe", "beat": 0},
        {"scene": 3, "beat": 0},
        {"scene": "bias", "beat": "1"},
        {"scene": "vanishing", "beat": 0, "serial": "7"},
        {},
    ],
)
def test_nonsense_from_the_browser_moves_nothing(wall: Wall, said: dict[str, Any]) -> None:
    app = open_page("vanishing_gradients", {"scene": "vanishing", "present": "1"})
    wall.press(app, **said)
    assert (wall.told["scene"], wall.told["beat"]) == ("vanishing", 0)
    wall.press(app, scene="vanishing", beat=99)
    assert wall.told["beat"] == 3


def test_the_notes_page_is_in_no_menu_and_says_what_it_is_for() -> None:
    app = open_page("notes", {})
    assert not app.exception
    assert "press N" in app.info[0].value
    for query in ({"lesson": "gradients", "channel": "<b>"}, {"lesson": "cooking", "channel": "a" * 20}):
        app = open_page("notes", query)
        assert not app.exception
        assert app.info


def test_the_notes_page_knows_every_scene() -> None:
    app = open_page("notes", {"lesson": "gradients", "channel": "a" * 20})
    assert not app.exception
    (data,) = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    assert [scene["name"] for scene in data["scenes"]] == list(SCENES)
    assert all(scene["notes"] for scene in data["scenes"])


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("cells", {"a": "lstm97", "b": "lstm"}),
        ("learning", {"task": "first", "gap": "40", "updates": "120"}),
        ("units", {"know": "word"}),
    ],
)
def test_what_nobody_asks_about_is_shown_at_once(page: str, query: dict[str, str], wall: Wall) -> None:
    app = open_page(page, query | {"present": "1"})
    assert not app.exception
    assert not wall.told["scene"]
    assert wall.told["beats"][0] == "show"
    assert "question" not in board(app)
    assert all(scene["beats"][0] == "ask" for scene in wall.told["scenes"])


def test_of_what_nobody_asks_about_nothing_is_hidden(wall: Wall) -> None:
    (shown,) = steppers(open_page("cells", {"present": "1"}))
    assert filled(shown["figures"][0])["layout"]["meta"]["rows"] == ["inputs", "answer", "cell", "cell"]
