"""What units know, as a component: Python says what is asked of which network in which text, the browser does the rest.

Reading, shading, ranking what was painted, holding and writing happen in the browser, which fetches the network's
weights once (`Model.url`). What a hand has changed comes back where it rests, in a fragment of its own.
"""

import base64
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine import cells
from ui.look import palette
from ui.mount import component
from ui.stepper import Place, place_of
from ui.stepper.content import addressed
from ui.stepper.phrases import phrases
from ui.teaching.presenter import is_presenting
from ui.units.content import FREE, Asked, Model, Ranking, Reading, Spot, Steered, Table, Tracked
from ui.units.phrases import units_phrases
from ui.words import language, t

NAME = "units"
KEEPER = f"{NAME}.kept"
HOLE = -32768  # a letter that has no label
HOTTEST, MOST_LUCK, LONGEST_SPAN, FARTHEST = 2.0, 9999, 200, 100.0
MOST_HELD, MOST_PAINTED = 1000, 2000  # characters of what is spelled
Wall = Literal["", "tracks", "writes"]
_HELD = re.compile(r"(\d{1,4}):(-?\d{1,4}(?:\.\d{1,6})?)")
_PAINTED = re.compile(r"(\d{1,6})-(\d{1,6})")
_component = component(
    NAME,
    "units/browser/units.js",
    "stepper/browser/transport.css",
    "units/browser/units.css",
    "units/browser/writing.css",
    ready=True,
)
_keeper = component(KEEPER, "units/browser/keeping.js")


def units(
    model: Model,
    reading: Reading,
    asked: Asked,
    ranking: Ranking | None,
    *,
    spot: Spot,
    on_rest: Callable[..., None],
    usual: str = FREE,
    weights: Mapping[str, str] | None = None,
    measured: Sequence[Table] = (),
    covered: bool = False,
    veiled: str = "",
    can_measure: bool = False,
    wall: Wall = "",
    on_told: Callable[[str, Any], None] = lambda what, value: None,
) -> str:
    """Show the picture, and return the key of its content.

    Args:
        ranking: None leaves it to the browser, which knows nothing of steering.
        spot: where to stand.
        on_rest: is told by name what of the spot has changed where the browser rests: `on_rest(t=3, unit=9)`.
        usual: what is held where nobody has said what; then a link need not say it, and does not say it of another
            network.
        weights: of the network, where no server has them, see `weights_of`; its `url` tells them from others.
        measured: the tables below what is written, see `measured.tables`.
        covered: whether nothing is to be seen yet of what steering does: somebody is to predict it first.
        veiled: what is said in place of the whole picture: it is the answer to what somebody is to predict.
        can_measure: whether Python can measure what the units steer, if it is told `measure`.
        wall: in a lecture hall, where not all of it has room: who tracks it, or what is written.
        on_told: what has been told, by name: `measure` with the letters that are painted, as they are spelled.
    """
    data = units_data(model, reading, asked, ranking, measured, covered=covered, veiled=veiled, can_measure=can_measure)
    said: Any = (st.session_state[KEEPER].kept if KEEPER in st.session_state else None) or {}
    data |= {
        "large": is_presenting(),
        "wall": wall,
        "weights": weights,
        "place": {name: value for name, value in asdict(spot).items() if name not in ("t", "unit")},
        "answers": said.get("serial", 0),
        "usual": data["usual"] | {"held": usual},
    }
    content: str = data["content"]

    def heard() -> None:
        told: Any = st.session_state[NAME].told
        if isinstance(told, dict) and told.get("what") == "measure":
            on_told("measure", cleaned({"painted": told.get("value")}, model.units).get("painted", ""))

    def rested(place: Place) -> None:
        on_rest(t=place.step, unit=place.unit)

    with st.container(gap=None):
        _component(key=NAME, data=data, on_told_change=heard)
        size = (len(reading.text) + 1, model.units + 1)
        place_of(NAME, content, Place(min(spot.t, size[0] - 1), min(spot.unit, size[1] - 1)), size, rested, None)
        _keeping(content, model.units, on_rest, usual)
    return content


@st.fragment
def _keeping(content: str, units: int, on_rest: Callable[..., None], usual: str) -> None:
    """Hear what a hand has changed beside the letter and the unit; nothing else runs for it."""

    def kept() -> None:
        said: Any = st.session_state[KEEPER].kept or {}
        if said.get("content") == content and isinstance(said.get("place"), dict):
            on_rest(**cleaned(said["place"], units, usual))

    _keeper(key=KEEPER, data={"name": NAME, "content": content}, default={"kept": None}, on_kept_change=kept)


