"""What the step page shows: its settings, and the run they lead to."""

import dataclasses
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses, pretrained, tasks
from engine.learning.tasks import InputProblem, Sequence
from engine.networks.initialisation import Init
from ui.settings.parameters import Choice, Number, Whole, Words, parameter

TASKS = ("latch", "first", "hello", "sine")
CELLS = {"rnn": "elman", "lstm": "lstm", "gru": "gru"}
ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "linear")
INITS = ("default", "orthogonal", "identity", "gaussian")
BIASES = ("default", "0", "1", "2", "3", "5")
SOME_SERIES = "5 11 16 23 36 58 29 20 10 8 3 0 0 2 11 27 47 63 60 39 28 26 22 11 21 40 78 122 103 73"


@dataclass(frozen=True, slots=True)
class StepSettings:
    """Everything a link to the step page says. Steps and units are counted from 1, as people do; 0 leaves it to us."""

    cell: str = parameter("lstm", Choice(tuple(CELLS)))
    sequence: str = parameter("latch", Choice((*TASKS, "text", "series")))
    network: str = parameter("trained", Choice(("trained", "fresh")))
    units: int = parameter(8, Whole(1, 64))
    init: str = parameter("default", Choice(INITS))
    radius: float = parameter(1.0, Number(0.1, 3.0))
    forget_bias: str = parameter("default", Choice(BIASES))
    activation: str = parameter("tanh", Choice(ACTIVATIONS))
    seed: int = parameter(0, Whole(0, 9999))
    length: int = parameter(30, Whole(2, 200))
    data_seed: int = parameter(27, Whole(0, 9999))
    text: str = parameter("so we beat on, boats against the current", Words(tasks.MAX_TYPED))
    series: str = parameter(SOME_SERIES, Words(6000))
    loss: str = parameter("task", Choice(("task", "last", "every", "step", "unit")))
    loss_step: int = parameter(1, Whole(1, 200))
    loss_unit: int = parameter(0, Whole(0, 64))
    t: int = parameter(0, Whole(0, 200))
    unit: int = parameter(0, Whole(0, 64))

    @property
    def uses_trained(self) -> bool:
        """Trained networks exist for the tasks; a text or series of one's own goes through a fresh network."""
        return self.network == "trained" and self.sequence in TASKS

    @property
    def has_task_loss(self) -> bool:
        """Only a task says what the right answer is."""
        return self.sequence in TASKS

    def without_place(self) -> "StepSettings":
        """The same run, wherever in it one looks."""
        return dataclasses.replace(self, t=0, unit=0)


