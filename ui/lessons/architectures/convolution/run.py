"""Letters that filters slide along, and everything that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import streamlit as st

from engine.cells.base import Array
from engine.learning import convolution_networks, motifs
from engine.learning.convolution_networks import TrainedFinder
from engine.learning.finding import Finder, accuracy
from engine.learning.readers import Reader
from engine.learning.tasks import InputProblem
from engine.learning.tasks.sequence import Sequence
from engine.networks import wiring
from engine.networks.convolutional import ConvolutionalNetwork, Stage
from engine.networks.wiring import Node
from engine.recording.convolving import Convolving, record_convolving
from engine.recording.record import record, with_gradients
from engine.recording.trace import Trace
from ui.lessons.architectures.settings import ArchitecturesSettings

MOTIF_LETTERS = "BGFACDHEAFACEGDHFBCEDB"  # FACE once, and two near misses
NAMED = 7  # letters: what wider filters answer to is no name for them
MARGIN = 6  # letters at least before the first clue and after the second
NAMES: Mapping[str, str] = MappingProxyType({"several": "motif_1_2_3_4"})


@dataclass(frozen=True, eq=False)
class FinderRun:
    """What was read, what was found, and what the network says.

    Attributes:
        finder: as it was trained.
        model: the same filters, sliding as the settings ask.
        sequence: the letters.
        target: what is right, an index of the task's answers, or None where there is no right answer.
        recording: of a convolution, else None; its loss is that on `loss_on`.
        trace: of a GRU, with the gradients of that loss, else None.
        probabilities: of the task's answers.
        asked_filter: the filter that the settings name, from 1; 0, or one that is not there: the one that says most.
    """

    finder: TrainedFinder
    model: Finder
    sequence: Sequence
    target: int | None
    recording: Convolving | None
    trace: Trace | None
    probabilities: Array
    asked_filter: int

    @property
    def answer(self) -> int:
        """What the network says."""
        return int(self.probabilities.argmax())

    @property
    def loss_on(self) -> int:
        """The answer that the loss asks for: the right one, or the network's own where there is none."""
        return self.answer if self.target is None else self.target

    @property
    def is_right(self) -> bool | None:
        """Whether it is right, None where nobody can say."""
        return None if self.target is None else self.answer == self.target

    @property
    def slides_anew(self) -> bool:
        """Whether the filters slide otherwise than they were trained to."""
        return self.model is not self.finder.model

    @cached_property
    def wiring(self) -> wiring.Wiring:
        """What was computed from what."""
        if isinstance(self.model, Reader):
            return wiring.recurrent(len(self.sequence), reading=self.model.reading)
        return wiring.convolution(len(self.sequence), self.model)

    @property
    def clues(self) -> tuple[int, ...]:
        """The places that it is about: of the motif where it stands, or of the two letters."""
        tokens = self.sequence.tokens
        if self.finder.recipe.task == "motif":
            return tuple(start + k for start in starts("".join(tokens)) for k in range(len(motifs.MOTIF)))
        return tuple(tokens.index(letter) for letter in motifs.FIRST_OF if letter in tokens)

    @cached_property
    def seeing(self) -> tuple[Node, ...]:
        """The last values before all is read together into which every one of the clues has gone."""
        clues = {Node("input", step) for step in self.clues}
        last = [node for node, reader in self.wiring.arrows if reader.kind == "whole"]
        return tuple(sorted(node for node in last if clues <= self.wiring.sources(node)))

    @property
    def read_from(self) -> int:
        """How many such values there are."""
        return sum(reader.kind == "whole" for _, reader in self.wiring.arrows)

    # -- of a convolution

    @property
    def network(self) -> ConvolutionalNetwork:
        """The convolution."""
        assert isinstance(self.model, ConvolutionalNetwork)
        return self.model

    @property
    def convolving(self) -> Convolving:
        """Its recording."""
        assert self.recording is not None
        return self.recording

    @cached_property
    def chosen(self) -> int:
        """The chosen filter, from 0, over all banks: the one asked for, or the one that says most for the answer."""
        weight = self.network.readout.weight
        if 1 <= self.asked_filter <= weight.shape[1]:
            return self.asked_filter - 1
        return int((self.convolving.read[0] * (weight[self.answer] - weight[1 - self.answer])).argmax())

    def bank_of(self, number: int) -> tuple[int, int]:
        """The bank of a filter, and its place in there."""
        sizes = [len(bank[-1].filters.bias) for bank in self.network.banks]
        bank = int(np.searchsorted(np.cumsum(sizes), number, side="right"))
        return bank, number - sum(sizes[:bank])

    def favourite(self, number: int) -> str:
        """The letters that a filter answers to most; nothing where it reads no letters, or very many."""
        bank, unit = self.bank_of(number)
        stages = self.network.banks[bank]
        if len(stages) > 1 or stages[0].filters.width > NAMED:
            return ""
        return motifs.favourite(stages[0].filters.weight[unit], self.sequence.features)

    def found(self, number: int) -> Array:
        """What a filter found at each place, (T',)."""
        bank, unit = self.bank_of(number)
        return np.asarray(self.convolving.banks[bank][-1].found[:, 0, unit])


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={ArchitecturesSettings: repr})
def make_run(settings: ArchitecturesSettings) -> FinderRun:
    """Find; `settings` as the view's `of_run` gives them. Raises InputProblem for what cannot be had."""
    finder = convolution_networks.load(network_name(settings))
    model = finder.model
    task = finder.recipe.task
    if isinstance(model, ConvolutionalNetwork):
        model = sliding(model, settings)
    own = settings.letters if task == "motif" else settings.clues
    typed = own if own.strip() else usual_letters(settings, model)
    sees = model.window if isinstance(model, ConvolutionalNetwork) and model is finder.model else 1
    sequence = motifs.coded(task, typed, sees)
    target = motifs.answer(task, sequence.tokens)
    if isinstance(model, Reader):
        trace = record(model.network, sequence.inputs)
        probabilities = model.probabilities(trace.outputs)[0]
        asked = int(probabilities.argmax()) if target is None else target
        trace = with_gradients(trace, model.loss(np.array([asked])).gradient(trace.outputs))
        return FinderRun(finder, model, sequence, target, None, trace, probabilities, settings.filter)
    check_fit(model, len(sequence))
    said = record_convolving(model, sequence.inputs).probabilities[0]
    asked = int(said.argmax()) if target is None else target
    recording = record_convolving(model, sequence.inputs, np.array([asked]))
    return FinderRun(finder, model, sequence, target, recording, None, said, settings.filter)