def cleaned(place: Mapping[str, Any], units: int, usual: str = "") -> dict[str, Any]:
    """What a browser said of its place, kept inside; what makes no sense is left out, and what is held as `usual`."""
    limits = {"temperature": (0.0, HOTTEST), "luck": (0, MOST_LUCK), "span": (1, LONGEST_SPAN)}
    found: dict[str, Any] = {}
    for name, (least, most) in {**limits, "threshold": (-FARTHEST, FARTHEST)}.items():
        value = place.get(name)
        if isinstance(value, int | float) and math.isfinite(value):
            inside = min(max(value, least), most)
            found[name] = int(inside) if name in ("luck", "span") else float(inside)
    if place.get("state") in ("cell", "hidden"):
        found["state"] = place["state"]
    if isinstance(held := place.get("held"), str):
        matches = (_HELD.fullmatch(word) for word in held[:MOST_HELD].split(","))
        known = ",".join(match[0] for match in matches if match and 1 <= int(match[1]) <= units) or FREE
        found["held"] = "" if known == usual else known
    if isinstance(painted := place.get("painted"), str):
        matches = (_PAINTED.fullmatch(word) for word in painted[:MOST_PAINTED].split("."))
        found["painted"] = ".".join(match[0] for match in matches if match and int(match[1]) <= int(match[2]))
    return found


def units_data(
    model: Model,
    reading: Reading,
    asked: Asked,
    ranking: Ranking | None,
    measured: Sequence[Table] = (),
    *,
    covered: bool = False,
    veiled: str = "",
    can_measure: bool = False,
) -> dict[str, Any]:
    """Everything that the browser needs beside the weights and the place, as JSON; arguments as of `units`."""
    content = {
        "model": asdict(model) | {"alphabet": list(model.alphabet)},
        "reading": {"text": reading.text, "own": reading.own, "labels": _packed(reading.labels)},
        "property": asdict(asked),
        "ranking": None if ranking is None else _ranked(ranking),
        "measured": [asdict(table) for table in measured],
        "covered": covered,
        "veiled": veiled,
        "can_measure": can_measure,
    }
    return addressed(content, NAME) | {
        "asides": [],
        "hole": HOLE,
        "most_painted": MOST_PAINTED,
        "usual": asdict(Spot()),  # what the address need not say
        "text": {**phrases(language()), **units_phrases(language())},
        "signals": _signals(model.cell),
        "palette": {
            **palette.PARTS,
            **palette.SIGNAL_COLOURS,
            "warning": palette.WARNING,
            "closed": palette.GATE_CLOSED,
        },
        "signed": [list(stop) for stop in palette.SIGNED],
    }


def _signals(cell: str) -> list[dict[str, str]]:
    """What can be seen of a unit, in the order in which the cell computes it."""
    return [
        {
            "name": signal.name,
            "kind": signal.kind,
            "title": t(signal.title),
            "symbol": signal.symbol,
            "does": t(signal.does) if signal.does else "",
            "colour": palette.signal_colour(signal.name),
        }
        for signal in cells.get(cell).signals
        if signal.kind != "preactivation"
    ]


def _packed(labels: NDArray[np.float64] | None) -> str | None:
    """Labels as whole numbers of 16 bits, the low byte first, in letters."""
    if labels is None:
        return None
    return base64.b64encode(np.where(np.isnan(labels), HOLE, labels).astype("<i2").tobytes()).decode()


def _ranked(ranking: Ranking) -> dict[str, Any]:
    steers = ranking.steers
    return {
        "state": {state: [_tracked(unit) for unit in found] for state, found in ranking.state.items()},
        "letters": ranking.letters,
        "shifted": {state: _number(value) for state, value in ranking.shifted.items()},
        "untrained": {state: _number(value) for state, value in ranking.untrained.items()},
        "steers": None if steers is None else [_steered(unit) for unit in steers],
        "written": ranking.written,
        "temperature": ranking.temperature,
        "painted": ranking.painted,
        "free": _number(ranking.free),
    }


def _tracked(unit: Tracked) -> dict[str, Any]:
    numbers = {"tracks": _number(unit.tracks), "low": _number(unit.low), "high": _number(unit.high)}
    return {"unit": unit.unit, "rises": unit.rises, **numbers}


def _steered(unit: Steered) -> dict[str, Any]:
    return {"unit": unit.unit, "effect": _number(unit.effect), "error": _number(unit.error)}


def _number(value: float) -> float | None:
    """JSON knows neither NaN nor infinity."""
    return float(f"{value:.5g}") if math.isfinite(value) else None
