"""The runs that the compare page's settings lead to, and how each cell remembers."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses, pretrained, tasks
from engine.learning.tasks import InputProblem, Sequence
from engine.learning.training import held_out, score
from engine.networks.cost import matching_size, parameter_count
from engine.networks.initialisation import Init
from engine.networks.unit_order import by_memory, by_similarity, reordered, reordered_readout
from ui.lessons.compare.settings import KINDS, STARTS, CompareSettings
from ui.look.cells import CELLS
from ui.runs import sequences

Array = NDArray[np.float64]
OPEN_BIAS = 3.0
ASKED = 300  # held-out sequences behind an accuracy
OTHERS = 20  # other sequences, or other seeds, behind a spread


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
class Comparison:
    """Two or three cells on one sequence."""

    settings: CompareSettings
    sequence: Sequence
    runs: tuple[CellRun, ...]

    @property
    def steps(self) -> int:
        """T."""
        return len(self.sequence)

    @property
    def most_units(self) -> int:
        """Of the largest network on show."""
        return max(run.network.hidden_size for run in self.runs)

    def place(self, settings: CompareSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for; unasked, the end, where the answer is due."""
        step = (settings.t or self.steps) - 1
        return min(step, self.steps - 1), min(settings.unit, self.most_units) - 1

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


@st.cache_data(max_entries=32, show_spinner=False)
def compare(settings: CompareSettings) -> Comparison:
    """Record every cell on show; `settings` as `of_the_run()` gives them. Raises InputProblem."""
    sequence = make_sequence(settings)
    runs: list[CellRun] = []
    for kind in settings.kinds:
        network, readout, trained = _network(settings, kind, sequence)
        loss = losses.last_step()
        first = engine.record(network, sequence.inputs)
        if settings.order != "own":
            order = by_memory(first)
            if settings.order == "similarity" and runs:
                order = by_similarity(first, runs[0].trace["hidden"][0, 0, :, 0])
            network = reordered(network, order)
            readout = readout and reordered_readout(readout, order)
        trace = engine.record(network, sequence.inputs, loss)
        predictions = readout.probabilities(trace.outputs)[:, 0] if readout and sequence.classes else None
        runs.append(CellRun(kind, network, readout, trace, predictions, trained))
    return Comparison(settings, sequence, tuple(runs))


def _network(
    settings: CompareSettings, kind: str, sequence: Sequence, seed: int | None = None
) -> tuple[engine.Network, engine.Readout | None, pretrained.Pretrained | None]:
    if settings.uses_trained:
        name = STARTS[settings.start][0] if settings.sequence == "first" else settings.sequence
        trained = pretrained.load(name, CELLS[kind].engine)
        return trained.network, trained.readout, trained
    features = sequence.inputs.shape[2]
    units = sizes(settings.match, settings.units, features)[kind]
    seed = settings.seed if seed is None else seed
    network = engine.network(
        CELLS[kind].engine, features, units, init=Init(forget_bias=memory_bias(kind, settings.start)), seed=seed
    )
    return network, engine.Readout.fresh(units, len(sequence.classes), seed) if sequence.classes else None, None


# --- Accuracy --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The fraction of right answers on `count` new sequences, and the two standard errors on either side of chance."""

    value: float
    count: int

    @property
    def is_chance(self) -> bool:
        """Whether one in two is within two standard errors of it."""
        return abs(self.value - 0.5) <= 2 * float(np.sqrt(0.25 / self.count))


@st.cache_data(max_entries=64, show_spinner=False)
def accuracy(settings: CompareSettings, kind: str, later: int = 0) -> Accuracy | None:
    """How often a trained cell is right on held-out sequences of this length, or of `later` steps more.

    None for fresh networks. The order of units does not matter.
    """
    run = compare(settings).of(kind)
    if run is None or run.trained is None or run.readout is None:
        return None
    steps = len(make_sequence(settings)) + later
    return Accuracy(score(run.network, run.readout, run.trained.task, steps, ASKED), ASKED)


