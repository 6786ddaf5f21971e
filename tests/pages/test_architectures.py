"""The page of architectures without a browser: each view opens, asks, and hands its picture to the browser."""

import json
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page


def opened(**query: str) -> AppTest:
    return open_page("architectures", query)


def graph(app: AppTest) -> dict[str, Any]:
    """What the unrolled graph is given."""
    said = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    found: dict[str, Any] = next(data for data in said if "arrows" in data)
    return found


def test_attention_is_covered_by_its_question_and_a_held_weight_changes_what_is_written() -> None:
    app = opened(scene="looks")
    assert not app.exception
    assert [box["label"] for box in graph(app)["boxes"] if box["kind"] == "answer"] == list("2021-03-05")
    assert not any(weight for _, _, weight in graph(app)["arrows"])  # where it looks is asked
    assert not graph(app)["asides"]
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    assert any("Answer: “марта”, letters 3 to 7" in text.value for text in app.markdown)
    assert len(graph(app)["asides"]) == 2
    assert len(app.get("vega_lite_chart")) == 3
    kept = app.session_state["architectures.*kept"]
    app.session_state["architectures.*kept"] = replace(kept, held="7:1=1")  # as the alignment map tells it
    app.run()
    assert [box["label"] for box in graph(app)["boxes"] if box["kind"] == "answer"] == list("2021-05-05")
    app.text_input(key="architectures.date").set_value("9 мая 1945").run()
    assert app.session_state["architectures.*kept"].held == ""  # it belonged to letters that are gone
    assert any(text.value == "✓ **1945-05-09** is right." for text in app.markdown)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"date": "5 🙂"}, "never seen “🙂”"),
        ({"date": "5" * 300}, "300 characters"),
        ({"held": "7:99=1"}, "no letter 99"),
        ({"date": "5" * 190, "filler": "120"}, "characters: please shorten"),
    ],
)
def test_what_attention_cannot_read_is_told_and_the_picture_stands(query: dict[str, str], message: str) -> None:
    app = opened(view="attention", predict="0", **query)
    assert not app.exception
    assert [message in warning.value for warning in app.warning] == [True]
    assert sum(box["kind"] == "answer" for box in graph(app)["boxes"]) == 10


def test_a_shape_is_covered_by_its_question_and_shown_when_it_is_answered() -> None:
    app = opened(scene="tagging")
    assert not app.exception
    assert {box["label"] for box in graph(app)["boxes"] if box["kind"] == "answer"} == {"?"}
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    assert "?" not in {box["label"] for box in graph(app)["boxes"]}
    assert graph(app)["gradients"]
    assert any("Answer: the last alone" in text.value for text in app.markdown)


@pytest.mark.parametrize("shape", ["one_one", "one_many", "many_one", "many_many", "encoder_decoder"])
def test_bad_words_are_told_and_the_picture_stands(shape: str) -> None:
    app = opened(view="shapes", shape=shape, words="🙂", predict="0")
    assert not app.exception
    assert len(app.warning) == 1
    assert graph(app)["boxes"]


def test_what_a_filter_finds_is_covered_and_then_shown_with_its_sums() -> None:
    app = opened(scene="motif")
    assert not app.exception
    assert not graph(app)["asides"]
    assert not any(box["values"] for box in graph(app)["boxes"])
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    (aside,) = graph(app)["asides"]
    assert max(place["found"] for place in aside["data"]["places"]) > 0
    assert any("Answer: place 10: FACE" in text.value for text in app.markdown)
    assert any(r"\right\rfloor + 1 = 19" in formula.value for formula in app.latex)


@pytest.mark.parametrize(
    "query", [{"letters": "🙂"}, {"letters": "FACE", "dilation": "4"}, {"search": "order", "clues": "FACE"}]
)
def test_letters_that_leave_nothing_are_told_and_the_picture_stands(query: dict[str, str]) -> None:
    app = opened(view="convolution", predict="0", **query)
    assert not app.exception
    assert len(app.warning) == 1
    assert "found" in {box["kind"] for box in graph(app)["boxes"]}  # the picture of this view, and of no other
    assert any(box["values"] for box in graph(app)["boxes"])  # nor does a question come that nobody wants


def test_the_clue_after_the_word_is_asked_about_before_any_reader_answers() -> None:
    app = opened(scene="clue_after")
    assert not app.exception
    assert {box["label"] for box in graph(app)["boxes"] if box["kind"] == "answer"} == {"?"}
    assert not graph(app)["asides"]
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    assert [card["right"] for card in graph(app)["asides"][0]["data"]["cards"]] == [False, True, True]
    assert any("Answer: backwards, and both ways" in text.value for text in app.markdown)


def test_an_unknown_word_is_told_and_the_sentence_before_stands() -> None:
    app = opened(view="both", sentence="i stood at the moon", predict="0")
    assert not app.exception
    assert "moon" in app.warning[0].value
    assert graph(app)["boxes"]


def test_layers_ask_how_long_a_change_lasts_and_then_show_it() -> None:
    app = opened(scene="layers_last")
    assert not app.exception
    assert not graph(app)["asides"]
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    rows = graph(app)["asides"][0]["data"]["rows"]
    assert [row["label"] for row in rows] == ["layer 2", "layer 1"]
    assert any("no gain by itself" in text.value for text in app.markdown)


def test_a_long_sequence_is_covered_and_then_shown_with_where_its_gradient_goes() -> None:
    app = opened(scene="early_clue")
    assert not app.exception
    assert not graph(app)["tracks"]
    assert {box["label"] for box in graph(app)["boxes"] if box["kind"] == "answer"} == {"?"}
    next(button for button in app.button if button.label == "Reveal").click()
    app.run()
    assert [track["strong"] for track in graph(app)["tracks"]] == [True, False, False]
    assert any("it guesses" in text.value for text in app.markdown)
    assert any("not true in general" in text.value for text in app.caption)


@pytest.mark.parametrize(
    "query", [{"task": "majority", "t": "300"}, {"readout": "max", "seed": "9999", "trained": "0"}]
)
def test_every_reading_opens(query: dict[str, str]) -> None:
    app = opened(view="reading", predict="0", **query)
    assert not app.exception
    assert graph(app)["tracks"]


@pytest.mark.parametrize("view", ["shapes", "both", "attention", "convolution"])
@pytest.mark.parametrize("typed", ["a" * 300, "FACE " * 60, "🙂", "<b>hi</b>"])
def test_what_cannot_be_read_is_told_kindly_and_the_picture_before_stands(view: str, typed: str) -> None:
    app = opened(view=view, predict="0")
    before = graph(app)["boxes"]
    app.text_input[0].set_value(typed)
    app.run()
    assert not app.exception
    assert len(app.warning) == 1
    assert graph(app)["boxes"] == before
