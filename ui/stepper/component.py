"""The component itself: mounts the browser's half and hands back where it stands."""

import base64
import dataclasses
import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine import cells
from engine.cells import Signal
from ui import assets
from ui.look import cells as looks
from ui.look import palette
from ui.mount import component
from ui.stepper.cells import on_screen
from ui.stepper.equations import described_equations, step_before
from ui.stepper.narration import described_narration
from ui.stepper.payload import Array, StepperPayload
from ui.stepper.phrases import phrases
from ui.stepper.tour import Guide
from ui.stepper.values import block, in_json, joined
from ui.words import language, t

_STYLES = tuple(f"stepper/browser/{name}.css" for name in ("stepper", "tour", "sketch", "travel"))
STEPPER = component("stepper", "stepper/browser/stepper.js", *_STYLES, ready=True)
PLACE = component("place", "stepper/browser/reporter.js")
_hand_reporter = component("hand", "stepper/browser/hand_reporter.js")
_tour_reporter = component("tour", "stepper/browser/tour_reporter.js")
_observer = component("drawn", "stepper/browser/observer.js", lasts=False)


@dataclass(frozen=True)
class Place:
    """Where the browser stands, once it has rested there; zero-based."""

    step: int
    unit: int


@dataclass(frozen=True)
class Settled:
    """A run with a hand in it as the engine records it.

    Attributes:
        states: the states, (T, H) by name.
        torch: how far torch's numbers are from the engine's, relative.
        arrays: all numbers of the panel that a hand can move, for a browser that cannot compute them itself.
        ending: what came of it, where it was a suggestion.
    """

    states: Mapping[str, Array]
    torch: float
    arrays: Mapping[str, Array] | None = None
    ending: str = ""


@dataclass(frozen=True)
class Grip:
    """What Python does for a person who takes hold of a cell.

    Attributes:
        spelled: what is held, as the address says it.
        link: the query parameter in which the browser keeps it.
        settle: from what is held to what the engine finds: the same run, recorded.
        badge: from what is held to what there is to say, in Markdown, of the engine and torch.
        on_release: is told when a hand has let go and something else is held.
    """

    spelled: str
    link: str
    settle: Callable[[str], Settled]
    badge: Callable[[str], str]
    on_release: Callable[[str], None]


def stepper(
    payload: StepperPayload | None,
    *,
    key: str,
    on_rest: Callable[[Place], None] | None = None,
    link: tuple[str, str] | None = None,
    guide: Guide | None = None,
) -> None:
    """Show the payload; with None, what stood there before stays pale in its place until there is one.

    When the browser comes to rest on another step or unit, `on_rest` is told, and nothing else runs: what reports is a
    small component beside the large one, in a fragment of its own, so that a rest sends no numbers back. `link` names
    the query parameters, counted from 1, in which the browser keeps step and unit in the address, without a new entry
    in its history for every step. With a `guide` the beat of the payload's tour is in the address.
    """
    with st.container(gap=None):
        if payload is None:
            STEPPER(key=key, data=None)
            return
        units = max((part.units for part in (*payload.panels, payload.numbers) if part is not None), default=1)
        STEPPER(key=key, data=to_browser(payload, key))
        place_of(key, payload.key, Place(payload.step, payload.unit), (payload.steps, units), on_rest, link)
        if guide is not None:
            _tour(key, payload.key, guide)


def place_of(
    name: str,
    content: str,
    place: Place,
    size: tuple[int, int],
    on_rest: Callable[[Place], None] | None,
    link: tuple[str, str] | None,
) -> None:
    """Say where the stepper `name` is to stand in its `content`, and hear where it rests; `size` is steps by units."""
    known, _ = st.session_state.get(_heeded(name), (0, place))
    _place(name, content, place, known, size, on_rest, link)