@dataclass(frozen=True)
class Run:
    """One network on one sequence, recorded."""

    settings: StepSettings
    sequence: Sequence
    network: engine.Network
    readout: engine.Readout | None
    trace: engine.Trace
    predictions: NDArray[np.float64] | None  # probabilities (time, class), or forecasts (time, 1)
    trained: pretrained.Pretrained | None

    @property
    def steps(self) -> int:
        """T."""
        return len(self.sequence)

    def telling_step(self) -> int:
        """The zero-based step to open on: where a flag changes what must be remembered, else the middle."""
        if self.sequence.task == "first":
            return 0
        if self.sequence.task == "latch" and self.sequence.targets is not None:
            targets, flags = self.sequence.targets, self.sequence.flags[1:]
            return next((step for step in flags if targets[step] != targets[step - 1]), self.steps // 2)
        return self.steps // 2

    def telling_unit(self) -> int:
        """The zero-based unit to open on: the one whose memory gate, or state, moves most."""
        if self.trained is None:
            return 0
        gate = engine.cells.get(self.trace.cell).memory_gate or "hidden"
        return int(np.ptp(self.trace[gate][0, 0, :, 0], axis=0).argmax())

    def place(self, settings: StepSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, inside this run."""
        step = settings.t - 1 if settings.t else self.telling_step()
        unit = settings.unit - 1 if settings.unit else self.telling_unit()
        return min(step, self.steps - 1), min(unit, self.network.hidden_size - 1)


def make_sequence(settings: StepSettings) -> Sequence:
    """The sequence that the settings name. Raises InputProblem."""
    match settings.sequence:
        case "text":
            return tasks.text(settings.text)
        case "series":
            return tasks.series(settings.series, standardise=True)
        case "hello":
            return tasks.hello()
        case "first":
            return tasks.first_symbol(settings.length - 1, settings.data_seed)
        case "sine":
            return tasks.sine(settings.length, settings.data_seed)
        case _:
            return tasks.latch(settings.length, settings.data_seed)


def cell_name(settings: StepSettings) -> str:
    """The cell's name in the engine's registry."""
    name = CELLS[settings.cell]
    return f"elman_{settings.activation}" if name == "elman" and settings.activation != "tanh" else name


def make_init(settings: StepSettings) -> Init:
    """How a fresh network begins. Raises InputProblem for what does not go together."""
    if settings.init == "identity" and settings.cell != "rnn":
        raise InputProblem(
            "The identity initialisation is for the plain RNN (with ReLU, Le et al. 2015): the gates of an LSTM or a "
            "GRU have no use for it. Please choose another initialisation or the RNN."
        )
    return Init(
        kind=settings.init,
        spectral_radius=settings.radius if settings.init in ("gaussian", "orthogonal") else None,
        forget_bias=None
        if settings.forget_bias == "default" or settings.cell == "rnn"
        else float(settings.forget_bias),
    )


def make_loss(
    settings: StepSettings, sequence: Sequence, network: engine.Network, readout: engine.Readout | None
) -> losses.Loss:
    """The loss whose gradients are shown. Raises InputProblem for a step or a unit that the run does not have."""
    if settings.loss in ("step", "unit") and settings.loss_step > len(sequence):
        raise InputProblem(
            "The loss is put on step {step}, but this sequence has only {length} steps. Please choose a step from 1 "
            "to {length}.",
            step=settings.loss_step,
            length=len(sequence),
        )
    if settings.loss == "unit" and settings.loss_unit > network.hidden_size:
        raise InputProblem(
            "The loss is put on unit {unit}, but this network has only {units}. Please choose one from 1 to {units}.",
            unit=settings.loss_unit,
            units=network.hidden_size,
        )
    match settings.loss:
        case "task" if readout is not None and sequence.targets is not None:
            if sequence.classes:
                return losses.cross_entropy(sequence.targets, readout)
            return losses.squared_error(sequence.targets, readout)
        case "every":
            return losses.every_step()
        case "step":
            return losses.at_step(settings.loss_step - 1)
        case "unit":
            return losses.unit_at_step(settings.loss_unit - 1, settings.loss_step - 1)
        case _:
            return losses.last_step()


@st.cache_data(max_entries=64, show_spinner=False)
def make_run(settings: StepSettings) -> Run:
    """Build the sequence and the network and record the run. Raises InputProblem."""
    sequence = make_sequence(settings)
    trained = None
    readout: engine.Readout | None
    if settings.uses_trained:
        trained = pretrained.load(settings.sequence, CELLS[settings.cell])
        network, readout = trained.network, trained.readout
    else:
        features = sequence.inputs.shape[2]
        network = engine.network(
            cell_name(settings), features, settings.units, init=make_init(settings), seed=settings.seed
        )
        outputs = len(sequence.classes) or 1
        readout = engine.Readout.fresh(settings.units, outputs, settings.seed) if sequence.targets is not None else None
    trace = engine.record(network, sequence.inputs, make_loss(settings, sequence, network, readout))
    predictions = None
    if readout is not None:
        scores = readout.probabilities if sequence.classes else readout.logits
        predictions = scores(trace.outputs)[:, 0]
    return Run(settings, sequence, network, readout, trace, predictions, trained)


@st.cache_data(max_entries=64, show_spinner=False)
def largest_difference(settings: StepSettings) -> float:
    """The largest difference between our record of this very run and torch's, relative to values larger than 1."""
    run = make_run(settings)
    return float(engine.verify(run.network, run.sequence.inputs).relative)
