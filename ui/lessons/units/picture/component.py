"""What units know, as a component: Python says what is asked of which network in which text, the browser does the rest.

Reading, shading, ranking what was painted, holding and writing happen in the browser, which fetches the network's
weights once (`Model.url`). What a hand has changed comes back where it rests, in a fragment of its own.
"""

import base64
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine import cells
from ui.lessons.units.picture.phrases import units_phrases
from ui.look import palette
from ui.mount import component
from ui.stepper import Place, place_of
from ui.stepper.content import addressed
from ui.stepper.phrases import phrases
from ui.teaching.presenter import is_presenting
from ui.words import language, t

NAME = "units"
KEEPER = f"{NAME}.kept"
HOLE = -32768  # a letter that has no label
HOTTEST, MOST_LUCK, LONGEST_SPAN, FARTHEST = 2.0, 9999, 200, 100.0
MOST_HELD, MOST_PAINTED = 1000, 2000  # characters of what is spelled
FREE = "free"
Wall = Literal["", "tracks", "writes"]
_HELD = re.compile(r"(\d{1,4}):(-?\d{1,4}(?:\.\d{1,6})?)")
_PAINTED = re.compile(r"(\d{1,6})-(\d{1,6})")
_component = component(
    NAME,
    "lessons/units/picture/units.js",
    "lessons/units/picture/units.css",
    "lessons/units/picture/writing.css",
    ready=True,
)
_keeper = component(KEEPER, "lessons/units/picture/keeping.js")


@dataclass(frozen=True)
class Model:
    """The network that reads and writes.

    Attributes:
        name: as it ships.
        cell: the engine's name of its cell.
        kind: the folder of the cell's live half.
        units: H.
        alphabet: the letters, in the order of inputs and answers.
        begins: the letter before which the memory is empty; None where it goes on.
        url: where the browser gets its weights, for ever the same under the same address.
    """

    name: str
    cell: str
    kind: str
    units: int
    alphabet: tuple[str, ...]
    begins: str | None
    url: str


@dataclass(frozen=True, eq=False)
class Reading:
    """The text that is shaded.

    Attributes:
        text: with its typographic twins mapped already.
        labels: what each letter carries of what is asked, (N,), NaN where it carries nothing; None if they are painted.
        own: whether somebody typed it in.
    """

    text: str
    labels: NDArray[np.float64] | None = None
    own: bool = False


@dataclass(frozen=True)
class Counted:
    """Something that is counted in what is written.

    Attributes:
        name: "plus" and "minus" are those whose ratio steering is measured by.
        title: what it is called.
        strings: each of them counts.
        whole_words: whether they are words, not letters.
        tone: the colour and shape of its mark, "plus" or "minus"; empty for what is counted without a mark.
    """

    name: str
    title: str
    strings: tuple[str, ...]
    whole_words: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Asked:
    """What a unit might know.

    Attributes:
        name: the property's in the engine.
        kind: "two" for labels 0 and 1, "many" for numbers.
        low: what the letters are called that carry 0, or the least.
        high: likewise 1, or the most.
        counted: what is counted in written text.
        steering: how to read what a unit steers, in a sentence; empty where there is nothing to count.
    """

    name: str
    kind: str
    low: str
    high: str
    counted: tuple[Counted, ...] = ()
    steering: str = ""


@dataclass(frozen=True)
class Tracked:
    """How well a unit tracks what is asked.

    Attributes:
        unit: from 0.
        tracks: 0.5 to 1.
        rises: whether it is higher where the label is.
        low: its mean where the label is low.
        high: likewise high.
    """

    unit: int
    tracks: float
    rises: bool
    low: float
    high: float


@dataclass(frozen=True)
class Steered:
    """How much holding a unit changes what is written: how many times the ratio doubles, and the standard error."""

    unit: int
    effect: float
    error: float


@dataclass(frozen=True)
class Ranking:
    """All units by both measures.

    Attributes:
        state: by state, every unit.
        letters: how many were read for it.
        shifted: by state, what the best unit reaches on labels that are shifted along the text, in 95 % of cases.
        untrained: by state, what the best unit of a network of this size reaches before training.
        steers: every unit that was measured; None if none was.
        written: letters that were written for each unit and side.
        temperature: at which they were.
        painted: of which letters, as they are spelled, where they were painted.
        free: where steering is a distance between two texts, that of two that are written freely; else NaN.
    """

    state: Mapping[str, Sequence[Tracked]]
    letters: int
    shifted: Mapping[str, float] = field(default_factory=dict)
    untrained: Mapping[str, float] = field(default_factory=dict)
    steers: Sequence[Steered] | None = None
    written: int = 0
    temperature: float = 0.7
    painted: str = ""
    free: float = math.nan


@dataclass(frozen=True)
class Column:
    """A column of a table: what is counted, as what it is marked, and the signs that are."""

    title: str
    tone: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table: what was held, `weight` "strong", "faint" or none, and what was counted then."""

    title: str
    weight: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What was measured, in words and numbers: `of` says what the numbers are, and `note` how they came to be."""

    title: str
    of: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the picture stands. A lesson's settings have the same names, and so has the address.

    Attributes:
        t, unit: the letter and the unit, from 1; 0 leaves it to the browser.
        state: "cell" or "hidden".
        held: `unit:value`, units from 1, with commas between; `FREE` if nothing is.
        temperature, luck: with which it writes.
        painted: `from-to`, letters from 0, the last one included, with points between.
        span, threshold: what is to be found: so many letters, so far from the low mean (0) to the high one (1).
    """

    t: int = 0
    unit: int = 0
    state: str = "cell"
    held: str = FREE
    temperature: float = 0.7
    luck: int = 0
    painted: str = ""
    span: int = 3
    threshold: float = 0.5


def units(
    model: Model,
    reading: Reading,
    asked: Asked,
    ranking: Ranking | None,
    *,
    spot: Spot,
    on_rest: Callable[..., None],
    usual: str = FREE,
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