@st.fragment
def _place(
    name: str,
    content: str,
    place: Place,
    known: int,
    size: tuple[int, int],
    on_rest: Callable[[Place], None] | None,
    link: tuple[str, str] | None,
) -> None:
    """`place_of`, by itself: again for every report. `known`: the number of the last one that the place knows of."""
    key, heeded = f"{name}.place", _heeded(name)

    def rested() -> None:
        said = _said(key, "place")
        if said.get("content") != content:
            return  # about an earlier payload, it came too late
        # What a browser says is input: keep it inside.
        at = Place(
            *(min(max(int(said.get(axis, 0)), 0), end - 1) for axis, end in zip(("step", "unit"), size, strict=True))
        )
        st.session_state[heeded] = (said.get("serial", 0), at)
        if on_rest is not None:
            on_rest(at)

    answers, rests = st.session_state.get(heeded, (0, place))
    if answers > known:
        place = rests  # under the number of a report that came after it, the older place would pass for a wish
    data = {
        "name": name,
        "content": content,
        "step": place.step,
        "unit": place.unit,
        # What it knows to be older than its reports, it drops. One that came too late is not answered, not even by a
        # whole run that finds it in the session.
        "answers": answers,
        "link": link,
        "reports": on_rest is not None,
    }
    PLACE(key=key, data=data, default={"place": None}, on_place_change=rested)


def _heeded(name: str) -> str:
    """Where the session keeps the last report of where `name` rests that was heeded: its number and its place."""
    return f"{name}.place.heeded"


def _said(key: str, what: str) -> Mapping[str, Any]:
    """What the small component `key` reported last as `what`; nothing if it has not yet.

    The session makes what it gives anew each time that it is asked, so it is asked once.
    """
    component = st.session_state.get(key)
    return (getattr(component, what) if component is not None else None) or {}


@st.fragment
def taking_hold(name: str, content: str, grip: Grip, before: str, after: Callable[[], str]) -> None:
    """Let a person take hold of the cell that the stepper `name` shows in its `content`.

    This says what is held, hears what a hand has changed, and answers with what the engine finds. It stands where the
    badge does, for that speaks of the run with a hand in it. While nothing is held, it says `before`, and `after()`
    once the picture stands: in one fragment, for with one inside it answers to quick changes were lost.
    """
    key = f"{name}.hand"

    def heard() -> Mapping[str, Any]:
        said = _said(key, "hand")
        return said if said.get("content") == content else {}

    def released() -> None:
        if said := heard():  # not about an earlier content, whose steps and units are not these
            grip.on_release(str(said.get("held", "")))

    said = heard()
    held = str(said.get("held", grip.spelled))
    data = {
        "name": name,
        "content": content,
        "held": held,
        "answers": said.get("serial", 0),
        "link": grip.link,
    }
    if held:
        settled = grip.settle(held)
        data |= {"states": {part: _finite(values) for part, values in settled.states.items()}, "torch": settled.torch}
        data["ending"] = settled.ending
        if settled.arrays is not None:
            data["arrays"] = {part: _packed(values) for part, values in settled.arrays.items()}
    with st.container(gap=None, width="content"):
        _hand_reporter(key=key, data=data, default={"hand": None}, on_hand_change=released)
        stands = _stands(name, content, f"{name}.drawn")
        st.markdown(grip.badge(held) if held else after() if stands else before, width="content")


@st.fragment
def _tour(name: str, content: str, guide: Guide) -> None:
    """Say which beat the address asks for, with what is held there, and hear which one is shown."""
    key = f"{name}.tour"

    def heard() -> Mapping[str, Any]:
        said = _said(key, "turn")
        return said if said.get("content") == content else {}

    def turned() -> None:
        if said := heard():
            guide.on_turn(int(said.get("beat", 0)))

    said = heard()

    data = {
        "name": name,
        "content": content,
        "beat": int(said.get("beat", guide.beat)),
        "held": guide.held,
        "answers": said.get("serial", 0),
        "link": guide.link,
    }
    _tour_reporter(key=key, data=data, default={"turn": None}, on_turn_change=turned)


def _packed(values: Array) -> str:
    """The numbers to the last bit, in letters."""
    return base64.b64encode(values.astype("<f8").tobytes()).decode()


def _finite(values: Array) -> list[float | None]:
    """The numbers as JSON, which knows neither NaN nor infinity."""
    return [value if math.isfinite(value) else None for value in values.ravel().tolist()]


