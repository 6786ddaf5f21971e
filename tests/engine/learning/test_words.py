"""Words with two meanings: the sentences, and what a person types."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from engine.learning import words
from engine.learning.tasks import InputProblem
from engine.learning.words import Language

BOTH = pytest.mark.parametrize("language", words.LANGUAGES)


@BOTH
def test_there_are_as_many_of_every_kind(language: Language) -> None:
    found = words.sentences(language)
    two_meanings = {word for word, _ in words.meanings(language)}
    assert len({str(one) for one in found}) == len(found)
    assert len(set(Counter((one.meaning, one.clue, one.new) for one in found if one.new).values())) == 1
    assert len(set(Counter((one.meaning, one.clue) for one in found).values())) == 1
    for one in found:
        assert 5 <= len(one.words) <= 9
        assert one.meaning is not None
        assert [place for place, word in enumerate(one.words) if word in two_meanings] == [one.at]
        assert one.words[one.at] == words.meanings(language)[one.meaning][0]


@BOTH
@pytest.mark.parametrize("new", [True, False])
def test_who_reads_one_side_only_cannot_know(language: Language, new: bool) -> None:
    """However one answers, from the part without the clue it is right for exactly half of the sentences."""
    for clue in ("before", "after"):
        by_neutral: dict[tuple[str, ...], Counter[int | None]] = {}
        for one in words.sentences(language):
            if (one.clue, one.new) == (clue, new):
                neutral = one.words[one.at :] if clue == "before" else one.words[: one.at + 1]
                by_neutral.setdefault(neutral, Counter())[one.meaning] += 1
        for count in by_neutral.values():
            assert len(count) == 2
            assert len(set(count.values())) == 1


@BOTH
def test_batches_are_of_what_is_there_to_learn(language: Language) -> None:
    generator, kept = np.random.default_rng(1), {str(one) for one in words.sentences(language) if one.new}
    known, met = words.vocabulary(language), set()
    for _ in range(60):
        batch = words.batch(language, 64, generator)
        for column in range(64):
            text = " ".join(known.words[index] for index in batch.inputs[:, column].argmax(axis=1))
            met.add(text)
            (at,) = np.flatnonzero(batch.targets[:, column] >= 0)
            one = words.own(language, text)
            assert (one.at, str(one)) == (int(at), text)
    assert len(met) > 180
    assert not met & kept
    assert {word for text in met for word in text.split()} == set(known.words)
    assert sum(batch.inputs.shape[1] for clue in ("before", "after") for batch in words.new(language, clue)) == len(
        kept
    )


def test_an_own_sentence_is_read() -> None:
    assert words.own("en", "We swam to the BANK!") == words.Sentence(("we", "swam", "to", "the", "bank"), 4)
    assert words.own("ru", "Король взял за́мок…").at == 2
    batch = words.coded("en", words.own("en", "the furry bat"))
    assert batch.inputs.shape == (3, 1, len(words.vocabulary("en")))
    assert (batch.targets == -1).all()
    assert len({(one.meaning, one.clue) for one in words.examples("ru")}) == len(words.examples("ru")) == 8


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "no word to read yet"),
        ("the owl 😀", "not “😀”"),
        ("we walked to the river", "no word with two meanings: please put one of “bank”, “bat” into it"),
        ("a bat near the bank", "2 words with two meanings .“bat”, “bank”."),
        ("the " * 300, "300 words: please shorten it to at most 20"),
    ],
)
def test_what_cannot_be_asked_is_said_kindly(typed: str, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        words.own("en", typed)
