"""Two cells on one sequence."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine.learning import family
from engine.learning.pretrained import Pretrained
from engine.learning.tasks import InputProblem, Sequence
from engine.networks.cost import matching_size, parameter_count
from ui.lessons.cells.family import FAMILY, Member
from ui.lessons.cells.results import result
from ui.lessons.cells.settings import CellsSettings
from ui.runs import sequences
from ui.runs.together import Together
from ui.words import t

Array = NDArray[np.float64]
HALF = 0.5  # a count: less far away, a number rounds to the right one


@dataclass(frozen=True)
class CellRun:
    """One cell of the pair, recorded; `variant` says how its network is special ("closed", "one_unit")."""

    member: Member
    variant: str
    network: engine.Network
    readout: engine.Readout
    trace: engine.Trace
    predictions: Array
    trained: Pretrained | None

    @property
    def title(self) -> str:
        """What it is called on screen."""
        name = t(self.member.title)
        if self.variant == "closed":
            return t("{cell}, closed", cell=name)
        return t("{cell}, one unit", cell=name) if self.variant == "one_unit" else name


@dataclass(frozen=True)
class Pair(Together[CellRun]):
    """Both cells on the sequence."""

    runs: tuple[CellRun, CellRun]
    settings: CellsSettings

    @cached_property
    def parting(self) -> int:
        """The zero-based step just where the answers part: there begins the longest stretch in which one cell is right
        and the other is not. Where there is none, the step asked for an answer that got the most different ones.
        """
        targets = self.sequence.targets
        if targets is None:
            return 0
        asked = targets >= 0
        first, second = (self._right(run.predictions) for run in self.runs)
        turns = np.flatnonzero(np.diff(asked & (first != second), prepend=False, append=False))
        if turns.size:
            begins, ends = turns[::2], turns[1::2]
            return int(begins[(ends - begins).argmax()])
        one, other = (run.predictions for run in self.runs)
        return int(np.where(asked, np.abs(one - other).max(axis=-1), -1).argmax())

    def _right(self, predictions: Array) -> NDArray[np.bool_]:
        """Which answers are right, (T,): the likeliest class, or a number less than half a count away."""
        targets = self.sequence.targets
        assert targets is not None
        right: NDArray[np.bool_] = (
            predictions.argmax(axis=-1) == targets
            if self.sequence.classes
            else np.abs(predictions[:, 0] - targets) < HALF
        )
        return right

    def place(self, settings: CellsSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, as far as there are so many.

        Where they ask for none it is a telling step, and the first unit.
        """
        return self.within(settings.t or self.parting + 1, settings.unit or 1)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CellsSettings: repr})
def make_pair(settings: CellsSettings) -> Pair:
    """Record both cells; `settings` as their `of_run` gives them. Raises InputProblem for what cannot be had."""
    special = settings.variant if settings.network == "trained" else ""  # a fresh network is as any other
    variants = (special, special)
    if special == "closed" and settings.a == settings.b:
        variants = ("closed", "")
    elif settings.a == settings.b:
        raise InputProblem(
            "{cell} beside {cell} would be a picture of no difference. Please choose two cells that are not the same.",
            cell=FAMILY[settings.a].title,
        )
    sequence = sequences.make_sequence(settings.task, length=settings.length, seed=settings.data_seed)
    first, second = (
        _run(settings, kind, variant, sequence)
        for kind, variant in zip((settings.a, settings.b), variants, strict=True)
    )
    return Pair(sequence, (first, second), settings)


def _run(settings: CellsSettings, kind: str, variant: str, sequence: Sequence) -> CellRun:
    member = FAMILY[kind]
    trained = trained_on(settings, kind, variant)
    if trained is not None:
        network, readout = trained.network, trained.readout
    else:
        features = sequence.inputs.shape[2]
        units = sizes(settings, features)[kind]
        network = engine.network(member.engine, features, units, seed=settings.seed)
        readout = engine.Readout.fresh(units, len(sequence.classes) or 1, settings.seed)
    trace = engine.record(network, sequence.inputs)
    scores = readout.probabilities if sequence.classes else readout.logits
    return CellRun(member, variant, network, readout, trace, scores(trace.outputs)[:, 0], trained)


def trained_on(settings: CellsSettings, kind: str, variant: str = "") -> Pretrained | None:
    """The trained network of a cell on the task; None where a fresh one is wanted, or nobody has trained the cell.

    Raises InputProblem for a seed that was not trained.
    """
    if settings.network == "fresh":
        return None
    if result(kind, settings.task, variant) is None:
        return None
    if settings.seed not in family.SEEDS:
        raise InputProblem(
            "Networks were trained from the seeds {first} to {last}, and {seed} is none of them. Fresh networks take "
            "any.",
            first=family.SEEDS[0],
            last=family.SEEDS[-1],
            seed=settings.seed,
        )
    return family.load(settings.task, FAMILY[kind].engine, settings.seed, variant)


def without_unknown_variant(settings: CellsSettings) -> CellsSettings:
    """The settings; with the usual networks where these two were not trained in the special way of a scene."""
    kinds = (settings.a,) if settings.variant == "closed" and settings.a == settings.b else (settings.a, settings.b)
    known = all(result(kind, settings.task, settings.variant) is not None for kind in kinds)
    return settings if known or not settings.variant else replace(settings, variant="")


def no_such_variant(settings: CellsSettings) -> str:
    """What is said to an address that asks for networks of a scene, of a pair or on a task that has none."""
    return t(
        "“variant={variant}”: {first} and {second} were not trained in this special way on this task. Their usual "
        "networks are shown.",
        variant=settings.variant,
        first=t(FAMILY[settings.a].title),
        second=t(FAMILY[settings.b].title),
    )


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
