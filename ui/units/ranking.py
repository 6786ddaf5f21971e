"""What was measured of units, as the picture is told it; and how it is measured before somebody's eyes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st

from engine.learning.ranking import Ranking as Measured
from engine.learning.steering import TEMPERATURE
from ui.units.content import FREE, Ranking, Steered, Tracked
from ui.words import t


def told(found: Measured, painted: str = "") -> Ranking:
    """A ranking as the picture is told it; `painted`: of which letters, as they are spelled."""
    return Ranking(
        state={state: _tracked(found, state) for state in found.states},
        letters=found.states[found.memory].letters,
        shifted=found.shifted,
        untrained=found.untrained,
        steers=_steered(found),
        written=found.steered.letters if found.steered else 0,
        temperature=TEMPERATURE,
        painted=painted,
        free=found.steered.free if found.steered else np.nan,
    )


def usual(ranking: Ranking | None) -> str:
    """What is held where nobody has said it: the unit whose memory tracks best, as it is where it is high."""
    memory = next(iter(ranking.state.values())) if ranking else ()
    tracked = [unit for unit in memory if unit.tracks >= 0]  # else it is NaN
    best = max(tracked, key=lambda unit: unit.tracks, default=None)
    return f"{best.unit + 1}:{round(best.high, 2):g}" if best else FREE


def ranges(painted: str) -> tuple[tuple[int, int], ...]:
    """Painted letters as they are spelled, last ones included, as ranges that end before their second number."""
    pairs = (each.split("-") for each in painted.split(".") if each)
    return tuple((int(first), int(last) + 1) for first, last in pairs)


def watched(rankings: Iterable[Measured], place: st.delta_generator.DeltaGenerator) -> Measured:
    """The last of some rankings, while a place on the page says how far they are. There has to be one."""
    words = t("Every unit is held at two values, and the network writes …")
    for ranking in rankings:
        place.progress(ranking.steered.done if ranking.steered else 0.0, words)
    place.empty()
    return ranking


def _tracked(found: Measured, state: str) -> Sequence[Tracked]:
    units = found.states[state]
    return [
        Tracked(unit, float(tracks), bool(rises), float(low), float(high))
        for unit, (tracks, rises, low, high) in enumerate(
            zip(units.tracks, units.rises, units.low, units.high, strict=True)
        )
    ]


def _steered(found: Measured) -> Sequence[Steered] | None:
    steered = found.steered
    if steered is None:
        return None
    pairs = zip(steered.effect, steered.error, strict=True)
    return [
        Steered(unit, float(effect), float(error)) for unit, (effect, error) in enumerate(pairs) if not np.isnan(effect)
    ]
