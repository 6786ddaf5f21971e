"""The corpora: what is kept from training is never trained on, and from what a text is about its letters follow."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.learning import corpora
from engine.learning.corpora import END, corpus
from engine.learning.corpora.brackets import DEEPEST
from engine.learning.corpora.grammar import KEPT_IN, LONGEST

DIALOGUES, REVIEWS = ("dialogues_en", "dialogues_ru"), ("reviews_en", "reviews_ru")
SPOKE = "said|whispered|cried|asked|(?:сказал|шепнул|крикнул|спросил)а?"


def learned(name: str, count: int = 1500) -> tuple[str, ...]:
    return corpus(name).paragraphs(count, np.random.default_rng(3))


def kept(name: str, letters: int = 60_000) -> tuple[str, ...]:
    return tuple(corpus(name).held_out(letters).split(END))


def sentences(name: str, paragraphs: tuple[str, ...]) -> set[str]:
    """All that is told or said, without who speaks and without marks."""
    if name == "brackets":
        return set(paragraphs)
    after, before = rf"([”»]),?(?: —)? (?:{SPOKE}) [^.]+\.", rf"[^.!?”»]+ (?:{SPOKE}): "
    told = (re.sub(before, "", re.sub(after, r"\1", paragraph)) for paragraph in paragraphs)
    ends = r"[.!]" if name in REVIEWS else r"[.,!?“”«»]+"
    parts = (part.strip() for text in told for part in re.split(ends, text))
    return {part for part in parts if part}


@pytest.mark.parametrize("name", corpora.names())
def test_no_sentence_that_is_kept_is_learned_from(name: str) -> None:
    trained, held = sentences(name, learned(name)), sentences(name, kept(name))
    assert len(trained) > 1000
    assert len(held) > 300
    assert not trained & held


def test_a_sentence_is_kept_in_both_tenses() -> None:
    text = corpus("dialogues_en")
    past = dict(zip(text.present, text.past, strict=True))

    def told(name: tuple[str, ...]) -> set[str]:
        return {re.sub(r"\w+", lambda word: past.get(word[0], word[0]), one) for one in sentences(text.name, name)}

    assert not told(learned(text.name)) & told(kept(text.name))


@pytest.mark.parametrize("name", corpora.names())
def test_paragraphs_are_short_and_of_the_alphabet_alone(name: str) -> None:
    text = corpus(name)
    assert text.alphabet[0] == END
    paragraphs = (*learned(name), *kept(name))
    assert max(map(len, paragraphs)) <= LONGEST
    assert {*"".join(paragraphs), END} == set(text.alphabet)  # all of it is met, too
    assert len(set(learned(name))) > 1490
    if text.sentence_count:
        share = len(sentences(name, kept(name, 400_000))) / text.sentence_count
        assert share < 1.15 / KEPT_IN
        assert text.sentence_count > 2000


@pytest.mark.parametrize("name", corpora.names())
def test_what_is_kept_is_always_the_same_and_a_longer_text_goes_on(name: str) -> None:
    short, long = corpus(name).held_out(500), corpus(name).held_out(3000)
    assert long.startswith(short + END)
    assert 500 <= len(short) <= 500 + LONGEST
    assert learned(name, 20) == learned(name, 20)
    assert corpus(name).paragraphs(20, np.random.default_rng(4)) != learned(name, 20)


@pytest.mark.parametrize("name", DIALOGUES)
def test_what_is_said_is_of_the_present_and_what_is_told_of_the_past(name: str) -> None:
    text, (opens, closes) = corpus(name), "“”" if name.endswith("en") else "«»"
    inside = 0
    for paragraph in learned(name):
        assert re.fullmatch(rf"[^{opens}{closes}]*({opens}[^{opens}{closes}]+{closes}[^{opens}{closes}]*)*", paragraph)
        for place, part in enumerate(re.split(f"[{opens}{closes}]", paragraph)):
            words = set(re.findall(r"\w+", part))
            assert not words & set(text.past if place % 2 else text.present), paragraph
            inside += place % 2 * len(part)
    assert 0.35 < inside / len("".join(learned(name))) < 0.5


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review_has_one_verdict_from_its_first_sentence_on(name: str) -> None:
    text, praised = corpus(name), 0
    assert not set(text.praise) & set(text.complaint)
    for review in learned(name):
        words, first = (set(re.findall(r"\w+", part.lower())) for part in (review, re.split("[.!]", review)[0]))
        verdicts = [bool(words & set(lexicon)) for lexicon in (text.praise, text.complaint)]
        assert sum(verdicts) == 1, review
        assert first & {*text.praise, *text.complaint}
        praised += verdicts[0]
    assert 0.45 < praised / len(learned(name)) < 0.55


def test_the_sentences_between_are_the_same_in_praise_and_in_complaint() -> None:
    text = corpus("reviews_en")
    between: dict[bool, set[str]] = {True: set(), False: set()}
    for review in learned(text.name, 6000):
        parts = {one: set(re.findall(r"\w+", one.lower())) for one in re.split(r"(?<=[.!]) ", review)}
        praised = any(words & set(text.praise) for words in parts.values())
        between[praised] |= {one for one, words in parts.items() if not words & {*text.praise, *text.complaint}}
    assert len(between[True] & between[False]) > len(between[True]) / 2


def test_every_bracket_of_a_line_is_closed_and_none_is_too_deep() -> None:
    deepest = []
    for line in learned("brackets"):
        depths = np.cumsum([(letter == "(") - (letter == ")") for letter in line])
        assert depths[-1] == 0
        assert depths.min() >= 0
        deepest.append(depths.max())
    assert set(deepest) == {*range(1, DEEPEST + 1)} | ({0} & set(deepest))


def test_there_is_no_other() -> None:
    with pytest.raises(ValueError, match="no corpus called 'news'; there are dialogues_en"):
        corpus("news")
