"""How often the cells on show are right, and what can be told from so many sequences."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from engine.learning.training import score
from ui.lessons.compare.run import make_sequence, trained_on
from ui.lessons.compare.settings import CompareSettings

ASKED = 300  # held-out sequences behind an accuracy
FEWER = 100  # where all that is asked is whether it is turned over


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The fraction of correct answers on `count` new sequences."""

    value: float
    count: int

    @property
    def is_chance(self) -> bool:
        """Whether one in two is within two standard errors of it."""
        return abs(self.value - 0.5) <= 2 * float(np.sqrt(0.25 / self.count))


def accuracy(settings: CompareSettings, kind: str, later: int = 0) -> Accuracy | None:
    """How often a trained cell is right on held-out sequences of this length, or of `later` steps more.

    None for fresh networks, and for a cell that is not on show.
    """
    if not settings.uses_trained or kind not in settings.kinds:
        return None
    return _accuracy(settings.of_the_network(), kind, later)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={CompareSettings: repr})
def _accuracy(settings: CompareSettings, kind: str, later: int) -> Accuracy | None:
    """The same, whatever sequence is on show. The order of units does not matter."""
    trained = trained_on(settings, kind)
    if trained.readout is None:
        return None
    steps = len(make_sequence(settings)) + later
    asked = FEWER if later else ASKED
    return Accuracy(score(trained.network, trained.readout, trained.task, steps, asked), asked)


def spread(known: Mapping[str, Accuracy]) -> float:
    """Two standard errors of a difference, each fraction p of n having √(p (1 - p) / n); no less than 1 in n."""
    variances = sorted((found.value * (1 - found.value) / found.count for found in known.values()), reverse=True)
    return max(2 * float(np.sqrt(sum(variances[:2]))), 1 / min(found.count for found in known.values()))
