"""The run that the step page's settings lead to."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses, pretrained
from engine.learning.tasks import InputProblem, Sequence
from engine.recording.differences import Differences
from ui.figures.part import FIRST
from ui.lessons.step.settings import FINISHED, StepSettings
from ui.runs import sequences
from ui.runs.answers import predict
from ui.runs.fresh import init_of
from ui.runs.hand import InHand
from ui.runs.networks import cell_of, engine_cell


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
    def in_hand(self) -> InHand:
        """What a hand takes hold of."""
        return InHand(self.trace, self.sequence, self.readout)

    @property
    def steps(self) -> int:
        """T."""
        return len(self.sequence)

    def telling_step(self) -> int:
        """The zero-based step to open on: where a flag changes what must be remembered, else the middle."""
        if self.sequence.task == "first":
            return 0
        if self.sequence.task in ("count", "toggle"):
            return next((step for step in self.sequence.flags if step), self.steps // 2)
        if self.sequence.task == "latch" and self.sequence.targets is not None:
            targets, flags = self.sequence.targets, self.sequence.flags[1:]
            return next((step for step in flags if targets[step] != targets[step - 1]), self.steps // 2)
        return self.steps // 2

    def telling_unit(self) -> int:
        """The zero-based unit to open on: the one whose memory gate, or state, moves most."""
        if self.trained is None:
            return 0
        if not self.settings.is_finished:  # the same at every stage of its training
            return make_run(replace(self.settings, training=FINISHED)).telling_unit()
        gate = engine.cells.get(self.trace.cell).memory_gate or "hidden"
        return int(np.ptp(FIRST.of(self.trace[gate]), axis=0).argmax())

    def place(self, settings: StepSettings) -> tuple[int, int]:
        """The zero-based step and unit that the settings ask for, inside this run."""
        step = settings.t - 1 if settings.t else self.telling_step()
        unit = settings.unit - 1 if settings.unit else self.telling_unit()
        return min(step, self.steps - 1), min(unit, self.network.hidden_size - 1)


def make_sequence(settings: StepSettings) -> Sequence:
    """The sequence that the settings name. Raises InputProblem."""
    if settings.recorded is not None:
        return settings.recorded.course.exercise.shown()
    typed = settings.series if settings.sequence == "series" else settings.text
    return sequences.make_sequence(settings.sequence, length=settings.length, seed=settings.data_seed, typed=typed)


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


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def make_run(settings: StepSettings) -> Run:
    """Build the sequence and the network and record the run. Raises InputProblem."""
    sequence = make_sequence(settings)
    trained = None
    readout: engine.Readout | None
    if settings.uses_trained:
        trained = settings.stages[settings.stage]
        network, readout = trained.network, trained.readout
    else:
        features = sequence.inputs.shape[2]
        network = engine.network(
            engine_cell(settings.cell, settings.activation),
            features,
            settings.units,
            init=init_of(cell_of(settings.cell), settings.init, settings.radius, settings.forget_bias),
            seed=settings.seed,
        )
        outputs = len(sequence.classes) or 1
        readout = engine.Readout.fresh(settings.units, outputs, settings.seed) if sequence.targets is not None else None
    trace = engine.record(network, sequence.inputs, make_loss(settings, sequence, network, readout))
    return Run(settings, sequence, network, readout, trace, predict(readout, sequence, trace), trained)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def check(settings: StepSettings) -> Differences:
    """How far torch's states, gates and gradients are from what is recorded of this very run."""
    return engine.verify(make_run(settings).trace)
