"""What is known of the units of a network: as it was measured of those that ship, or as it is measured here."""

from __future__ import annotations

import streamlit as st

from engine.learning import units_study
from engine.learning.properties import find
from engine.learning.ranking import Ranking as Measured
from engine.learning.ranking import ranked
from engine.learning.steering import TEMPERATURE
from engine.learning.units_study import Known
from ui.lessons.units.run import Found
from ui.units.content import Asked, Ranking, Table
from ui.units.measured import tables
from ui.units.ranking import ranges, told, watched

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
        return None if here is None else told(here, painted)
    known = shipped(found)
    return None if known is None else told(known.ranking)


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
    ranking = watched(ranked(model, found.text, property), progress)
    measured = _measured_here()
    measured[found.writer.name, found.text, painted] = ranking
    for forgotten in list(measured)[:-KEPT]:
        del measured[forgotten]


def _measured_here() -> dict[tuple[str, str, str], Measured]:
    measured: dict[tuple[str, str, str], Measured] = st.session_state.setdefault(_MEASURED, {})
    return measured
