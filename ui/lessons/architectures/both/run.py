"""One sentence, read by three readers: forwards, backwards, and in both directions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import nan
from typing import cast

import numpy as np
import streamlit as st

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import reader_networks, words
from engine.learning.reader_networks import TrainedReader
from engine.learning.tasks.sequence import Batch
from engine.learning.words import Clue, Language, Sentence
from engine.networks import wiring
from engine.networks.wiring import Node, Wiring
from engine.recording.record import input_gradients, record
from engine.recording.trace import Trace
from ui.lessons.architectures import norms
from ui.lessons.architectures.settings import ArchitecturesSettings

READERS = ("forward", "backward", "both")


@dataclass(frozen=True, eq=False)
class Read:
    """What one reader made of the sentence.

    Attributes:
        trained: the reader, and how it did on new sentences.
        graph: its wiring, with one answer, read where the word stands.
        trace: the recorded run, with the gradients of the loss on that answer.
        probabilities: (K,), of the meanings of all words.
        wanted: the meaning that the loss asks for, the right one or, where nobody has said it, the one that was given.
    """

    trained: TrainedReader
    graph: Wiring
    trace: Trace
    probabilities: Array
    wanted: int

    @property
    def given(self) -> int:
        """The meaning that the reader found."""
        return int(self.probabilities.argmax())

    @property
    def answer(self) -> Node:
        """Its answer's node."""
        return self.graph.of("answer")[0]

    @cached_property
    def seen(self) -> tuple[int, ...]:
        """The words that its answer is computed from, by the arrows."""
        return tuple(sorted(node.step for node in self.graph.sources(self.answer) if node.kind == "input"))

    @cached_property
    def _norms(self) -> Mapping[Node, float]:
        inputs = np.linalg.norm(input_gradients(self.trace)[:, 0], axis=-1)
        return {Node("input", step): float(norm) for step, norm in enumerate(inputs)} | norms.of_states(self.trace)

    def norm(self, node: Node) -> float:
        """‖∂L/∂(a value)‖ of the loss on the answer; NaN where no arrow leads to the answer."""
        return self._norms.get(node, nan) if node in self.graph.sources(self.answer) else nan


@dataclass(frozen=True, eq=False)
class BothRun:
    """A sentence and its three readings.

    Attributes:
        language: of the sentence.
        sentence: its meaning and the side of the clue are None where a person typed it.
        meanings: (word, what it means), in the order of the answers.
        reads: by `READERS`.
    """

    language: Language
    sentence: Sentence
    meanings: tuple[tuple[str, str], ...]
    reads: Mapping[str, Read]

    @property
    def word(self) -> str:
        """The word with two meanings."""
        return self.sentence.words[self.sentence.at]

    @property
    def clues(self) -> tuple[int, ...]:
        """Where the words on the side of the clue stand; nothing where nobody has said which side that is."""
        steps, at = range(len(self.sentence.words)), self.sentence.at
        if self.sentence.clue is None:
            return ()
        return tuple(step for step in steps if (step < at if self.sentence.clue == "before" else step > at))

    def can_know(self, reader: str) -> bool:
        """Whether a reader's answer is computed from any word on the side of the clue."""
        return bool(set(self.clues) & set(self.reads[reader].seen))

    def is_right(self, reader: str) -> bool | None:
        """Whether a reader found the right meaning; None where nobody has said it."""
        return None if self.sentence.meaning is None else self.reads[reader].given == self.sentence.meaning


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> BothRun:
    """Read the sentence; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be read."""
    language = cast(Language, settings.tongue)
    sentence = known(language, settings.sentence or usual(language, cast(Clue, settings.clue)))
    reads = {name: _read(language, sentence, name) for name in READERS}
    return BothRun(language, sentence, words.meanings(language), FrozenMapping(reads))


def _read(language: Language, sentence: Sentence, name: str) -> Read:
    trained, batch, steps = load(language, name), words.coded(language, sentence), len(sentence.words)
    probabilities = _probabilities(trained, batch, sentence.at)
    wanted = int(probabilities.argmax()) if sentence.meaning is None else sentence.meaning
    targets = np.full((steps, 1), -1)
    targets[sentence.at] = wanted
    trace = trained.reader.record(Batch(batch.inputs, targets))
    directions = trained.reader.network.layer_directions
    graph = wiring.recurrent(steps, directions=directions, answers=[sentence.at])
    return Read(trained, graph, trace, probabilities, wanted)


def _probabilities(trained: TrainedReader, batch: Batch, at: int) -> Array:
    """Of all meanings, (K,), read at one step."""
    outputs = record(trained.reader.network, batch.inputs).outputs
    return np.asarray(trained.reader.probabilities(outputs)[at, 0])


@cache
def load(language: Language, name: str) -> TrainedReader:
    """One of the three readers of a language."""
    return reader_networks.load(f"words_{language}_{name}")


def known(language: Language, text: str) -> Sentence:
    """A sentence as it was typed; one of those that the readers learned from or were measured on, with its meaning."""
    typed = words.own(language, text)
    return next((each for each in words.sentences(language) if each.words == typed.words), typed)


def examples(language: Language, clue: Clue) -> tuple[str, ...]:
    """Sentences to begin with, none of which the readers were trained on."""
    return tuple(str(each) for each in words.examples(language) if each.clue == clue)


@cache
def usual(language: Language, clue: Clue) -> str:
    """What is read where nothing has been typed: the first example at which the reader errs that meets no clue."""
    blind = load(language, "backward" if clue == "before" else "forward")
    there = [each for each in words.examples(language) if each.clue == clue]
    wrong = (
        each for each in there if _probabilities(blind, words.coded(language, each), each.at).argmax() != each.meaning
    )
    return str(next(wrong, there[0]))
