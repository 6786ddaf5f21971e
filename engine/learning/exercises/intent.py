"""What somebody wants who asks a short question: it is read word by word, and the answer is due at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from engine.learning.exercises.exercise import Drawn, held_out_generator
from engine.learning.questions import LONGEST, Questions, by_length, questions, vocabulary, wants
from engine.learning.tasks.sequence import Batch, InputProblem, Sequence
from engine.learning.words import LANGUAGES, Language

SHOWN: Mapping[Language, str] = MappingProxyType(
    {
        "en": "hello do not get me a taxi get me the radio now",
        "ru": "добрый день не ищи мне такси найди мне радио прямо сейчас",
    }
)


@dataclass(frozen=True)
class Intent(Drawn):
    """Questions of `engine.learning.questions`, word by word, one-hot.

    Learned from questions of all lengths, one length in each batch. Held out are questions of the longest: their words
    and what they say are known, but they were never put together like this.
    """

    tongue: Language = "en"

    name: ClassVar[str] = "intent"

    def __post_init__(self) -> None:
        if self.tongue not in LANGUAGES:
            raise InputProblem(
                "There are questions in {known}, and not in “{tongue}”.", known=", ".join(LANGUAGES), tongue=self.tongue
            )

    @property
    def features(self) -> tuple[str, ...]:
        """Every word of the questions."""
        return vocabulary(self.tongue).words

    @property
    def answers(self) -> tuple[str, ...]:
        """What can be wanted; the last is nothing."""
        return wants(self.tongue)

    @property
    def chance(self) -> float:
        """All wants are equally likely."""
        return 1 / len(self.answers)

    @property
    def longest(self) -> int:
        """Words of the longest questions."""
        return LONGEST[self.tongue]

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """Questions of a random length, each as likely as another."""
        there = by_length(self.tongue, new=False)
        return self._drawn(there[int(generator.choice(list(there)))], count, generator)

    def held_out(self, count: int) -> Batch:
        """Questions of the longest that are kept from learning."""
        return self._drawn(by_length(self.tongue, new=True)[self.longest], count, held_out_generator())

    def shown(self) -> Sequence:
        """One of these: a refusal, and then a request."""
        (one,) = (one for one in questions(self.tongue) if str(one) == SHOWN[self.tongue])
        return self._sequence(one.words, one.want)

    def own(self, text: str) -> Sequence:
        """A question that a person typed; nothing is known of what is wanted.

        Raises:
            InputProblem: no words, too many, or unknown ones.
        """
        return self._sequence(vocabulary(self.tongue).tokens(text))

    def _sequence(self, words: tuple[str, ...], want: int = -1) -> Sequence:
        targets = np.full(len(words), -1, dtype=np.int64)
        targets[-1] = want
        inputs = vocabulary(self.tongue).coded(words)
        return Sequence(self.name, inputs, words, self.features, targets, self.answers)

    def _drawn(self, there: Questions, count: int, generator: np.random.Generator) -> Batch:
        chosen = generator.choice(len(there.wants), size=count, p=there.shares)
        words = there.words[:, chosen]
        targets = np.full(words.shape, -1, dtype=np.int64)
        targets[-1] = there.wants[chosen]
        return Batch(np.eye(len(self.features))[words], targets)
