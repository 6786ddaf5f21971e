"""Two cells on one sequence."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import pretrained
from engine.learning.tasks import InputProblem, Sequence
from engine.networks.cost import matching_size, parameter_count
from ui.lessons.cells.family import FAMILY, Member
from ui.lessons.cells.settings import CellsSettings
from ui.runs import sequences

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CellRun:
    """One cell of the pair, recorded."""

    member: Member
    network: engine.Network
    readout: engine.Readout
    trace: engine.Trace
    predictions: Array
    trained: pretrained.Pretrained | None


@dataclass(frozen=True)
class Pair:
    """Both cells on the sequence."""

    settings: CellsSettings
    sequence: Sequence
    runs: tuple[CellRun, CellRun]

    @property
    def steps(self) -> int:
        """T."""
        return len(self.sequence)

    @property
    def most_units(self) -> int:
        """Of the larger network."""
        return max(run.network.hidden_size for run in self.runs)

    def place(self, settings: CellsSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, as far as there are so many; 0 is the first."""
        step, unit = max(settings.t, 1), max(settings.unit, 1)
        return min(step, self.steps) - 1, min(unit, self.most_units) - 1


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CellsSettings: repr})
def make_pair(settings: CellsSettings) -> Pair:
    """Record both cells; `settings` as their `of_run` gives them. Raises InputProblem for a cell beside itself."""
    if settings.a == settings.b:
        raise InputProblem(
            "{cell} beside {cell} would be a picture of no difference. Please choose two cells that are not the same.",
            cell=FAMILY[settings.a].title,
        )
    sequence = sequences.make_sequence(settings.task, length=settings.length, seed=settings.data_seed)
    first, second = (_run(settings, kind, sequence) for kind in (settings.a, settings.b))
    return Pair(settings, sequence, (first, second))


def _run(settings: CellsSettings, kind: str, sequence: Sequence) -> CellRun:
    member = FAMILY[kind]
    trained = trained_on(settings, kind)
    if trained is not None:
        network, readout = trained.network, trained.readout
    else:
        features = sequence.inputs.shape[2]
        units = sizes(settings, features)[kind]
        network = engine.network(member.engine, features, units, seed=settings.seed)
        readout = engine.Readout.fresh(units, len(sequence.classes) or 1, settings.seed)
    trace = engine.record(network, sequence.inputs)
    scores = readout.probabilities if sequence.classes else readout.logits
    return CellRun(member, network, readout, trace, scores(trace.outputs)[:, 0], trained)


def trained_on(settings: CellsSettings, kind: str) -> pretrained.Pretrained | None:
    """The trained network of a cell on the task; None where a fresh one is wanted, or nobody has trained it."""
    name = (settings.task, FAMILY[kind].engine)
    if settings.network == "fresh" or name not in pretrained.names():
        return None
    return pretrained.load(*name)


def sizes(settings: CellsSettings, features: int) -> dict[str, int]:
    """Units of the two fresh networks: equally many, or so many that both have about the first one's parameters.

    Raises InputProblem where the second would have less than one.
    """
    if settings.equal == "units":
        return dict.fromkeys((settings.a, settings.b), settings.units)
    parameters = parameter_count(FAMILY[settings.a].engine, features, settings.units)
    try:
        return {settings.a: settings.units, settings.b: matching_size(FAMILY[settings.b].engine, features, parameters)}
    except ValueError:
        raise InputProblem(
            "{few} parameters, those of {first} with {units} units, are fewer than a single unit of {second} has. "
            "Please give the first cell more units.",
            few=parameters,
            first=FAMILY[settings.a].title,
            second=FAMILY[settings.b].title,
            units=settings.units,
        ) from None
