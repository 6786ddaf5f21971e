"""What is known of the units of a network: as it was measured of those that ship, or as it is measured here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from engine.learning import units_study
from engine.learning.properties import find
from engine.learning.ranking import Ranking as Measured
from engine.learning.ranking import ranked
from engine.learning.steering import TEMPERATURE
from engine.learning.units_study import Known
from ui.lessons.units.picture.component import Asked, Ranking, Steered, Table, Tracked
from ui.lessons.units.picture.measured import tables
from ui.lessons.units.run import Found
from ui.words import t

_WANTED = "units.*wanted"  # in the session: for which painted letters steering is to be measured
_MEASURED = "units.*measured"  # (network, text, painted) → the ranking
KEPT = 8


def shipped(found: Found) -> Known | None:
    """What was measured of a network that ships; None where nothing was asked of it, as of painted letters."""
    return units_study.load().get(found.writer.name, {}).get(found.property.name)


def ranking_of(found: Found, painted: str) -> Ranking | None:
    """All units by both measures; None leaves it to the browser."""
    if found.property.name == "painted":
        here = _measured_here().get((found.writer.name, found.text, painted))
        return None if here is None else _told(here, painted)
    known = shipped(found)
    return None if known is None else _told(known.ranking)


def tables_of(found: Found, asked: Asked) -> tuple[Table, ...]:
    """What was counted with single units held."""
    known = shipped(found)
    if known is None:
        return ()
    alphabet = found.writer.model.alphabet
    return tuple(made for each in known.tables for made in tables(each, asked, alphabet, TEMPERATURE))


def want(painted: object) -> None:
    """Have the steering of all units measured for what is painted. For callbacks; what a browser says is input."""
    if isinstance(painted, str):
        st.session_state[_WANTED] = painted


def measure_what_is_wanted(found: Found) -> None:
    """Measure it, and say how far it is; the place where that is said is always there, so that what follows stays."""
    progress = st.empty()
    painted = st.session_state.pop(_WANTED, None)
    if painted is None or found.property.name != "painted":
        return
    model, property = found.writer.model, find("painted", found.corpus, ranges(painted))
    labels = property.labels(found.text)
    if not labels.any() or labels.all():
        return
    words = t("Every unit is held at two values, and the network writes …")
    for ranking in ranked(model, found.text, property):
        progress.progress(ranking.steered.done if ranking.steered else 0.0, words)
    progress.empty()
    measured = _measured_here()
    measured[found.writer.name, found.text, painted] = ranking
    for forgotten in list(measured)[:-KEPT]:
        del measured[forgotten]


def ranges(painted: str) -> tuple[tuple[int, int], ...]:
    """Painted letters as they are spelled, last ones included, as ranges that end before their second number."""
    pairs = (each.split("-") for each in painted.split(".") if each)
    return tuple((int(first), int(last) + 1) for first, last in pairs)


def _measured_here() -> dict[tuple[str, str, str], Measured]:
    measured: dict[tuple[str, str, str], Measured] = st.session_state.setdefault(_MEASURED, {})
    return measured


def _told(found: Measured, painted: str = "") -> Ranking:
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
