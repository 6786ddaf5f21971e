"""The gradient laboratory without a browser: its opening, its scenes, its sentences, its questions."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import filled, let_every_picture_stand, open_page, steppers
from ui.lessons.gradients.settings import PULSE, SCENES, VIEWS


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)


def opened(**query: str) -> AppTest:
    return open_page("vanishing_gradients", query)


def payloads(app: AppTest) -> list[dict[str, Any]]:
    return steppers(app)


def neuron(app: AppTest) -> dict[str, Any]:
    """What the one neuron shows."""
    said = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    return next(data for data in said if "steps" in data and "ways" in data)


def pressed(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def in_link(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def curves_of(app: AppTest) -> set[str]:
    return set(payloads(app)[0]["numbers"]["arrays"])


def test_it_opens_on_one_number() -> None:
    for query in ({}, {"w": "0.5", "f": "tanh"}, {"scene": "number", "predict": "0"}):
        app = opened(**query)
        assert not app.exception
        assert not app.warning
        assert in_link(app, "scene") == "number"
        assert payloads(app) == []
        assert neuron(app)["settings"] == {
            "w": float(query.get("w", 0.8)), "f": query.get("f", "linear"), "b": 0.0, "v": 1.0, "u": 1.0, "by": 0.0,
            "fy": "linear", "x": PULSE,
        }  # fmt: skip


@pytest.mark.parametrize("query", [{"predict": "0"}, {"length": "40"}, {"k": "3"}, {"view": "keep"}, {"cover": "0"}])
def test_a_link_that_says_something_else_shows_the_curves(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    assert payloads(app)[0]["name"] == "gradients"


def test_back_at_the_usual_settings_the_curves_stay() -> None:
    app = opened(length="40")
    app.number_input(key="gradients.length").set_value(100).run()
    assert in_link(app, "scene") == "vanishing"
    assert payloads(app)[0]["name"] == "gradients"


@pytest.mark.usefixtures("standing")
def test_the_curves_open_on_three_cells_as_pytorch_makes_them() -> None:
    app = opened(scene="vanishing", cover="0")
    assert not app.exception
    assert not app.warning
    on_top, chapter = payloads(app)
    assert set(on_top["numbers"]["arrays"]) == {"rnn", "lstm", "gru"}
    labels = " ".join(note["text"] for note in filled(on_top["figures"][0])["layout"]["annotations"])
    assert "bias" not in labels
    assert "alive all the way back" not in labels
    assert "1/1000 after 10 steps" in labels
    assert on_top["group"] == chapter["group"]
    assert [figure["name"] for figure in chapter["figures"]] == ["left", "right"]


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_stands_behind_a_short_link(scene: str) -> None:
    app = opened(scene=scene)
    assert not app.exception
    assert not app.warning
    assert in_link(app, "scene") == scene
    assert app.button_group(key="gradients.*scene").value == scene


def test_the_chapter_is_not_on_the_way_to_the_picture() -> None:
    app = opened(view="terms", cover="0")
    assert not app.exception
    assert [data["name"] for data in payloads(app)] == ["gradients"]
    waiting = [
        element.proto for element in app.get("bidi_component") if not (element.proto.bytes or element.proto.json)
    ]
    assert len(waiting) == 1


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("focus", ["rnn", "lstm", "gru"])
def test_every_chapter_for_every_cell(view: str, focus: str) -> None:
    app = opened(view=view, focus=focus, length="30", units="8")
    assert not app.exception
    assert not app.warning
    assert len(payloads(app)) == 2


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"gates_init": "identity"}, "identity initialisation"),
        ({"skip": "1", "activation": "relu"}, "skip connection"),
        ({"init": "nonnormal"}, "linear"),
        ({"rnn": "0", "lstm": "0", "gru": "0"}, "No cell is chosen"),
        ({"length": "1000"}, "from 2 to 300"),
        ({"units": "65"}, "from 1 to 64"),
        ({"radius": "nan"}, "from 0.5 to 1.5"),
        ({"scene": "catastrophe"}, "vanishing"),
        ({"theta": "0"}, "from 0.001"),
        ({"scene": "vanishing", "w": "2"}, "from -1.5 to 1.5"),
        ({"scene": "vanishing", "x": "012"}, "16 digits"),
        ({"k": "-1"}, "whole number"),
        ({"cells": "vanilla"}, "min_gru"),
        ({"flavour": "vanilla"}, "no setting called"),
    ],
)
def test_what_cannot_be_had_gets_a_sentence_and_a_standing_picture(query: dict[str, str], says: str) -> None:
    app = opened(**{"cover": "0"} | query)
    assert not app.exception
    assert any(says in warning.value for warning in app.warning)
    assert curves_of(app) == {"rnn", "lstm", "gru"}


@pytest.mark.usefixtures("standing")
def test_further_cells_stand_in_the_address_and_one_unit_is_checked_by_hand() -> None:
    app = opened(cells="rg_lru,min_gru", view="cells", focus="min_gru", k="95", length="100")
    assert not app.exception
    assert not app.warning
    on_top, chapter = payloads(app)
    assert set(on_top["numbers"]["arrays"]) == {"rnn", "lstm", "gru", "min_gru", "rg_lru"}
    assert [figure["name"] for figure in chapter["figures"]] == ["slopes", "product"]
    assert r"\partial h_{95}" in app.latex[0].value
    assert any("5 numbers of unit 1 multiplied" in text.value for text in app.markdown)
    app.number_input(key="gradients.unit").set_value(3).run()
    assert in_link(app, "unit") == "3"
    assert any("5 numbers of unit 3 multiplied" in text.value for text in app.markdown)
    app.multiselect(key="gradients.cells").set_value(["slstm", "mut1"]).run()
    assert not app.exception
    assert set(in_link(app, "cells").split(",")) == {"mut1", "slstm"}
    assert {"mut1", "slstm"} < curves_of(app)
    assert app.selectbox(key="gradients.memory_bias").value == "default"
    app.selectbox(key="gradients.memory_bias").set_value("3").run()
    assert {"mut1_before", "slstm_before"} < curves_of(app)
    app.multiselect(key="gradients.cells").set_value([]).run()
    assert not app.exception
    assert "cells" not in app.query_params


def test_one_click_opens_the_gates_and_one_takes_that_back() -> None:
    app = opened(scene="vanishing", cover="0")
    assert any("All as PyTorch makes them" in text.value for text in app.markdown)
    next(button for button in app.button if button.label.startswith("Open the gates")).click().run()
    assert not app.exception
    assert curves_of(app) == {"rnn", "lstm_before", "lstm", "gru_before", "gru"}
    assert (in_link(app, "forget_bias"), in_link(app, "update_bias")) == ("3", "3")
    assert app.button_group(key="gradients.*scene").value == "vanishing"  # the scene's second beat
    assert app.selectbox(key="gradients.update_bias").value == "3"
    assert any("With open gates" in text.value for text in app.markdown)
    next(button for button in app.button if button.label == "Back to the defaults").click().run()
    assert curves_of(app) == {"rnn", "lstm", "gru"}
    assert not {"forget_bias", "update_bias"} & set(app.query_params)


def test_where_nothing_can_be_opened_nothing_offers_it() -> None:
    for query in ({"lstm": "0"}, {"forget_bias": "1"}, {"scene": "window"}, {"scene": "vanishing", "cover": "1"}):
        assert not any("gates" in button.label for button in opened(**query).button), query


@pytest.mark.parametrize("query", [{"length": "300", "units": "16"}, {"length": "2", "units": "1"}])
def test_the_ends_of_the_sliders(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    assert payloads(app)[0]["steps"] == int(query["length"])


def test_twenty_seeds_show_the_spread() -> None:
    app = opened(runs="20", length="40", units="8")
    assert not app.exception
    fills = [trace for trace in filled(payloads(app)[0]["figures"][0])["data"] if trace.get("fill") == "tonexty"]
    assert len(fills) == 3


@pytest.mark.usefixtures("standing")
def test_a_covered_picture_shows_its_curves_only_after_reveal() -> None:
    app = opened(scene="vanishing")
    (hidden,) = payloads(app)
    assert len(filled(hidden["figures"][0])["data"]) == 1
    assert (hidden["reading"], hidden["numbers"]["arrays"]) == ("", {})
    app.button_group[1].set_value("10").run()
    pressed(app, "Reveal")
    assert not app.exception
    assert len(payloads(app)) == 2
    assert any("✓" in text.value and "After 10 steps" in text.value for text in app.markdown)
    assert any("And with W twice as large?" in text.value for text in app.markdown)
    app.button_group[1].set_value("lost sooner").run()
    assert any("✗ **Answer: lost later.** It is below 1/1000 after 73" in text.value for text in app.markdown)
    pressed(app, "Cover again")
    assert payloads(app)[0] == hidden


def test_own_settings_are_seen_at_once_and_asked_about_below() -> None:
    app = opened(length="40")
    assert payloads(app)[0]["numbers"]["arrays"]
    assert any("Predict first" in text.value for text in app.markdown)


def test_the_question_can_be_hidden() -> None:
    app = opened(predict="0")
    assert not any("Predict first" in text.value for text in app.markdown)


def test_a_changed_control_leaves_the_scene_and_is_in_the_link() -> None:
    app = opened(scene="exploding")
    app.slider(key="gradients.radius").set_value(1.4).run()
    assert not app.exception
    assert "scene" not in app.query_params
    assert in_link(app, "radius") == "1.4"
    assert app.button_group(key="gradients.*scene").value is None
