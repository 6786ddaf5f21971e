"""The belts of the race, from recorded runs: how much of the first input is left, and what the readout makes of it.

Every cell runs twice: over the sequence on show, and over the same one with another first input (B for A, A for B). All
that differs between the two is what the cell still carries of that input.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import streamlit as st

import engine
from ui.lessons.compare.memories import change_of
from ui.lessons.compare.run import Array, CellRun, compare
from ui.lessons.compare.settings import CompareSettings

GONE = 0.01  # of full width: a thinner belt is lost; and of certainty: less than that told apart is not told apart
KEEPERS: Mapping[str, tuple[str, str]] = MappingProxyType(  # kind → the gate that keeps, and the memory that it keeps
    {"lstm": ("forget_gate", "cell"), "gru": ("update_gate", "hidden")}
)
LEAST_TURNS = 4  # steps in which an answer is to turn over before we say that it does
Ending = Literal["knows", "opposite", "either", "lost", "nearly"]


@dataclass(frozen=True, eq=False)
class Keeping:
    """What the gate that keeps the memory would do alone: m_T = (∏ f) m_1 + what was written later.

    Attributes:
        most: the largest ∏ f of all units, over the steps after the first.
        share: ‖(∏ f) ∘ Δm_1‖ / ‖Δm_T‖, Δ between the two runs: of the difference in the memory at the end, how much
            came through these gates alone from step 1; infinite where no difference is left.
    """

    most: float
    share: float


@dataclass(frozen=True, eq=False)
class Lane:
    """One cell in the race.

    Attributes:
        widths: ‖h_t − h'_t‖ / (2√H), (T,): the distance between the hidden states of the two runs, as a share of the
            most that H units between −1 and 1 can differ. It is h for every cell, also for the LSTM: what the readout
            and every gate get to see. (c has no largest value, and so no full width.)
        right: (T,), the probability of the symbol that came first, if it were asked for at that step.
        other: (T,), the same in the run that begins with the other symbol: the probability of that one.
        keeping: what its keeping gate alone would leave; None for a cell without one, or where nobody answers.
    """

    run: CellRun
    widths: Array
    right: Array | None
    other: Array | None
    keeping: Keeping | None

    @property
    def lost(self) -> int:
        """The last step, counted from 1, at which the belt has a hundredth of full width; 0 if it never has."""
        return int(np.flatnonzero(self.widths >= GONE)[-1]) + 1 if (self.widths >= GONE).any() else 0

    @property
    def is_lost(self) -> bool:
        """Whether the belt is thinner than that at the end."""
        return self.lost < len(self.widths)

    @property
    def peak(self) -> int:
        """The step, counted from 1, at which the belt is widest."""
        return int(self.widths.argmax()) + 1

    @property
    def ending(self) -> Ending | None:
        """What the last answer says of the first symbol; None where nobody answers.

        - `knows`: right, and it would have been had the other symbol come first;
        - `opposite`: wrong in both;
        - `either`: the same answer in both, though with another certainty;
        - `lost`: the same answer in both, less than one point apart; `nearly`: two answers, less than one point apart.
        """
        if self.right is None or self.other is None:
            return None
        right, other = float(self.right[-1]), float(self.other[-1])
        same = (right > 0.5) == (other <= 0.5)
        if abs(right - (1 - other)) < GONE:
            return "lost" if same else "nearly"
        if same:
            return "either"
        return "knows" if right > 0.5 else "opposite"

    @property
    def turns(self) -> bool:
        """Whether the answer is the opposite one at every step of the second half, and there are some."""
        if self.right is None or self.ending not in ("knows", "opposite"):
            return False
        answers = self.right[len(self.right) // 2 :] > 0.5
        return len(answers) >= LEAST_TURNS and bool((answers[1:] != answers[:-1]).all())

    @property
    def is_right(self) -> bool:
        """Whether the last answer is the symbol that came first, be it by luck."""
        return self.right is not None and float(self.right[-1]) > 0.5


@dataclass(frozen=True, eq=False)
class Race:
    """All cells on show on one sequence. `symbol` is its first input, `other` what stands there in the second run;
    `answers` are the two that can be given, empty where no network has learned to give one."""

    settings: CompareSettings
    tokens: tuple[str, ...]
    symbol: str
    other: str
    answers: tuple[str, ...]
    lanes: tuple[Lane, ...]
    flags: tuple[int, ...] = ()  # the steps whose input is to be remembered, zero-based

    @property
    def steps(self) -> int:
        """T."""
        return len(self.tokens)

    @property
    def gap(self) -> int:
        """How many letters stand after the first."""
        return self.steps - 1


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={CompareSettings: repr})
def race(settings: CompareSettings) -> Race:
    """The race of every cell on show; `settings` as `of_the_run()` gives them. Raises InputProblem."""
    comparison = compare(settings)
    sequence = comparison.sequence
    changed = sequence.inputs.copy()
    changed[0] += change_of(sequence, sequence.inputs, 0)
    is_asked = settings.sequence == "first" and settings.uses_trained
    other = ""
    if sequence.is_one_hot and changed[0].any():
        other = sequence.features[int(changed[0, 0].argmax())]
    return Race(
        settings=settings,
        tokens=sequence.tokens,
        symbol=sequence.tokens[0],
        other=other,
        answers=tuple(sequence.classes) if is_asked else (),
        flags=sequence.flags,
        lanes=tuple(lane(run, changed, tuple(sequence.classes) if is_asked else ()) for run in comparison.runs),
    )


def lane(run: CellRun, changed: Array, answers: tuple[str, ...]) -> Lane:
    """One cell's belt: its run against the one over the `changed` inputs (T, 1, D)."""
    again = engine.record(run.network, changed)
    one, two = run.trace.part(), again.part()
    widths = full_share(one.signals["hidden"][:, 0], two.signals["hidden"][:, 0])
    if not answers or run.readout is None:
        return Lane(run, widths, None, None, None)
    first, second = (int(inputs[0, 0].argmax()) for inputs in (run.trace.inputs, changed))
    right = run.readout.probabilities(run.trace.outputs)[:, 0, first]
    other = run.readout.probabilities(again.outputs)[:, 0, second]
    keeping = None
    if run.kind in KEEPERS:
        gate, memory = KEEPERS[run.kind]
        product = one.signals[gate][1:, 0].prod(axis=0)
        apart = one.signals[memory][:, 0] - two.signals[memory][:, 0]
        end = float(np.linalg.norm(apart[-1]))
        share = float(np.linalg.norm(product * apart[0])) / end if end else np.inf
        keeping = Keeping(float(product.max()), share)
    return Lane(run, widths, right, other, keeping)


def full_share(one: Array, other: Array) -> Array:
    """‖h_t − h'_t‖ / (2√H) for two runs (T, H): (T,), between 0 (the same) and 1 (every unit from −1 to 1)."""
    return np.asarray(np.linalg.norm(one - other, axis=-1) / (2 * np.sqrt(one.shape[-1])))
