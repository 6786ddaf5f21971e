"""What there is to see, as a frozen value: figures, panels and all their numbers, ready for the browser."""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Figure:
    """A Plotly figure and its place: `column` (right), `moment` (left), any other name (full width below).

    Where no cell is shown, `left` and `right` stand side by side, and names that begin with `tile-` share
    rows. `note` is a sentence or two under the title.

    `layout.meta` and each `trace.meta` say what moves:

    - `layout.meta["time"] = {"axis": "x", "first": 1}`: which axis is time, and its value at step 0. Without it
      there is no cursor.
    - `layout.meta["narrow"] = {...}`: changes to the layout where the figure is narrower than 520 pixels.
    - `trace.meta = {"panel": 0, "units": True}`: a heatmap of units (rows) by time; a click selects both.
    - `trace.meta = {"panel": 0, "signal": "hidden", "at": "step"}`: bars of all units at the present step.
    - `trace.meta = {"panel": 0, "signal": "hidden", "follow": "unit"}`: the chosen unit's curve through time.
    - On a line, `{"panel": 0, "signal": "product", "at": "step"}`: row t of that array; with `"since": True` an array
      (T,) less its value at t. `"until": "unit"` ends the line at the chosen unit.

    `panel` counts the cells on show; `StepperPayload.numbers` come after the last of them.

    A `go.Figure` becomes plain JSON at once, so that a cached payload is cheap to copy.
    """

    name: str
    title: str
    figure: go.Figure | Mapping[str, Any]
    note: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.figure, go.Figure):
            plain = json.loads(self.figure.to_json())
            plain["layout"].pop("template", None)  # the page's own theme takes its place
            object.__setattr__(self, "figure", plain)


@dataclass(frozen=True, eq=False)
class Panel:
    """One cell on show: every array that its diagram, equations and narration read, by name.

    Signals are (T, H), `inputs` (T, D), initial states (H,), weights as in PyTorch. `blocks` are the signals whose rows
    are stacked in the weights. `reverse`: the cell reads from the last step to the first.
    """

    cell: str
    title: str
    units: int
    arrays: Mapping[str, Array]
    features: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    reverse: bool = False
    diagram: bool = True
    equations: bool = True


@dataclass(frozen=True, eq=False)
class Numbers:
    """Arrays that belong to no cell, for figures and readings: (T,), or (T, units).

    Where step and unit are a pair of timesteps, an array may be given on every `every`-th step only, from `offset` on:
    (n, n); then the nearest of them counts.
    """

    arrays: Mapping[str, Array]
    units: int = 1
    offset: int = 0
    every: int = 1


@dataclass(frozen=True, eq=False)
class StepperPayload:
    """What there is to see. `step` and `unit` (zero-based) say where to stand; all the rest is the content.

    `tokens` are what each step's input is called on screen, `notes` a phrase per step for the narration ("" for none).

    `numbers` belong to no cell; `reading` is a sentence filled from them at every step, such as "step {step}: {rnn}".
    They are decimal logarithms, read as powers of ten; {step}, {unit} and {gap} (unit less step) are counted from 1.
    `unit_label` asks for a second slider, for the unit, where that is a timestep too.

    Steppers of one `group` on a page stand at the same place; the one without `follows` has the transport and reports.
    `keys` says what the stepper takes from the page while the focus is elsewhere: "arrows" are ← and →; "all", for the
    main thing of a page, also Space, Home and End, which otherwise scroll; "none" leaves the keyboard to the page.
    `large` is for a lecture hall.

    The browser stands where a person has stepped to. It goes to `step` and `unit` when they change to something else
    than it reported itself; so a page may pass back what `stepper()` returned, or ask for another place.
    """

    steps: int
    figures: tuple[Figure, ...] = ()
    panels: tuple[Panel, ...] = ()
    step: int = 0
    unit: int = 0
    tokens: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: Numbers | None = None
    reading: str = ""
    unit_label: str = ""
    group: str = ""
    follows: bool = False
    transport: bool = True
    keys: Literal["all", "arrows", "none"] = "arrows"
    large: bool = False

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"a stepper needs at least one step, not {self.steps}")
        names = [figure.name for figure in self.figures]
        if len(set(names)) < len(names):
            raise ValueError(f"two figures share a name: {names}")

    @functools.cached_property
    def content(self) -> dict[str, Any]:
        """The part of the browser's data that depends neither on the place nor on the language."""
        loose = self.numbers or Numbers({})
        (*panels, numbers), values = pack((*self.panels, Panel("", "", loose.units, loose.arrays)))
        return {
            "steps": self.steps,
            "figures": [
                {"name": figure.name, "title": figure.title, "note": figure.note, "figure": figure.figure}
                for figure in self.figures
            ],
            "panels": panels,
            "values": values,
            "tokens": list(self.tokens),
            "notes": list(self.notes),
            "numbers": numbers | {"offset": loose.offset, "every": loose.every},
            "reading": self.reading,
            "unit_label": self.unit_label,
            "group": self.group,
            "follows": self.follows,
            "transport": self.transport and not self.follows,
            "keys": self.keys,
            "large": self.large,
        }

    @functools.cached_property
    def key(self) -> str:
        """A hash of the content: while it stays, the browser redraws nothing."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()[:16]

    def at(self, step: int, unit: int) -> StepperPayload:
        """The same content with another place to stand; nothing is packed again."""
        moved = dataclasses.replace(self, step=step, unit=unit)
        moved.__dict__.update({name: self.__dict__[name] for name in ("content", "key") if name in self.__dict__})
        return moved


def pack(panels: tuple[Panel, ...]) -> tuple[list[dict[str, Any]], str]:
    """Panels as JSON, and all their numbers as one base64 block of little-endian float64; offsets count numbers."""
    described: list[dict[str, Any]] = []
    parts: list[bytes] = []
    offset = 0
    for panel in panels:
        arrays: dict[str, dict[str, Any]] = {}
        for name, array in panel.arrays.items():
            flat = np.ascontiguousarray(array, dtype="<f8")
            arrays[name] = {"offset": offset, "shape": list(array.shape)}
            parts.append(flat.tobytes())
            offset += flat.size
        described.append(
            {
                "cell": panel.cell,
                "title": panel.title,
                "units": panel.units,
                "arrays": arrays,
                "features": list(panel.features),
                "blocks": list(panel.blocks),
                "reverse": panel.reverse,
                "has_diagram": panel.diagram,
                "has_equations": panel.equations,
            }
        )
    return described, base64.b64encode(b"".join(parts)).decode()


def unpack(panel: Mapping[str, Any], values: str) -> dict[str, Array]:
    """The arrays of one packed panel, as the browser reads them."""
    numbers = np.frombuffer(base64.b64decode(values), dtype="<f8")
    return {
        name: numbers[entry["offset"] : entry["offset"] + int(np.prod(entry["shape"]))].reshape(entry["shape"])
        for name, entry in panel["arrays"].items()
    }
