"""Sentences of known words."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.tasks import InputProblem
from engine.learning.vocabulary import Vocabulary, split

KNOWN = Vocabulary(("the", "bank", "don't", "замок", "ещё", "swims"), most=8)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("The bank.", ("the", "bank")),
        ("  «ЗА\u0301МОК» — еще,the/bank…", ("замок", "ещё", "the", "bank")),
        ("Don’t!\n'bank'", ("don't", "bank")),
        ("bank \u200b\u00ad\x00 - bank", ("bank", "bank")),
    ],
)
def test_a_sentence_is_its_words_in_small_letters(typed: str, words: tuple[str, ...]) -> None:
    assert KNOWN.unknown(typed) == ()
    assert KNOWN.tokens(typed) == words


def test_words_are_coded_one_hot() -> None:
    coded = KNOWN.coded(KNOWN.tokens("swims the swims"))
    assert coded.shape == (3, 1, 6)
    np.testing.assert_array_equal(coded[:, 0], np.eye(6)[[5, 0, 5]])
    assert "ЕЩЕ" in KNOWN
    assert "fish" not in KNOWN


def test_what_is_unknown_is_named_once() -> None:
    assert KNOWN.unknown("A fish, a 😀 and the bank") == ("a", "fish", "😀", "and")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "There is no word to read yet"),
        (" …!? \u200d", "There is no word to read yet"),
        ("the " * 300, "300 words: please shorten it to at most 8"),
        ("the fish 😀", "knows 6 words, and not “fish”, “😀”: please"),
        ("a b c d e f g", "“e”, …: please"),
        ("x" * 10_000, "“xxxxxxxxxxxxxxxxxxx…”"),
        ("👨\u200d👩\u200d👧 \ud800", "“👨”, “👩”, “👧”"),
    ],
)
def test_what_cannot_be_read_is_refused_kindly(typed: str, message: str) -> None:
    with pytest.raises(InputProblem, match=message.replace("?", r"\?")):
        KNOWN.tokens(typed)


def test_a_vocabulary_has_single_words_each_once() -> None:
    for words, message in ((("a", "A"), "once"), (("a b",), "no single word"), (("",), "no single word")):
        with pytest.raises(ValueError, match=message):
            Vocabulary(words)
    assert split("semi-detached - 'quoted'") == ("semi-detached", "quoted")
