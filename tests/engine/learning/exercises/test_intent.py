"""Questions: what is wanted, what words alone can tell of it, and what a network learns that reads them in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice

import numpy as np
import pytest

from engine.learning.course import Course, watch
from engine.learning.exercises import Intent
from engine.learning.questions import LONGEST, REFUSAL, REQUEST, by_length, questions, vocabulary, wants
from engine.learning.tasks import InputProblem
from engine.learning.words import LANGUAGES, Language
from engine.recording.record import record

BOTH = pytest.mark.parametrize("language", LANGUAGES)
TWO_THINGS = 6 / 7 * 4 / 5  # of the held-out questions: six of the seven forms of every want but nothing
BY_WORDS_ALONE = 1 - TWO_THINGS / 2


@BOTH
def test_no_question_is_there_twice_and_every_kind_is_met_and_held_out(language: Language) -> None:
    found = questions(language)
    assert len({str(one) for one in found}) == len(found)
    longest = [one for one in found if len(one.words) == LONGEST[language]]
    assert {one.kind for one in longest if one.new} == {one.kind for one in longest if not one.new}
    assert {one.kind for one in longest} == {one.kind for one in found}
    assert {word for one in found if not one.new for word in one.words} == set(vocabulary(language).words)
    assert len(vocabulary(language)) < 80


@BOTH
def test_who_names_two_things_has_a_twin_of_the_same_words_who_wants_the_other(language: Language) -> None:
    by_words = defaultdict(list)
    for one in questions(language):
        by_words[tuple(sorted(one.words)), one.new].append(one)
    for alike in by_words.values():
        by_want = Counter(one.want for one in alike)
        if alike[0].form in (REQUEST, REFUSAL):
            assert len(by_want) == 1
        else:
            assert len(by_want) == 2
            assert len(set(by_want.values())) == 1


@BOTH
def test_every_want_is_as_likely_and_words_alone_tell_two_thirds(language: Language) -> None:
    """Whatever answers from the words without their order, the best there can be, however it was trained."""
    found = by_length(language, new=True)[LONGEST[language]]
    np.testing.assert_allclose(np.bincount(found.wants, found.shares), 1 / 5)
    by_words: dict[bytes, Counter[int]] = defaultdict(Counter)
    for words, want, share in zip(found.words.T, found.wants, found.shares, strict=True):
        by_words[np.sort(words).tobytes()][int(want)] += share
    assert sum(max(by_want.values()) for by_want in by_words.values()) == pytest.approx(BY_WORDS_ALONE)


@BOTH
def test_a_network_that_reads_them_in_order_learns_more_than_words_alone_can_tell(language: Language) -> None:
    exercise = Intent(language)
    *_, last = watch(Course(exercise, "lstm", rate=1e-2, updates=200, every=200))
    assert last.accuracy is not None
    assert last.accuracy > 0.9 > BY_WORDS_ALONE + 0.2
    short = {"en": ("what time is it", "time"), "ru": ("Который сейчас час?", "время")}[language]
    states = record(last.network, exercise.own(short[0]).inputs).outputs
    assert wants(language)[int(last.readout.logits(states[-1, 0]).argmax())] == short[1]


@BOTH
def test_batches_have_questions_of_every_length_and_ask_at_the_end(language: Language) -> None:
    exercise = Intent(language)
    batches = list(islice(exercise.batches(16, np.random.default_rng(0)), 100))
    assert {len(batch.inputs) for batch in batches} == set(by_length(language, new=False))
    assert all((batch.targets[:-1] == -1).all() and (batch.targets[-1] >= 0).all() for batch in batches)


@BOTH
def test_what_is_shown_is_a_refusal_and_then_a_request(language: Language) -> None:
    shown = Intent(language).shown()
    (one,) = (one for one in questions(language) if one.words == shown.tokens)
    assert one.new
    assert (one.form, len(one.words)) == ("request last", LONGEST[language])
    assert shown.targets is not None
    assert shown.targets[-1] == one.want


def test_an_own_question_is_read_as_it_is_typed() -> None:
    own = Intent("en").own("What TIME is it?!")
    assert own.tokens == ("what", "time", "is", "it")
    assert own.targets is not None
    assert (own.targets == -1).all()
    for text, problem in (("", "no word to read"), ("what is love", "not “love”"), ("it " * 21, "at most 20")):
        with pytest.raises(InputProblem, match=problem):
            Intent("en").own(text)


def test_a_tongue_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputProblem, match="There are questions in en, ru, and not in “de”"):
        Intent("de")  # type: ignore[arg-type]
