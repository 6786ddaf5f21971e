"""Texts that are learned by heart: what a person may type."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.exercises import Hello, Text
from engine.learning.tasks import MAX_TYPED, InputProblem

TEXTS = (
    "ab",
    "hello world",
    "👩‍🚀 и 🐢",
    "שלום עולם",
    "مرحبا \u200f بك",
    "e\u0301te\u0301",
    "\t\n\x00",
    "\ud800x",
    "x" * 199 + "y",
)


@pytest.mark.parametrize("exercise", [Hello(), *map(Text, TEXTS)], ids=ascii)
def test_the_next_letter_is_asked_at_every_letter_but_the_last(exercise: Hello | Text) -> None:
    text, shown = exercise.text, exercise.shown()
    assert "".join(exercise.alphabet[index] for index in shown.inputs[:, 0].argmax(axis=-1)) == text[:-1]
    assert shown.targets is not None
    assert "".join(exercise.alphabet[index] for index in shown.targets) == text[1:]
    assert exercise.longest == len(text) - 1
    assert 0 < exercise.chance <= 1
    assert all(name.isprintable() for name in exercise.features)
    np.testing.assert_array_equal(exercise.batch(64, np.random.default_rng()).inputs, shown.inputs)


def test_hello_is_guessed_half_by_who_always_says_l() -> None:
    assert Hello().chance == 0.5


def test_line_ends_of_every_kind_are_one_letter() -> None:
    assert Text("a\r\nb") == Text("a\nb")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", f"The text is empty: please type at least one character, and at most {MAX_TYPED}."),
        ("a", "no other character than “a”"),
        ("🐢" * 50, "no other character than “🐢”"),
        (" " * 50, "no other character than “␣”"),
        ("ab" * 5000, f"The text has 10000 characters: please shorten it to at most {MAX_TYPED}."),
    ],
    ids=["empty", "one letter", "one emoji repeated", "spaces", "10 000 letters"],
)
def test_a_text_that_cannot_be_learned_is_told_so(text: str, problem: str) -> None:
    with pytest.raises(InputProblem, match=problem):
        Text(text)
