"""The runs that the compare page's settings lead to."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses, pretrained
from engine.learning.tasks import Sequence
from engine.networks.cost import matching_size, parameter_count
from engine.networks.initialisation import Init
from engine.networks.unit_order import by_memory, by_similarity, reordered, reordered_readout
from ui.lessons.compare.settings import KINDS, STARTS, CompareSettings
from ui.look.cells import CELLS
from ui.runs import sequences
from ui.runs.together import Together

Array = NDArray[np.float64]
OPEN_BIAS = 3.0


@dataclass(frozen=True)
class CellRun:
    """One of the cells on the sequence: `kind` is what people call it (`rnn`), `network.cell` the engine's name."""

    kind: str
    network: engine.Network
    readout: engine.Readout | None
    trace: engine.Trace
    predictions: Array | None
    trained: pretrained.Pretrained | None

    @property
    def title(self) -> str:
        """Its name on screen."""
        return CELLS[self.kind].title


@dataclass(frozen=True)
class Comparison(Together[CellRun]):
    """Two or three cells on one sequence."""

    settings: CompareSettings

    def place(self, settings: CompareSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, as far as there are so many."""
        return self.within(settings.t, settings.unit)

    def of(self, kind: str) -> CellRun | None:
        """The run of a cell, if it is on show."""
        return next((run for run in self.runs if run.kind == kind), None)


def make_sequence(settings: CompareSettings) -> Sequence:
    """The sequence that the settings name. Raises InputProblem."""
    typed = settings.series if settings.sequence == "series" else settings.text
    length = settings.gap + 1 if settings.sequence == "first" else settings.length
    return sequences.make_sequence(settings.sequence, length=length, seed=settings.data_seed, typed=typed)


def memory_bias(kind: str, start: str) -> float | None:
    """The bias with which the gate that keeps the memory begins: b_f or b_z; None leaves what PyTorch draws."""
    if kind == "rnn":
        return None
    return OPEN_BIAS if start == "open" else {"lstm": 0.0, "gru": None}[kind]


def sizes(match: str, units: int, features: int) -> dict[str, int]:
    """Units of each cell: all the same, or so many that each has about as many parameters as the LSTM."""
    if match == "units":
        return dict.fromkeys(KINDS, units)
    parameters = parameter_count("lstm", features, units)
    return {kind: matching_size(CELLS[kind].engine, features, parameters) for kind in KINDS}


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={CompareSettings: repr})
def compare(settings: CompareSettings) -> Comparison:
    """Record every cell on show; `settings` as `of_the_run()` gives them. Raises InputProblem."""
    sequence = make_sequence(settings)
    runs: list[CellRun] = []
    for kind in settings.kinds:
        network, readout, trained = network_of(settings, kind, sequence)
        loss = losses.last_step()
        first = engine.record(network, sequence.inputs)
        if settings.order != "own":
            order = by_memory(first)
            if settings.order == "similarity" and runs:
                order = by_similarity(first, runs[0].trace.part().signals["hidden"][:, 0])
            network = reordered(network, order)
            readout = readout and reordered_readout(readout, order)
        trace = engine.record(network, sequence.inputs, loss)
        predictions = readout.probabilities(trace.outputs)[:, 0] if readout and sequence.classes else None
        runs.append(CellRun(kind, network, readout, trace, predictions, trained))
    return Comparison(sequence, tuple(runs), settings)


def trained_on(settings: CompareSettings, kind: str) -> pretrained.Pretrained:
    """The trained network of one cell; only where `settings.uses_trained`."""
    name = STARTS[settings.start][0] if settings.sequence == "first" else settings.sequence
    return pretrained.load(name, CELLS[kind].engine)


def network_of(
    settings: CompareSettings, kind: str, sequence: Sequence, seed: int | None = None
) -> tuple[engine.Network, engine.Readout | None, pretrained.Pretrained | None]:
    """The network of one cell, its readout where the sequence has answers, and what is known of it if it is trained.

    With `seed`, a fresh one is drawn from that instead of from the settings' own.
    """
    if settings.uses_trained:
        trained = trained_on(settings, kind)
        return trained.network, trained.readout, trained
    features = sequence.inputs.shape[2]
    units = sizes(settings.match, settings.units, features)[kind]
    seed = settings.seed if seed is None else seed
    network = engine.network(
        CELLS[kind].engine, features, units, init=Init(forget_bias=memory_bias(kind, settings.start)), seed=seed
    )
    return network, engine.Readout.fresh(units, len(sequence.classes), seed) if sequence.classes else None, None
