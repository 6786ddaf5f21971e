"""Words with two meanings, in short sentences: what a word means is said before it, or after it.

A sentence is a beginning, the word and an end. One of the two has the clue, the other goes with either meaning: who
reads the neutral part only cannot know, and is right exactly half of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np

from engine.learning.tasks.sequence import Batch, InputProblem
from engine.learning.vocabulary import Vocabulary

Clue = Literal["before", "after"]
Language = Literal["en", "ru"]
HELD_OUT = 3  # every third pair of beginning and end is kept from training, of each kind alike
MOST_WORDS = 20  # of an own sentence

# word → meaning → (beginnings with the clue, ends with the clue); and for each word the beginnings, for all the ends,
# that go with either meaning. There are six of each, so that no kind of sentence is met more often than another.
_CLUES: Mapping[Language, Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "en": {
        "bank": {
            "money": (
                "she put her money in the | he got a loan from the | she paid a check at the | "
                "thieves stole cash from the | we owed money to the | he paid cash at the",
                "to get a loan | to cash a check | to borrow money | and paid the loan | to save money | "
                "with stolen cash",
            ),
            "river": (
                "the boat hit the | fish swam near the | ducks slept on the | the river flooded the | "
                "we swam to the | wet mud covered the",
                "to catch fish | of the river | and watched the water | to tie the boat | in the wet grass | "
                "to feed the ducks",
            ),
        },
        "bat": {
            "animal": (
                "the owl chased a | in the cave hung a | insects fled from the | the cat caught a furry | "
                "a mouse met the | we woke a sleeping",
                "sleeping in the cave | with furry wings | that eats insects | flying at night | hunted by an owl | "
                "that bit the mouse",
            ),
            "club": (
                "she hit balls with a | the player broke his | the team bought a | the coach carried a | "
                "she won the game with a | he swung a wooden",
                "made of wood | for the game | that hit the ball | of the best player | signed by the team | "
                "that the coach bought",
            ),
        },
    },
    "ru": {
        "замок": {
            "крепость": (
                "король построил на горе | рыцарь защищал свой | враги окружили старый | дракон охранял | "
                "король взял каменный | принц получил старый",
                "на высокой горе | с каменной башней | где жил король | и его рыцарей | за рвом | старого короля",
            ),
            "на двери": (
                "слесарь починил | он повесил на дверь | вор сломал | она вставила ключ в | слесарь смазал ржавый | "
                "мы сменили на двери",
                "с ключом | на двери сарая | который сломал вор | без ключа | который починил слесарь | на ржавой цепи",
            ),
        },
        "лук": {
            "овощ": (
                "повар нарезал | мама жарила на сковороде | бабушка посадила в огороде | повар добавил в суп | "
                "мы купили картошку и | на грядке вырос",
                "с картошкой | на сковороде | в салате | из нашего огорода | для супа | на грядке",
            ),
            "оружие": (
                "лучник натянул | охотник взял стрелы и | охотник сделал из дерева | воин поднял тяжёлый | "
                "эльф натянул | воин сломал деревянный",
                "и острые стрелы | с тетивой | старого охотника | для стрельбы | и стрелы воина | лучника из леса",
            ),
        },
    },
}
_RUSSIAN_BEGINNINGS = (
    "мы долго смотрели на | он нарисовал | мой брат увидел | дети нашли в книге | нам показали | все говорили про"
)
_NEUTRAL_BEGINNINGS: Mapping[str, str] = {
    "bank": "we walked to the | he went to the | i stood at the | they met at the | she waited at the | "
    "my brother found the",
    "bat": "we looked at the | he pointed at the | my brother found a | i saw the | she looked at a | "
    "they talked about a",
    "замок": _RUSSIAN_BEGINNINGS,
    "лук": _RUSSIAN_BEGINNINGS,
}
_NEUTRAL_ENDS: Mapping[Language, str] = {
    "en": "this morning | again today | last week | after lunch | on sunday | that day",
    "ru": "вчера утром | прошлой весной | в субботу | этим летом | год назад | вчера вечером",
}
LANGUAGES: tuple[Language, ...] = ("en", "ru")


@dataclass(frozen=True)
class Sentence:
    """A sentence with one word that has two meanings.

    Attributes:
        words: all of them, in small letters.
        at: where the word with two meanings stands, from 0.
        meaning: its number in `meanings(language)`; None for a sentence that a person typed.
        clue: on which side of the word it is said; None for a sentence that a person typed.
        new: whether it is kept from training.
    """

    words: tuple[str, ...]
    at: int
    meaning: int | None = None
    clue: Clue | None = None
    new: bool = True

    def __str__(self) -> str:
        return " ".join(self.words)


def meanings(language: Language) -> tuple[tuple[str, str], ...]:
    """(word, what it means), the answers of a reader of this language."""
    return tuple((word, meaning) for word, by_meaning in _CLUES[language].items() for meaning in by_meaning)


@lru_cache
def sentences(language: Language) -> tuple[Sentence, ...]:
    """All sentences there are, as many of each word, meaning and side of the clue.

    Of the sentences with a beginning, as many are new whatever the word means, and likewise of those with an end.
    """
    found = []
    for number, (word, meaning) in enumerate(meanings(language)):
        beginnings, ends = (_phrases(side) for side in _CLUES[language][word][meaning])
        neutral = _phrases(_NEUTRAL_BEGINNINGS[word]), _phrases(_NEUTRAL_ENDS[language])
        sides: tuple[tuple[Clue, tuple[str, ...], tuple[str, ...]], ...] = (
            ("before", beginnings, neutral[1]),
            ("after", neutral[0], ends),
        )
        for clue, firsts, lasts in sides:
            for row, first in enumerate(firsts):
                for column, last in enumerate(lasts):
                    words = (*first.split(), word, *last.split())
                    new = (row + column) % HELD_OUT == 0
                    found.append(Sentence(words, len(first.split()), number, clue, new))
    return tuple(found)


@lru_cache
def vocabulary(language: Language) -> Vocabulary:
    """Every word of the sentences, in alphabetical order."""
    words = {word for sentence in sentences(language) for word in sentence.words}
    return Vocabulary(tuple(sorted(words)), most=MOST_WORDS)


def coded(language: Language, sentence: Sentence) -> Batch:
    """One sentence as a reader is given it: inputs (T, 1, D), and its target where the word stands (−1 elsewhere)."""
    return _batch(language, [sentence])


def batch(language: Language, count: int, generator: np.random.Generator) -> Batch:
    """Random sentences of one length that are there to learn from; the length is as likely as it is frequent."""
    by_length = _to_learn(language)
    lengths = list(by_length)
    share = np.array([len(by_length[length]) for length in lengths], dtype=float)
    chosen = by_length[int(generator.choice(lengths, p=share / share.sum()))]
    return _batch(language, [chosen[index] for index in generator.integers(len(chosen), size=count)])


def new(language: Language, clue: Clue) -> tuple[Batch, ...]:
    """All sentences with the clue on this side that are kept from training, one batch for each length."""
    by_length: dict[int, list[Sentence]] = {}
    for sentence in sentences(language):
        if sentence.new and sentence.clue == clue:
            by_length.setdefault(len(sentence.words), []).append(sentence)
    return tuple(_batch(language, of_length) for _, of_length in sorted(by_length.items()))


def own(language: Language, text: str) -> Sentence:
    """A sentence that a person typed.

    Raises:
        InputProblem: no words, too many or unknown ones, and not exactly one of those with two meanings.
    """
    words = vocabulary(language).tokens(text)
    two_meanings = tuple(_CLUES[language])
    places = [place for place, word in enumerate(words) if word in two_meanings]
    if not places:
        raise InputProblem(
            "The sentence has no word with two meanings: please put one of {words} into it.",
            words=", ".join(f"“{word}”" for word in two_meanings),
        )
    if len(places) > 1:
        raise InputProblem(
            "The sentence has {count} words with two meanings ({words}): please leave one, the question is about it.",
            count=len(places),
            words=", ".join(f"“{words[place]}”" for place in places),
        )
    return Sentence(words, places[0])


def examples(language: Language) -> tuple[Sentence, ...]:
    """New sentences to begin with: for every meaning one with the clue before and one with the clue after the word."""
    by_kind: dict[tuple[int | None, Clue | None], list[Sentence]] = {}
    for sentence in sentences(language):
        if sentence.new:
            by_kind.setdefault((sentence.meaning, sentence.clue), []).append(sentence)
    return tuple(of_kind[5 * number % len(of_kind)] for number, of_kind in enumerate(by_kind.values()))


@lru_cache
def _to_learn(language: Language) -> Mapping[int, tuple[Sentence, ...]]:
    """By length, what there is to learn from."""
    there = [sentence for sentence in sentences(language) if not sentence.new]
    lengths = sorted({len(sentence.words) for sentence in there})
    return MappingProxyType({n: tuple(sentence for sentence in there if len(sentence.words) == n) for n in lengths})


def _batch(language: Language, chosen: list[Sentence]) -> Batch:
    known = vocabulary(language)
    indices = np.array([known.indices(sentence.words) for sentence in chosen]).T
    targets = np.full(indices.shape, -1, dtype=np.int64)
    for column, sentence in enumerate(chosen):
        targets[sentence.at, column] = -1 if sentence.meaning is None else sentence.meaning
    return Batch(np.eye(len(known))[indices], targets)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|"))