def network_name(settings: ArchitecturesSettings) -> str:
    """The shipped network that the settings ask for."""
    if settings.search == "order":
        return f"order_{settings.reach}"
    return NAMES.get(settings.filters, f"motif_{settings.filters}")


def sliding(model: ConvolutionalNetwork, settings: ArchitecturesSettings) -> ConvolutionalNetwork:
    """The same filters, sliding as the settings ask; a stack has dilations of its own and stays as it is."""
    asked = (settings.padding, settings.stride, settings.dilation, settings.pool)
    if asked == (0, 1, 1, 1) or any(len(bank) > 1 for bank in model.banks):
        return model

    def anew(stage: Stage) -> Stage:
        filters = replace(
            stage.filters, padding=settings.padding, stride=settings.stride, dilation=settings.dilation
        )  # fmt: skip
        return Stage(filters, settings.pool)

    return replace(model, banks=tuple(tuple(anew(stage) for stage in bank) for bank in model.banks))


def check_fit(model: ConvolutionalNetwork, steps: int) -> None:
    """Raise InputProblem, with the reason, where some filter finds no place at all."""
    for bank in model.banks:
        left = steps
        for stage in bank:
            filters = stage.filters
            room = left + 2 * filters.padding
            if filters.window > room:
                raise InputProblem(
                    "A filter of width {width} with dilation {dilation} reaches over {window} places, but there are "
                    "only {room} (letters and padding): nothing is left. More letters, more padding or a smaller "
                    "dilation leave something.",
                    width=filters.width, dilation=filters.dilation, window=filters.window, room=room,
                )  # fmt: skip
            places = filters.length(left)
            if stage.pool > places:
                raise InputProblem(
                    "The filters of width {width} stand at {places} places, fewer than the {pool} that are pooled "
                    "together: nothing is left. A smaller pooling window or a smaller stride leaves something.",
                    width=filters.width, places=places, pool=stage.pool,
                )  # fmt: skip
            left = stage.length(left)


def usual_letters(settings: ArchitecturesSettings, model: Finder) -> str:
    """The letters where nobody types any: of *order* A and B with the gap, and room for every window around each."""
    if settings.search == "motif":
        return MOTIF_LETTERS
    window = model.window if isinstance(model, ConvolutionalNetwork) else 1
    margin = min(max(window - 1, MARGIN), motifs.MARGIN)
    others = motifs.ALPHABETS["order"][len(motifs.FIRST_OF) :]
    draw = np.random.default_rng(settings.seed)
    letters = [others[index] for index in draw.integers(len(others), size=2 * margin + settings.gap + 1)]
    letters[margin], letters[margin + settings.gap] = motifs.FIRST_OF
    return "".join(letters)


def starts(letters: str) -> tuple[int, ...]:
    """Where the motif stands, from 0."""
    width = len(motifs.MOTIF)
    return tuple(start for start in range(len(letters) - width + 1) if letters[start : start + width] == motifs.MOTIF)


def near_misses(letters: str) -> Mapping[int, int]:
    """Where the motif stands but for one letter: its start → the place of the letter that is another, both from 0."""
    width, found = len(motifs.MOTIF), {}
    for start in range(len(letters) - width + 1):
        other = [start + k for k in range(width) if letters[start + k] != motifs.MOTIF[k]]
        if len(other) == 1:
            found[start] = other[0]
    return found


@st.cache_data(max_entries=256, show_spinner=False)
def accuracy_at(name: str, gap: int) -> float:
    """The fraction of new sequences of *order* with a gap that a network answers rightly, shipped or measured."""
    finder = convolution_networks.load(name)
    shipped = finder.accuracies.get(gap)
    return accuracy(finder.model, "order", gap, convolution_networks.MEASURED_ON) if shipped is None else shipped
