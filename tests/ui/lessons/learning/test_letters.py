"""What the panels for letters are given."""

import json

import pytest

from engine.learning.exercises import Hello, Text
from engine.learning.writing import MAX_LETTERS
from ui.assets import module_url, read
from ui.lessons.learning.letters import letters_panel
from ui.lessons.learning.letters.panels import MODULE, MOST

TEXTS = (
    "ab",
    "hello world",
    "naïve café",
    "日本語",
    "👩‍🚀 ok",
    "שלום עולם",
    "a\tb\nc",
    "up, up, and away; " * 10,
)


@pytest.mark.parametrize("exercise", [Hello(), *map(Text, TEXTS)], ids=lambda exercise: exercise.text[:12])
def test_its_letters_are_those_of_the_exercise_in_the_order_of_its_answers(exercise: Hello | Text) -> None:
    data = json.loads(json.dumps(letters_panel(exercise.text), allow_nan=False))
    assert data["letters"] == list(exercise.text)
    assert data["alphabet"] == list(exercise.alphabet)
    assert tuple(data["signs"].get(letter, letter) for letter in data["alphabet"]) == exercise.answers
    shown = exercise.shown()
    assert shown.targets is not None
    assert [data["alphabet"][target] for target in shown.targets] == data["letters"][1:]
    assert [data["signs"].get(letter, letter) for letter in data["letters"][:-1]] == list(shown.tokens)


def test_what_it_asks_for_at_first_the_engine_writes() -> None:
    for text in TEXTS:
        assert 1 <= letters_panel(text)["count"] <= MOST <= MAX_LETTERS
        assert len(text) - 1 <= MOST  # a sample is as long as its text


def test_its_module_is_served() -> None:
    assert b"class Aside" in read(module_url(MODULE)).body
