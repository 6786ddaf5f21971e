"""A long sequence that is read once, and its one answer, read from the states in each of the three ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import numpy as np
import streamlit as st

from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import reader_networks
from engine.learning.reader_networks import TrainedReader
from engine.learning.readers import Reader, gradient_shares, untrained
from engine.learning.reading_tasks import CLUE_WITHIN, READING_TASKS
from engine.learning.tasks.sequence import Batch
from engine.networks import wiring
from engine.networks.reading import Reading, read
from engine.networks.wiring import Node, Wiring
from engine.recording.record import input_gradients
from engine.recording.trace import Trace
from ui.lessons.architectures.settings import ArchitecturesSettings

READINGS: tuple[Reading, ...] = get_args(Reading)
AVERAGED = 50  # new sequences, where one alone would be an accident
SHOWN, MEANT = 7, 8  # streams of sequences that neither training nor measuring uses


@dataclass(frozen=True, eq=False)
class ReadingRun:
    """One sequence, read by one network, and how the loss of all three spreads over its positions.

    Attributes:
        trained: the network as it ships, with what it was measured to do; its recipe.
        is_trained: whether it is shown as it ships, or as it began.
        reader: the network that is shown.
        tokens: the letters of the sequence.
        trace: its run, with the gradients of the loss on the right answer.
        shares: reading → ‖∂L/∂x_k‖ / Σ ‖∂L/∂x‖ of the network that reads so, (T,).
        probabilities: of the answers, had the sequence ended at each step, (T, K).
        right: the index of the right answer.
    """

    trained: TrainedReader
    is_trained: bool
    reader: Reader
    tokens: tuple[str, ...]
    trace: Trace
    shares: Mapping[Reading, Array]
    probabilities: Array
    right: int

    @property
    def task(self) -> str:
        """Its name."""
        return self.trained.recipe.task

    @property
    def reading(self) -> Reading:
        """How the answer is read."""
        return _reading(self.trained)

    @property
    def steps(self) -> int:
        """T."""
        return len(self.tokens)

    @property
    def tenth(self) -> int:
        """How many positions a tenth of them is."""
        return self.steps // CLUE_WITHIN

    @property
    def classes(self) -> tuple[str, ...]:
        """The answers that there are."""
        return READING_TASKS[self.task].classes

    @property
    def answer(self) -> int:
        """The index of the answer that is given."""
        return int(self.probabilities[-1].argmax())

    @property
    def clue(self) -> int | None:
        """The step of the only letter that counts; None where all of them do."""
        if self.task != "clue":
            return None
        return next(step for step, letter in enumerate(self.tokens) if letter in self.classes)

    @property
    def whole(self) -> Array:
        """What the answer is made of, (units,)."""
        return np.asarray(read(self.trace.outputs, self.reading)[0])

    @cached_property
    def winners(self) -> Array:
        """The step at which each unit is largest, (units,): the first of them."""
        return np.asarray(self.trace.outputs[:, 0].argmax(axis=0))

    @cached_property
    def wiring(self) -> Wiring:
        """What was computed from what."""
        return wiring.recurrent(self.steps, reading=self.reading)

    def pull(self, node: Node) -> float:
        """‖∂L/∂value‖ of the loss on the right answer."""
        if node.kind == "input":
            return float(self._at_inputs[node.step])
        if node.kind == "state":
            return float(np.linalg.norm(self.trace.parts[0, 0].gradients["hidden"][node.step, 0]))
        error = self.reader.readout.error(self.whole, np.array(self.right))
        return float(np.linalg.norm(error @ self.reader.readout.weight if node.kind == "whole" else error))

    @cached_property
    def _at_inputs(self) -> Array:
        return np.asarray(np.linalg.norm(input_gradients(self.trace)[:, 0], axis=-1))


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> ReadingRun:
    """Read one sequence; `settings` as the view's `of_run` gives them."""
    trained = network(settings.task, settings.readout)
    batch = sequences(settings.task, 1, (SHOWN, settings.seed))
    reader = shown(trained, is_trained=settings.trained)
    trace = reader.record(batch)
    features = READING_TASKS[settings.task].features
    return ReadingRun(
        trained,
        settings.trained,
        reader,
        tuple(features[index] for index in batch.inputs[:, 0].argmax(axis=1)),
        trace,
        FrozenMapping(
            {
                way: gradient_shares(shown(network(settings.task, way), is_trained=settings.trained), batch)[:, 0]
                for way in READINGS
            }
        ),
        np.concatenate([reader.probabilities(trace.outputs[: step + 1]) for step in range(len(trace.outputs))]),
        int(batch.targets[0]),
    )


def network(task: str, reading: str) -> TrainedReader:
    """The network of a task that reads its answer in one way."""
    return reader_networks.load(f"{task}_{reading}")


def shown(trained: TrainedReader, *, is_trained: bool) -> Reader:
    """As it ships, or as it began."""
    return trained.reader if is_trained else untrained(trained.recipe)


def sequences(task: str, count: int, stream: tuple[int, ...]) -> Batch:
    """New sequences, as long as those that were trained on."""
    length = network(task, READINGS[0]).recipe.length
    return READING_TASKS[task].batch(length, count, np.random.default_rng(stream))


@st.cache_resource(show_spinner=False)
def averaged_shares(task: str, reading: Reading, is_trained: bool) -> Array:
    """Each position's share of the gradient, the mean over new sequences, (T,)."""
    reader = shown(network(task, reading), is_trained=is_trained)
    return np.asarray(gradient_shares(reader, sequences(task, AVERAGED, (MEANT,))).mean(axis=1))


def accuracies(task: str) -> Mapping[Reading, tuple[float, ...]]:
    """Of three seeds each, on sequences that were not trained on."""
    return FrozenMapping({way: network(task, way).accuracies["new"] for way in READINGS})


def _reading(trained: TrainedReader) -> Reading:
    way: Any = trained.recipe.way
    assert way in READINGS, way
    found: Reading = way
    return found
