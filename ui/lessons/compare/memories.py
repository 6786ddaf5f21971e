"""What each cell on show remembers of one changed input, and to which inputs its last state is sensitive."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import tasks
from engine.learning.tasks import InputProblem, Sequence
from engine.learning.training import held_out
from ui.lessons.compare.run import (
    Array,
    CellRun,
    Comparison,
    compare,
    make_sequence,
    network_of,
    trained_on,
)
from ui.lessons.compare.settings import CompareSettings

if TYPE_CHECKING:
    from engine.analysis.perturbation import InputShares

OTHERS = 20  # other sequences, or half as many other seeds, behind a spread


@dataclass(frozen=True)
class Memory:
    """What one cell remembers. What comes from several runs has the one on show first, and then those on other
    sequences (trained networks) or with other seeds (fresh ones).

    Attributes:
        distances: ‖h_t - h'_t‖, (T,), after the change of one input on this sequence.
        cell_distances: ‖c_t - c'_t‖, (T,), for an LSTM.
        lasting: (n,), for how many steps the change stays above a tenth of its largest effect.
        longest: steps from the change to the end of the sequence: `lasting` cannot be more.
        shares: (n, T), each input's share in the sum over k of ‖∂h_T/∂x_k‖_F.
        reach: (n,), how many last inputs hold nine tenths of it.
    """

    kind: str
    distances: Array
    cell_distances: Array | None
    lasting: NDArray[np.intp]
    longest: int
    shares: Array
    reach: NDArray[np.intp]


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


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={CompareSettings: repr})
def memories(settings: CompareSettings, step: int) -> tuple[Memory, ...]:
    """What every cell on show remembers; `settings` as `of_the_run()` gives them, `step` zero-based."""
    comparison = compare(settings)
    return tuple(_memory(comparison, run, step) for run in comparison.runs)


def _memory(comparison: Comparison, run: CellRun, step: int) -> Memory:
    from engine.analysis.perturbation import input_shares, perturb

    sequence, settings = comparison.sequence, comparison.settings
    here = perturb(run.trace, step, change_of(sequence, sequence.inputs, step))
    # What a trained network does on other sequences has nothing to do with the one on show.
    others = _others(settings.of_the_network() if settings.uses_trained else settings, run.kind, step)
    lasting, shares = [here.lasting(), *others.lasting], [input_shares(run.trace), *others.shares]
    return Memory(
        kind=run.kind,
        distances=here.distances["hidden"][:, 0],
        cell_distances=here.distances["cell"][:, 0] if "cell" in here.distances else None,
        lasting=np.concatenate(lasting),
        longest=comparison.steps - 1 - step,
        shares=np.stack([share.shares for share in shares]),
        reach=np.array([share.reach() for share in shares]),
    )


@dataclass(frozen=True)
class Others:
    """The same of the runs behind a spread: (n,) for how many steps each keeps the change, and each one's shares."""

    lasting: list[NDArray[np.intp]]
    shares: "list[InputShares]"


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CompareSettings: repr})
def _others(settings: CompareSettings, kind: str, step: int) -> Others:
    """The runs behind a spread: the same network on other sequences, or fresh ones of other seeds on this one."""
    from engine.analysis.perturbation import input_shares, perturb

    sequence = make_sequence(settings)
    if settings.uses_trained:
        network = trained_on(settings, kind).network
        traces = [engine.record(network, held_out(sequence.task, len(sequence), OTHERS).inputs)]
    else:
        seeds = range(settings.seed + 1, settings.seed + 1 + OTHERS // 2)
        networks = [network_of(settings, kind, sequence, seed)[0] for seed in seeds]
        traces = [engine.record(network, sequence.inputs) for network in networks]
    return Others(
        [perturb(trace, step, change_of(sequence, trace.inputs, step)).lasting() for trace in traces],
        [input_shares(trace, batch=one) for trace in traces for one in range(trace.inputs.shape[1])],
    )


def differ(one: NDArray[np.intp] | Array, other: NDArray[np.intp] | Array) -> bool:
    """Whether two samples lie apart: the middle half of one does not touch the middle half of the other."""
    (low, high), (other_low, other_high) = np.percentile(one, (25, 75)), np.percentile(other, (25, 75))
    return bool(low > other_high or high < other_low)


def compare_and_change(settings: CompareSettings) -> tuple[Comparison, int]:
    """The comparison, and the zero-based step whose input is changed below it. Raises InputProblem."""
    comparison = compare(settings.of_the_run())
    return comparison, checked_change(settings, comparison.steps)


def checked_change(settings: CompareSettings, steps: int) -> int:
    """The zero-based step whose input is changed. Raises InputProblem for one that the sequence does not have."""
    if settings.change > steps:
        raise InputProblem(
            "The input of step {step} is to be changed, but this sequence has only {length} steps.",
            step=settings.change,
            length=steps,
        )
    return settings.change - 1
