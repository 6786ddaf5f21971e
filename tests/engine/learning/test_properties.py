"""What each letter of a text may carry, against the text itself, and what is counted."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from engine.learning.corpora import corpus, names
from engine.learning.properties import MARKS, NEXT, OPENING, Counted, Property, find, fitting, verdict, writable

ENGLISH, RUSSIAN = corpus("reviews_en"), corpus("reviews_ru")


def shown(one: Property, text: str) -> str:
    """Labels as digits, and a dot where there is none."""
    labels = one.labels(text)
    assert labels.shape == (len(text),)
    assert labels.dtype == np.float64
    return "".join("." if np.isnan(label) else f"{label:.0f}" for label in labels)


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("quotes", "a “bc” d", "00111000"),
        ("quotes", "«а» б «в", "11000011"),
        ("quotes", "“ab\ncd” e", "111000000"),  # a paragraph begins outside
        ("quotes", 'a "b" c', "0011000"),
        ("depth", "a*(b+(c))-)(\n)", "00111221000100"),
        ("word", "My cat’s\n2 я", "120123010001"),
        ("line", "ab\n\ncd", "120012"),
        ("next_vowel", "a be Ё", "00101."),
        ("next_consonant", "a Be", "010."),
        ("next_space", "a b\n", "100."),
        ("next_mark", "a!\n", "10."),
    ],
)
def test_labels_are_what_is_so_after_a_letter(name: str, text: str, labels: str) -> None:
    assert shown(find(name), text) == labels


def test_painted_letters_are_those_of_the_ranges() -> None:
    assert shown(find("painted", painted=[(1, 3), (5, 99), (-4, 0)]), "abcdefg") == "0110011"


def test_a_verdict_is_carried_from_the_end_of_its_first_word_to_the_end_of_the_review() -> None:
    one = find("praise", ENGLISH)
    text = "We read a lovely book.\nDull! An awful film, not great.\nWe had tea.\nA GREAT, dull one"
    by_review = [shown(one, review) for review in text.split("\n")]
    assert by_review[0] == "." * 16 + "1" * 6
    assert by_review[1] == "." * 4 + "0" * 27
    assert set(by_review[2]) == {"."}
    assert set(by_review[3]) == {"."}  # as much of one as of the other
    assert shown(one, text) == ".".join(by_review)


@pytest.mark.parametrize("reviews", [ENGLISH, RUSSIAN])
def test_every_review_of_the_corpus_has_the_verdict_of_its_words(reviews: object) -> None:
    made = ENGLISH if reviews is ENGLISH else RUSSIAN
    one = find("praise", made)
    for review in made.held_out(6000).split("\n"):
        labels = one.labels(review)
        told = {*re.findall(r"\w+", review.lower())}
        assert (one.plus, one.minus) != (None, None)
        good, bad = told & {*made.praise}, told & {*made.complaint}
        assert not (good and bad)
        assert np.nanmax(labels) == np.nanmin(labels) == (1.0 if good else 0.0)


def test_quotes_of_a_corpus_are_between_its_marks() -> None:
    text = corpus("dialogues_en").held_out(3000)
    labels = find("quotes").labels(text)
    said = "".join(letter for letter, label in zip(text, labels, strict=True) if label)
    assert said == "".join(found[:-1] for found in re.findall("“[^”]*”", text))
    assert all(
        before == 0 for (before, after), letter in zip(pairwise(labels), text[1:], strict=True) if letter in OPENING
    )


@pytest.mark.parametrize("kind", NEXT)
def test_what_comes_next_is_of_one_class_only(kind: str) -> None:
    one = find(f"next_{kind}")
    assert one.plus
    assert one.minus
    assert not {*one.plus.strings} & {*one.minus.strings}
    for name in names():
        assert {*corpus(name).letters} <= {*one.plus.strings, *one.minus.strings}
    assert len({*MARKS}) == len(MARKS)


def test_words_are_counted_whole_and_signs_wherever_they_are() -> None:
    verbs = Counted("present", ("is", "says"), whole_words=True)
    assert verbs.count("Is this his? It is: he says, she saysit. ISLAND is_") == 4
    assert Counted("closed", ("”", "»")).count("“a” «b»”") == 3
    assert Counted("known", ("идёт",), whole_words=True).count("Идёт, пойдёт, идёт") == 2


def test_a_verdict_needs_more_of_one() -> None:
    good, bad = Counted("praise", ("good",), whole_words=True), Counted("complaint", ("bad",), whole_words=True)
    assert [verdict(text, good, bad) for text in ("good good bad", "bad")] == [1.0, 0.0]
    assert np.isnan([verdict(text, good, bad) for text in ("", "good bad")]).all()


@pytest.mark.parametrize("name", names())
def test_what_fits_a_corpus_says_something_of_its_letters(name: str) -> None:
    made = corpus(name)
    text = made.held_out(4000)
    for each in fitting(made):
        one = find(each, made)
        labels = one.labels(text)
        assert np.nanmin(labels) < np.nanmax(labels)
        assert {*np.unique(labels[~np.isnan(labels)])} <= {0.0, 1.0} or one.kind == "many"
        assert one.plus
        assert one.minus
        assert one.plus.count(text) > 0 < one.minus.count(text)
        assert not np.isnan(labels).all()
        for counted in one.counted:
            assert counted.count(text) > 0
    assert find("quotes", made).labels("").shape == (0,)


def test_there_are_no_other_properties() -> None:
    with pytest.raises(ValueError, match="no property called 'mood'"):
        find("mood")


def test_what_cannot_be_written_is_not_counted() -> None:
    quotes, painted = find("quotes"), find("painted")
    assert writable(quotes, "ab“”") is quotes
    assert writable(quotes, "ab»“") is quotes
    assert writable(painted, "ab") is painted
    straight = writable(quotes, 'ab"”')
    assert straight.counted == ()
    assert straight.labels('a"b"').tolist() == [0, 1, 1, 0]
