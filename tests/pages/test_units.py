"""The page on units, without a browser: each question opens, and what cannot be had is told."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page
from ui.lessons.units.scenes import SCRIPT
from ui.lessons.units.settings import KNOWN, LONGEST


def picture(app: AppTest) -> dict[str, Any]:
    """What the picture is given."""
    said = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    found: dict[str, Any] = next(data for data in said if "reading" in data)
    return found


@pytest.mark.parametrize("know", KNOWN)
def test_every_question_opens(know: str) -> None:
    app = open_page("units", {"know": know})
    assert not app.exception
    assert not app.warning
    assert picture(app)["property"]["name"] == ("next_vowel" if know == "next" else know)


@pytest.mark.parametrize("scene", SCRIPT.changes)
def test_a_link_may_give_a_scene_alone(scene: str) -> None:
    app = open_page("units", {"scene": scene})
    assert not app.exception
    assert not app.warning
    assert app.session_state["units.*kept"] == SCRIPT.settings_of(scene)


def test_what_is_asked_is_covered_until_somebody_wants_to_know() -> None:
    app = open_page("units", {})
    assert picture(app)["covered"]
    next(button for button in app.button if button.label == "Reveal").click().run()
    assert not app.exception
    assert not picture(app)["covered"]
    assert picture(app)["measured"]


def test_the_unit_that_tracks_best_is_held_where_nobody_says_what() -> None:
    data = picture(open_page("units", {}))
    best = max(data["ranking"]["state"]["cell"], key=lambda unit: unit["tracks"])
    assert data["place"]["held"] == data["usual"]["held"] == f"{best['unit'] + 1}:{round(best['high'], 2):g}"
    assert picture(open_page("units", {"held": "free"}))["place"]["held"] == "free"
    assert picture(open_page("units", {"held": "3:0.5"}))["place"]["held"] == "3:0.5"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "😀 שלום 中文", '"Yes," said <b>Anna</b>.', "\u202e\x00\x07"]
)
def test_a_hostile_text_is_read_and_nothing_of_it_is_lost(text: str) -> None:
    app = open_page("units", {"text": text})
    assert not app.exception
    assert not app.warning
    reading = picture(app)["reading"]
    assert reading["own"]
    assert len(reading["text"]) >= len(text)
    assert text not in "".join(element.value for element in app.markdown)


def test_a_text_too_long_is_told_and_the_usual_picture_stands() -> None:
    app = open_page("units", {"text": "a" * (LONGEST + 1)})
    assert not app.exception
    assert any(str(LONGEST) in warning.value for warning in app.warning)
    assert not picture(app)["reading"]["own"]


def test_a_text_too_long_that_is_typed_stays_where_it_is() -> None:
    app = open_page("units", {})
    app.text_area[0].set_value("b" * (LONGEST + 1)).run()
    assert not app.exception
    assert any("shorten it" in warning.value for warning in app.warning)
    assert app.text_area[0].value == "b" * (LONGEST + 1)


def test_what_is_painted_is_measured_where_that_is_wanted_and_nothing_of_the_wait_stays() -> None:
    app = open_page("units", {"know": "painted", "painted": "10-40"})
    assert picture(app)["ranking"] is None
    app.session_state["units.*wanted"] = "10-40"
    app.run()
    assert not app.exception
    ranking = picture(app)["ranking"]
    assert ranking["painted"] == "10-40"
    assert len(ranking["steers"]) == picture(app)["model"]["units"]
    assert 0 < ranking["free"] < 1  # how far apart two free texts are: the control of a distance
    assert not app.get("progress")


def test_what_stood_in_another_network_is_left_there() -> None:
    app = open_page("units", {"unit": "3", "t": "40", "held": "3:0.5", "predict": "0"})
    app.button_group(key="units.network").set_value(2).run()
    assert not app.exception
    kept = app.session_state["units.*kept"]
    assert (kept.network, kept.unit, kept.t, kept.held) == (2, 0, 0, "")
    app.selectbox(key="units.know").set_value("line").run()
    assert not app.exception
    assert app.session_state["units.*kept"].know == "line"
