"""The page of architectures without a browser: each view opens, asks, and hands its picture to the browser."""

import json
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
