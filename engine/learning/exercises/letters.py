"""A text, learned by heart: at every letter the next one is asked, the right one being fed whatever was answered."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from engine.learning.exercises.exercise import Drawn
from engine.learning.tasks.drawn import HELLO
from engine.learning.tasks.sequence import Batch, InputProblem, Sequence
from engine.learning.tasks.shown import hello
from engine.learning.tasks.typed import text as coded
from engine.learning.tasks.typed import visible


class Letters(Drawn, Protocol):
    """One text, the only sequence there is: nothing can be held out, and every batch is this one sequence."""

    @property
    @abstractmethod
    def alphabet(self) -> tuple[str, ...]:
        """Its letters (Unicode code points), in the order of the inputs and of the answers."""

    @property
    def features(self) -> tuple[str, ...]:
        """The letters as they can be shown."""
        return tuple(map(visible, self.alphabet))

    @property
    def answers(self) -> tuple[str, ...]:
        """The same."""
        return self.features

    @property
    def chance(self) -> float:
        """The share of the commonest next letter."""
        targets = self.held_out(1).targets
        return float(np.bincount(targets[:, 0]).max() / len(targets))

    @property
    def longest(self) -> int:
        """Its letters but the last, which is only asked for."""
        return len(self.shown())

    def batch(self, count: int, generator: np.random.Generator) -> Batch:
        """The one sequence, whatever `count` and `generator` are."""
        return self.held_out(count)

    def held_out(self, count: int) -> Batch:
        """The one sequence."""
        shown = self.shown()
        assert shown.targets is not None
        return Batch(shown.inputs.copy(), shown.targets[:, None].copy())  # torch warns of what cannot be written to


@dataclass(frozen=True)
class Hello(Letters):
    """“hell”, to be continued to “hello”."""

    name: ClassVar[str] = "hello"
    alphabet: ClassVar[tuple[str, ...]] = HELLO
    text: ClassVar[str] = "hello"

    def shown(self) -> Sequence:
        """The one sequence, as /step shows it."""
        return hello()


@dataclass(frozen=True)
class Text(Letters):
    """A text of one's own. Raises InputProblem: it is empty, too long, or has one letter only."""

    text: str

    name: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text.replace("\r\n", "\n"))
        coded(self.text)  # which refuses what is empty or too long
        if len(self.alphabet) < 2:
            raise InputProblem(
                "The text has no other character than “{character}”, so there is nothing to guess: "
                "please type at least two different ones.",
                character=visible(self.text[0]),
            )

    @property
    def alphabet(self) -> tuple[str, ...]:
        """Its letters, in order of their first appearance."""
        return tuple(dict.fromkeys(self.text))

    def shown(self) -> Sequence:
        """The text but its last letter; the target is always the next one."""
        whole = coded(self.text)
        letters = whole.inputs[:, 0].argmax(axis=-1)
        return Sequence(
            self.name, whole.inputs[:-1], whole.tokens[:-1], whole.features, letters[1:], classes=whole.features
        )