# --- Memory ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Memory:
    """What one cell remembers.

    Attributes:
        distances: ‖h_t - h'_t‖, (T,), after the change of one input on this sequence.
        cell_distances: ‖c_t - c'_t‖, (T,), for an LSTM.
        shares: (T,), of each input in ‖∂h_T/∂x_k‖_F.
        log_norms: (T,), natural log of ‖∂h_T/∂x_k‖_F.
        reach: how many last inputs hold nine tenths of it.
        lasting: (n,), for how many steps the change stays above a tenth of its largest effect, here first and then on
            other sequences (trained networks) or with other seeds (fresh ones).
        gates: gate → (open, closed), fractions of time for each unit.
    """

    kind: str
    distances: Array
    cell_distances: Array | None
    shares: Array
    log_norms: Array
    reach: int
    lasting: NDArray[np.intp]
    gates: dict[str, tuple[Array, Array]]


def change_of(sequence: Sequence, inputs: Array, step: int) -> Array:
    """What is added to the input of one step, (B, D): another symbol, the opposite bit, or one standard deviation."""
    at = inputs[step]  # (B, D)
    features = at.shape[1]
    if sequence.task == "series":
        return np.ones_like(at)
    if sequence.task == "latch":
        return np.stack([-2 * at[:, 0], np.zeros(len(at))], axis=-1)
    if features == 1:  # a text of one letter only: it can only be left out
        return np.asarray(-at)
    now = at.argmax(axis=1)
    symbols = len(tasks.SYMBOLS)
    if sequence.task == "first":  # A and B are each other's opposite; a distractor becomes the next distractor
        rest = features - symbols
        then = np.where(now < symbols, (now + 1) % symbols, symbols + (now - symbols + 1) % rest)
    else:
        then = (now + 1) % features
    return np.asarray(np.eye(features)[then] - at)


@st.cache_data(max_entries=32, show_spinner=False)
def memories(settings: CompareSettings, step: int) -> tuple[Memory, ...]:
    """What every cell on show remembers; `settings` as `of_the_run()` gives them, `step` zero-based."""
    from engine.analysis.perturbation import gate_statistics, input_shares, perturb

    comparison = compare(settings)
    sequence = comparison.sequence
    found = []
    for run in comparison.runs:
        here = perturb(run.trace, step, change_of(sequence, sequence.inputs, step))
        if settings.uses_trained:
            inputs = held_out(sequence.task, len(sequence), OTHERS).inputs
            others = perturb(run.network, inputs, step, change_of(sequence, inputs, step)).lasting()
        else:
            networks = [_network(settings, run.kind, sequence, seed)[0] for seed in _other_seeds(settings.seed)]
            delta = change_of(sequence, sequence.inputs, step)
            others = np.array([perturb(one, sequence.inputs, step, delta).lasting()[0] for one in networks])
        shares = input_shares(run.trace)
        found.append(
            Memory(
                kind=run.kind,
                distances=here.distances["hidden"][:, 0],
                cell_distances=here.distances["cell"][:, 0] if "cell" in here.distances else None,
                shares=shares.shares,
                log_norms=shares.log_norms,
                reach=shares.reach(),
                lasting=np.concatenate([here.lasting(), others]),
                gates={name: (gate.open, gate.closed) for name, gate in gate_statistics(run.trace).items()},
            )
        )
    return tuple(found)


def _other_seeds(seed: int, count: int = OTHERS // 2) -> range:
    return range(seed + 1, seed + 1 + count)


def differ(one: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Whether two samples lie apart: the middle half of one does not touch the middle half of the other."""
    (low, high), (other_low, other_high) = np.percentile(one, (25, 75)), np.percentile(other, (25, 75))
    return bool(low > other_high or high < other_low)


def checked_change(settings: CompareSettings, steps: int) -> int:
    """The zero-based step whose input is changed. Raises InputProblem for one that the sequence does not have."""
    if settings.change > steps:
        raise InputProblem(
            "The input of step {step} is to be changed, but this sequence has only {length} steps.",
            step=settings.change,
            length=steps,
        )
    return settings.change - 1


def compare_and_change(settings: CompareSettings) -> tuple[Comparison, int]:
    """The comparison, and the zero-based step whose input is changed below it. Raises InputProblem."""
    comparison = compare(settings.of_the_run())
    return comparison, checked_change(settings, comparison.steps)