@st.fragment
def stepper_below(name: str, payload_key: str, build: Callable[[], StepperPayload], *, key: str) -> None:
    """A stepper that is built and sent once the picture of the stepper `name` stands; until then it keeps its place.

    It follows that one in its group: where to stand, the browser knows better than this run, which may be long ago.
    """
    with st.container(gap=None):
        stands = _stands(name, payload_key, f"{key}.drawn", awaited=True)
        stepper(build() if stands else None, key=key)


@st.fragment
def once_drawn(name: str, payload_key: str, do: Callable[[], None], *, key: str) -> None:
    """Do something for which nobody waits, once the picture of the stepper `name` stands."""
    with st.container(gap=None):
        if _stands(name, payload_key, f"{key}.drawn"):
            do()


def _stands(name: str, payload_key: str, key: str, *, awaited: bool = False) -> bool:
    """Whether the picture of the stepper `name` stands; if not yet, this fragment runs again when it does.

    Where somebody waits for what comes then, that is at once, unless pictures pass in a row; else once it is looked at.
    """
    data = {"name": name, "content": payload_key, "awaited": awaited}
    seen = _observer(key=key, data=data, default={"drawn": ""}, on_drawn_change=lambda: None)
    return bool(seen.drawn == payload_key)


def to_browser(payload: StepperPayload, name: str) -> bytes:
    """The payload as the browser takes it, with all words in the session's language; `name` is the stepper's.

    `unbundle` shows what is in it. What is the same in every run, and what the payload's key was made of, is JSON
    already.
    """
    code = language()
    rest, panels = payload.in_json
    cells_of = [
        _described_cell(
            panel["cell"], panel["reverse"], panel["has_diagram"], panel["has_equations"], panel["has_sums"], code
        )
        for panel in payload.content["panels"]
    ]
    whole = ", ".join(joined(panel, cell) for panel, cell in zip(panels, cells_of, strict=True))
    own = in_json({"key": f"{payload.key}:{code}", "content": payload.key, "name": name})
    return block(joined(rest, own, _surroundings(code), f'{{"panels": [{whole}]}}'), payload.content["values"])


@functools.lru_cache(maxsize=16)
def _surroundings(language: str) -> str:
    """What every stepper is given: words in `language`, the session's, colours, and where plotly.js is; as JSON."""
    return in_json(
        {
            "text": phrases(language),
            "dark": dict(palette.DARK),
            "palette": {
                **palette.SIGNAL_COLOURS,
                **{look.kind: look.colour for look in looks.CELLS.values()},
                "warning": palette.WARNING,
                "right": palette.RIGHT,
                "wrong": palette.WRONG,
                "closed": palette.GATE_CLOSED,
            },
            "signed": [list(stop) for stop in palette.SIGNED],
            "assets": {"plotly": assets.plotly_url()},
        }
    )


@functools.lru_cache(maxsize=256)
def _described_cell(cell: str, reverse: bool, diagram: bool, equations: bool, sums: bool, language: str) -> str:
    """Drawing, equations and sentence of a cell in the words of `language`, the session's; as JSON.

    None where it has none, which leaves its figures and its table.
    """
    signals = cells.get(cell).signals
    known = on_screen(cell)
    rows = known and equations and known.equations(step_before(reverse=reverse))
    if rows and not sums:
        rows = tuple(dataclasses.replace(row, sum=None) for row in rows)
    described = {
        "diagram": known.drawing if known and diagram else None,
        "equations": described_equations(rows, known.caption, _open(signals), sums=sums) if known and rows else None,
        "narration": described_narration(known.narration) if known else None,
        "titles": {signal.name: t(signal.title) for signal in signals},
        "gates": [signal.name for signal in signals if signal.kind == "gate"],
        "does": {signal.name: t(signal.does) for signal in signals if signal.does},
    }
    return in_json(described)


def _open(signals: Iterable[Signal]) -> str:
    """What a cell's gates do when they are open, in a sentence: the same gate may keep in one and write in another."""
    does = [t("the {gate} {does}", gate=t(one.title), does=t(one.does)) for one in signals if one.does]
    return t("Open, {gates}.", gates="; ".join(does)) if does else ""
