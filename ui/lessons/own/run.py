"""The run that a layer of a file and something to read lead to. It is kept by the session, and goes with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine.learning import forecaster
from engine.learning.tasks import InputProblem, Sequence
from engine.opening import data
from engine.opening.finding import Answer
from engine.opening.layers import Layer
from engine.opening.tokens import Tokens
from engine.recording.differences import Differences
from ui.figures.part import Part
from ui.lessons.own.loss import loss_of
from ui.lessons.own.session import MADE, Model, Table, is_made, kept, let_go_of, memoised
from ui.lessons.own.settings import MOST_ANSWERS, MOST_UNITS_RUN, OwnSettings
from ui.runs.answers import predict
from ui.words import t

SOON = 50_000_000  # weights times steps that torch multiplies within a second or two
OF_RUN = f"{MADE}.of_run"  # before the name of what was made of the latest run, and goes with it
_MADE, _CHECKED = "own.*run", f"{OF_RUN}.checked"


@dataclass(frozen=True, eq=False)
class OwnRun:
    """One layer of a file on one sequence, recorded.

    Attributes:
        settings: that it was made of.
        layer: as it was found.
        sequence: what was read.
        trace: the recording.
        answer: what reads its outputs; None for nothing.
        predictions: the answers: probabilities (time, class), or forecasts (time, 1); None without.
    """

    settings: OwnSettings
    layer: Layer
    sequence: Sequence
    trace: engine.Trace
    answer: Answer | None
    predictions: NDArray[np.float64] | None

    @property
    def network(self) -> engine.Network:
        """The layer as a network of ours."""
        return self.trace.network

    def part(self, settings: OwnSettings) -> Part:
        """Which part of it the settings ask for, as far as there is one."""
        backward = settings.side == "backward" and self.layer.directions == 2
        return Part(min(settings.depth, self.layer.num_layers) - 1, int(backward))

    def place(self, settings: OwnSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, inside this run."""
        step = settings.t - 1 if settings.t else len(self.sequence) // 2
        return min(step, len(self.sequence) - 1), min(max(settings.unit, 1), self.network.hidden_size) - 1


def layer_of(model: Model, settings: OwnSettings) -> Layer:
    """The layer that the settings ask for. Raises InputProblem: the file has none."""
    layers = model.found.layers
    if not layers:
        raise InputProblem("There is no recurrent layer in this file.")
    return layers[min(settings.layer, len(layers)) - 1]


def network_of(layer: Layer, settings: OwnSettings) -> engine.Network:
    """The layer as a network; what its weights do not say is what the settings answer, or what is likeliest."""
    return layer.network(settings.cell if settings.cell in layer.cells else layer.cells[0])


def make_run(model: Model, settings: OwnSettings) -> OwnRun:
    """Record a layer. Raises InputProblem: it cannot be shown, or what it is given cannot be read."""
    given = kept(settings.data), kept("columns"), kept("vocabulary"), kept("prose")

    def record() -> OwnRun:
        run = _recorded(model, settings.of_run)
        let_go_of(OF_RUN)
        return run

    return memoised(_MADE, (model, settings.of_run, given), record)


def latest(model: Model) -> OwnRun | None:
    """The last run of a model that could be had, whatever it was given to read; None if there is none yet."""
    made: tuple[tuple[Any, ...], OwnRun] | None = st.session_state.get(_MADE)
    return made[1] if made is not None and made[0][0] is model else None


def _recorded(model: Model, settings: OwnSettings) -> OwnRun:
    layer = layer_of(model, settings)
    if layer.hidden_size > MOST_UNITS_RUN:
        raise InputProblem(
            "This layer has {units} units, and up to {limit} can be stepped through; its weights are shown above.",
            units=f"{layer.hidden_size:,}",
            limit=MOST_UNITS_RUN,
        )
    sequence = sequence_of(model, layer, settings)
    answer = answer_of(model, layer, sequence, settings)
    readout = answer.readout() if answer else None
    network = network_of(layer, settings)
    trace = engine.record(network, sequence.inputs, loss_of(settings, sequence, network, readout))
    predictions = predict(readout, sequence, trace)
    return OwnRun(settings, layer, sequence, trace, answer, predictions)


def answer_of(model: Model, layer: Layer, sequence: Sequence, settings: OwnSettings) -> Answer | None:
    """The linear layer that answers, of those that fit what was read: a token, or the next number."""
    fitting = model.answers(layer, len(sequence.classes) or 1)
    return fitting[min(settings.readout, len(fitting)) - 1] if settings.readout and fitting else None


def speaks(model: Model, layer: Layer, known: Tokens) -> bool:
    """Whether something in the file answers with one of the tokens, and a row has room for them."""
    return len(known) <= MOST_ANSWERS and bool(model.answers(layer, len(known)))


def sequence_of(model: Model, layer: Layer, settings: OwnSettings) -> Sequence:
    """What a layer is to read. Raises InputProblem."""
    size, given = layer.input_size, kept(settings.data)
    match settings.data:
        case "table":
            if given is None:
                raise InputProblem("Please give a CSV file first, with a column for each number that the layer reads.")
            table: Table = given.content
            chosen = kept("columns")
            names = chosen.content if chosen else table.usual(size)
            return data.from_table(table.data, size, names, settings.standardise)
        case "array":
            if given is None:
                raise InputProblem("Please give an array first, a .npy file of the shape (steps, {size}).", size=size)
            return data.from_array(given.content, given.file, size, settings.standardise)
        case "text":
            vocabulary = kept("vocabulary")
            if vocabulary is None:
                raise InputProblem(
                    "Please give the vocabulary of your model first: JSON, or a text with one token a line."
                )
            known, found = vocabulary.content, model.embeddings(layer)
            text = settings.text or known.beginning(text_of(settings), data.MAX_STEPS)
            read = data.from_text(text, known, size, found[0].matrix if found else None)
            return data.continued(read, known, text) if speaks(model, layer, known) else read
        case "sunspots" if size == 1:
            return forecaster.shown()
        case "sine" if size == 1:
            return data.sine(settings.steps, settings.seed)
        case _:
            return data.random(size, settings.steps, settings.seed)


def text_of(settings: OwnSettings) -> str:
    """What is typed, else what a text file begins with."""
    given = kept("prose")
    return settings.text or (given.content if given else "")


def is_large(run: OwnRun) -> bool:
    """Whether torch needs seconds for the same run, in which nothing else is answered."""
    return len(run.sequence) * run.network.parameter_count > SOON


def is_checked(run: OwnRun) -> bool:
    """Whether it is known already what torch finds."""
    return is_made(_CHECKED, run)


def say_when_soon(soon: bool, said: Callable[[], str]) -> None:
    """Say what torch found, in Markdown; unless that is had soon, when somebody asks for it."""
    place = st.empty()
    if soon or place.button(t("Compare with torch: takes a while")):
        place.markdown(said())


def check(run: OwnRun) -> Differences:
    """How far torch's states, gates and gradients are from what is recorded of this very run."""
    return memoised(_CHECKED, run, lambda: engine.verify(run.trace))
