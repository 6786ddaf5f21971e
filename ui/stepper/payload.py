"""What there is to see, as a frozen value: figures, panels and all their numbers, ready for the browser."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ui.look.picture import Picture
from ui.stepper.sketch import Sketch
from ui.stepper.tour import Tour
from ui.stepper.training import Training
from ui.stepper.travel import Travel
from ui.stepper.values import Values, in_json

Array = NDArray[np.float64]
Coding = Literal["bits", "count", "toggle", "letters", "number", "numbers", "none"]


@dataclass(frozen=True, eq=False)
class Figure:
    """A picture and its place: `column` (right), `moment` (left), any other name (full width below).

    Where no cell is shown, `left` and `right` stand side by side, and names that begin with `tile-` share
    rows. `note` is a sentence or two under the title, `reads` one line below the figure on how to read it; `legend`
    names what is explained above the figure: "signed", the colours of values from negative to positive, and "answers",
    the marks of right and wrong.

    `layout.meta` and each `trace.meta` say what moves:

    - `layout.meta["time"] = {"axis": "x", "first": 1}`: which axis is time, and its value at step 0. Without it
      there is no cursor.
    - `layout.meta["narrow"] = {...}`: changes to the layout where the figure is narrower than 520 pixels.
    - `trace.meta = {"panel": 0, "signal": "hidden", "units": True}`: a heatmap of units (rows) by time; a click selects
      both. `first` counts the rows from there on; with `lower` only pairs on and below the diagonal are shown, with
      `upper` those on and above it.
    - `trace.meta = {"panel": 0, "signal": "hidden", "at": "step"}`: bars of all units at the present step; with
      `"units": False` they are of no units, and none is chosen or marked among them.
    - `trace.meta = {"panel": 0, "signal": "hidden", "follow": "unit"}`: the chosen unit's curve through time; with
      `"fit": True` its axis reaches as far as that unit's values, on both sides of 0.
    - `trace.meta = {"panel": 0, "signal": "cell", "chain": {"gates": …, "badge": …}}`: a row in whose place the network
      is drawn unrolled, with these gates (names and colours) and the chosen unit's signal as its memory.
    - On a line, `{"panel": 0, "signal": "product", "at": "step"}`: row t of that array; with `"since": True` an array
      (T,) less its value at t. `"until": "unit"` ends the line at the chosen unit.

    - `trace.meta = {"inputs": True}`: what the first cell reads; a hand finds a place for each step there.

    `panel` counts the cells on show; `StepperPayload.numbers` come after the last of them.
    """

    name: str
    title: str
    picture: Picture
    note: str = ""
    legend: tuple[Literal["signed", "answers"], ...] = ()
    reads: str = ""


@dataclass(frozen=True, eq=False)
class Live:
    """What the browser needs to compute a run anew while a hand moves something in it.

    Attributes:
        kind: the folder of the cell's live half, `ui/stepper/cells/<kind>/live.js`; "" for a cell without one.
        ranges: what can be held, by name, and between which values a hand drags it.
        bounds: between which values it can be held at all, None where there is no end.
        coding: how a step's input is changed: a bit and its flag, a one and its reset, a flag, a letter of the panel's
            features, a number, several numbers; or not at all.
        loss: as `browser/answers.js` takes it: `{"kind": "squared_norm", "step": 3}`.
        task: whose right answers follow the inputs; "" for a run without.
        targets: the right answers, -1 (classes) or None (numbers) where nothing is asked.
        classes: what the answers are called; empty for a forecast.
        alphabet: what can be read, where each token is a row of the panel's `token_rows`; else empty.
        read: which of these every step reads.
        scales: how the numbers of a step were standardised, (mean, spread) each; empty where they were not.
        readout: U and b_y, or None.
        suggestions: experiments: what they are called, and what they hold, as an address spells it.
        waits: why the browser does not follow while a hand moves, but waits for Python; "" where it follows.
    """

    kind: str
    ranges: Mapping[str, tuple[float, float]]
    bounds: Mapping[str, tuple[float | None, float | None]]
    coding: Coding
    loss: Mapping[str, Any]
    task: str = ""
    targets: tuple[float | None, ...] = ()
    classes: tuple[str, ...] = ()
    alphabet: tuple[str, ...] = ()
    read: tuple[int, ...] = ()
    scales: tuple[tuple[float, float], ...] = ()
    readout: tuple[Array, Array] | None = None
    suggestions: tuple[tuple[str, str], ...] = ()
    waits: str = ""

    def described(self) -> dict[str, Any]:
        """As JSON for the browser."""
        rest = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        ranges = {name: list(limits) for name, limits in self.ranges.items()}
        bounds = {name: list(limits) for name, limits in self.bounds.items()}
        readout = self.readout and [part.ravel().tolist() for part in self.readout]
        return rest | {"ranges": ranges, "bounds": bounds, "readout": readout}


@dataclass(frozen=True, eq=False)
class Panel:
    """One cell on show: every array that its diagram, equations and narration read, by name.

    Signals are (T, H), `inputs` (T, D), initial states (H,), weights as in PyTorch. `input_blocks` and
    `recurrent_blocks` are the signals whose rows are stacked in V and in W. `reverse`: the cell reads from the last
    step to the first.

    Where these are not all units of a layer, `names` are their numbers, counted from 1; the rows of weights are
    those of these units, and what the sums read of all units stands under `all:` and its name. Without `sums` the
    equations are not taken apart. Numbers that are `single` travel in single precision, if their range allows it.
    """

    cell: str
    title: str
    units: int
    arrays: Mapping[str, Array]
    features: tuple[str, ...] = ()
    input_blocks: tuple[str, ...] = ()
    recurrent_blocks: tuple[str, ...] = ()
    reverse: bool = False
    diagram: bool = True
    equations: bool = True
    live: Live | None = None
    names: tuple[int, ...] = ()
    sums: bool = True
    single: bool = False


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
class Folded:
    """What the network is shown as until somebody unrolls it: one cell with a loop, reading step after step.

    Attributes:
        gates: the signals drawn as bars in the cell.
        signs: what each step reads, in a character or two.
        flagged: the steps whose input carries a flag, zero-based.
        answers: what the network answers at each step; empty where nobody asks it.
        right: whether that is the right answer, None where the task asks for none.
    """

    gates: tuple[str, ...]
    signs: tuple[str, ...]
    flagged: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()
    right: tuple[bool | None, ...] = ()


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
    `large` is for a lecture hall. With `folded` the network is one cell with a loop until somebody unrolls it.
    `saved_as` is how the names of files begin in which a person saves charts.
    `tour` leads through the cell on show, beat by beat. With a `sketch` a person draws over a figure what they expect.
    With `training` a slider goes through the stages of the training of the network on show.
    With `travels` Play goes from the last step to the first.

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
    folded: Folded | None = None
    saved_as: str = "chart"
    tour: Tour | None = None
    sketch: Sketch | None = None
    travels: Travel | None = None
    training: Training | None = None

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise ValueError(f"a stepper needs at least one step, not {self.steps}")
        names = [figure.name for figure in self.figures]
        if len(set(names)) < len(names):
            raise ValueError(f"two figures share a name: {names}")

    @functools.cached_property
    def content(self) -> dict[str, Any]:
        """The part of the browser's data that depends neither on the place nor on the language of its own words."""
        loose = self.numbers or Numbers({})
        values = Values()
        panels = [
            {
                "cell": panel.cell,
                "title": panel.title,
                "units": panel.units,
                "arrays": values.add(panel.arrays, painted=panel.single),
                "names": list(panel.names) or None,
                "features": list(panel.features),
                "input_blocks": list(panel.input_blocks),
                "recurrent_blocks": list(panel.recurrent_blocks),
                "reverse": panel.reverse,
                "has_diagram": panel.diagram,
                "has_equations": panel.equations,
                "has_sums": panel.sums,
                "live": panel.live and panel.live.described(),
            }
            for panel in self.panels
        ]
        numbers = {"units": loose.units, "reverse": False, "offset": loose.offset, "every": loose.every}
        return {
            "steps": self.steps,
            "figures": [_described(figure, values) for figure in self.figures],
            "panels": panels,
            "numbers": numbers | {"arrays": values.add(loose.arrays)},
            "values": values.packed(),
            "tokens": list(self.tokens),
            "notes": list(self.notes),
            "reading": self.reading,
            "unit_label": self.unit_label,
            "group": self.group,
            "follows": self.follows,
            "transport": self.transport and not self.follows,
            "keys": self.keys,
            "large": self.large,
            "folded": self.folded and dataclasses.asdict(self.folded),
            "saved_as": self.saved_as,
            "tour": self.tour and self.tour.described(),
            "sketch": self.sketch and self.sketch.described(),
            "travels": self.travels and self.travels.described(),
            "training": self.training and self.training.described(),
        }

    @functools.cached_property
    def in_json(self) -> tuple[str, tuple[str, ...]]:
        """The content as JSON, without its values: the panels by themselves, to which more is said, and the rest."""
        rest = {name: part for name, part in self.content.items() if name not in ("values", "panels")}
        return in_json(rest), tuple(map(in_json, self.content["panels"]))

    @functools.cached_property
    def key(self) -> str:
        """A hash of the content: while it stays, the browser redraws nothing."""
        rest, panels = self.in_json
        digest = hashlib.sha256(self.content["values"])  # which processors do by themselves
        digest.update("\n".join((rest, *panels)).encode())
        return digest.hexdigest()[:16]

    def at(self, step: int, unit: int) -> StepperPayload:
        """The same content with another place to stand; nothing is packed again."""
        _ = self.key  # if it was not yet, it is now, for this one too
        moved = dataclasses.replace(self, step=step, unit=unit)
        moved.__dict__.update({name: self.__dict__[name] for name in ("content", "in_json", "key")})
        return moved


def _described(figure: Figure, values: Values) -> dict[str, Any]:
    """A figure as its skeleton and what fills it."""
    picture = figure.picture
    arrays = {path: value for path, value in picture.values.items() if isinstance(value, np.ndarray)}
    return {
        "name": figure.name,
        "title": figure.title,
        "note": figure.note,
        "reads": figure.reads,
        "legend": list(figure.legend),
        "height": picture.layout.get("height", 0),
        "key": picture.key,
        "skeleton": picture.skeleton,
        "arrays": values.add(arrays, painted=True),
        "fills": {path: value for path, value in picture.values.items() if path not in arrays},
    }
