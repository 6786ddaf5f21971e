"""A stack of panels over one time axis: one figure, so that one cursor and one zoom serve them all.

A `Row` is one panel: its label, its height in pixels and the traces on it. `stack()` places rows under one another.
Traces are described as Plotly does, in plain dicts; see `ui.look.picture`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.figures.bands import Bands
from ui.look.palette import INK, MUTED, SIGNED, ColourScale
from ui.look.picture import Held, Picture

Array = NDArray[np.float64]
Trace = dict[str, Any]

LEFT, RIGHT_MARGIN, TOP, BOTTOM, GAP = 100, 12, 6, 40, 9
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Row:
    """One panel of the stack; `traces` are drawn on its own y axis."""

    label: str
    height: int
    traces: tuple[Trace, ...]
    axis: dict[str, Any] = field(default_factory=dict)
    colour: str = INK
    notes: tuple[dict[str, Any], ...] = ()  # annotations that the numbers call for, with y in the row's coordinates
    name: str = ""  # what it shows, for whoever looks for it: `inputs`, `answer`, `chain`, a signal
    key: tuple[tuple[str, str], ...] = ()  # below the label, which curve is which: a word in the curve's colour


def stack(rows: Sequence[Row], steps: int, x_title: str, *, left: int = LEFT, top: int = TOP, **layout: Any) -> Picture:
    """Place the rows under one another over the shared axis of `steps` timesteps, counted from 1 as people do.

    The figure's height is the sum of its rows'; `layout.meta` tells the browser which axis is time, and what each row
    shows. `left` and `top` are the room for the rows' labels and above them, `layout` whatever else the figure's layout
    shall have.
    """
    height = top + BOTTOM + sum(row.height for row in rows) + GAP * (len(rows) - 1)
    inner = height - top - BOTTOM
    traces: list[Trace] = []
    upper = float(inner)
    axes: dict[str, Any] = {}
    annotations: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for index, row in enumerate(rows, start=1):
        suffix = "" if index == 1 else str(index)
        bottom = upper - row.height
        axes[f"yaxis{suffix}"] = {
            "domain": [max(bottom / inner, 0.0), min(upper / inner, 1.0)],
            "zeroline": False,
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"size": 10},
            "ticklen": 0,
            "automargin": False,
        } | row.axis
        traces.extend(trace | {"yaxis": f"y{suffix}", "xaxis": "x"} for trace in row.traces)
        annotations.extend(_row_label(row, (upper + bottom) / 2 / inner))
        notes.extend({"xref": "x"} | note | {"yref": f"y{suffix}"} for note in row.notes)
        upper = bottom - GAP
    standing = {
        "height": height,
        "margin": {"l": left, "r": RIGHT_MARGIN, "t": top, "b": BOTTOM},
        "xaxis": {
            "range": [0.5, steps + 0.5],
            "anchor": "free",
            "position": 0.0,
            "zeroline": False,
            "showgrid": False,
            "ticks": "outside",
            "ticklen": 4,
            "tickfont": {"size": 11},
            "tickangle": 0,  # where they are close Plotly would turn them, into the title
            "title": {"text": x_title, "font": {"size": 12}, "standoff": 4},
            "minallowed": 0.5,
            "maxallowed": steps + 0.5,
            **step_ticks(steps),
        },
        "annotations": annotations,
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "hovermode": "closest",
        "dragmode": "zoom",
        "meta": {"time": {"axis": "x", "first": 1}, "rows": [row.name for row in rows]},
    }
    return Picture(traces, axes | standing | layout, notes)


def _row_label(row: Row, y: float) -> list[dict[str, Any]]:
    """The row's label left of its ticks, and its key below."""
    right = -8 if row.axis.get("showticklabels") is False else -32
    lines = row.label.count("<br>") + 1
    words = [(row.label, row.colour, 12, right, 0)] + [
        (word, colour, 11, right - 11 * (len(row.key) - 1 - index), -8 * lines - 8)
        for index, (word, colour) in enumerate(row.key)
    ]
    return [
        {
            "text": text,
            "x": 0,
            "xref": "paper",
            "xanchor": "right",
            "xshift": x_shift,
            "y": y,
            "yref": "paper",
            "yanchor": "middle",
            "yshift": y_shift,
            "align": "right",
            "showarrow": False,
            "font": {"color": colour, "size": size},
        }
        for text, colour, size, x_shift, y_shift in words
    ]


def step_ticks(steps: int) -> dict[str, Any]:
    """Whole steps only, and never more than about twelve labels."""
    every = next(n for n in (1, 2, 5, 10, 20, 25, 50, 100) if steps / n <= 12)
    values = sorted({1, *range(every, steps + 1, every)} - ({2} if every == 2 else set()))
    return {"tickvals": values, "ticktext": [str(v) for v in values]}


def step_numbers(steps: int) -> NDArray[np.int64]:
    """The x of each step: 1, 2, …, T."""
    return np.arange(1, steps + 1)


def heatmap(
    values: Array,
    *,
    scale: ColourScale,
    low: float | Held,
    high: float | Held,
    name: str,
    unit_word: str,
    signal: str,
    panel: int = 0,
    bands: Bands | None = None,
    of_units: bool = True,
) -> Trace:
    """Units (down) by time (across); `values` is (time, unit). A click on it selects a unit and a step.

    Where rows are not `of_units`, a click selects the step alone, and no row is marked as the chosen unit's.

    The browser reads the same numbers as `signal` of `panel`, and paints them itself. What is not a number is a gap
    here and hatched there. With `bands`, these rows are shown: `values` is (time, row).
    """
    steps, units = values.shape
    together = bands is not None and bands.size > 1
    meta: dict[str, Any] = {"panel": panel, "row" if together else "signal": signal}
    if of_units:
        meta["units"] = True
    if bands is not None and not together:
        meta["order"] = Held(list(bands.order))
    return {
        "type": "heatmap",
        "z": Held(values.T, known=not together),
        "x0": 1,
        "y0": 1,
        "zmin": low,
        "zmax": high,
        "colorscale": [list(stop) for stop in scale],
        "showscale": False,
        "xgap": 1 if steps <= 80 else 0,
        "ygap": 1 if units <= 16 else 0,
        "name": name,
        "hovertemplate": f"{name}<br>%{{x}} · {unit_word} %{{y}}: <b>%{{z:.4g}}</b><extra></extra>",
        "meta": meta,
        "hoverongaps": False,
    }


def signed_heatmap(values: Array, limit: float, **more: Any) -> Trace:
    """Numbers that belong to no unit (down) by time (across), coloured from −`limit` to `limit`; `values` is
    (time, number)."""
    return {
        "type": "heatmap",
        "z": values.T,
        "x0": 1,
        "y0": 1,
        "zmin": Held(-limit),
        "zmax": Held(limit),
        "colorscale": [list(stop) for stop in SIGNED],
        "showscale": False,
        **more,
    }


def verbatim(typed: str) -> str:
    """Plotly reads a few HTML tags in text; what could start one is shown as the characters that it is."""
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unit_axis(units: int, names: Sequence[str | int] = ()) -> dict[str, Any]:
    """Unit 1 on top, or what `names` say; numbers are in the hover, since a row of two units has no room for them."""
    axis: dict[str, Any] = {"range": [units + 0.5, 0.5], "showticklabels": False}
    if names:
        axis |= {"tickvals": list(range(1, units + 1)), "ticktext": Held([str(name) for name in names])}
    return axis


def unit_row_height(units: int) -> int:
    """Tall enough to tell units apart, low enough that every gate stays in view."""
    return max(34, min(6 + 5 * units, 84))


def curve(values: Array, *, name: str, colour: str, dash: str = "solid", **more: Any) -> Trace:
    """One line through time; `values` is (time,). A value that stands alone is a point: a line has two ends."""
    return {
        "type": "scatter",
        "x0": 1,
        "y": values,
        "mode": "lines+markers" if len(values) <= 60 or is_point(values) else "lines",
        "line": {"color": colour, "width": 1.8, "dash": dash},
        "marker": {"size": 4, "color": colour},
        "name": name,
        **more,
    }


def is_point(values: Array) -> bool:
    """Whether of a curve there is one value only."""
    return int(np.isfinite(values).sum()) == 1


def log10_of(values: Array) -> Array:
    """The decimal logarithm for plotting: zero and negative become gaps, NaN and infinity stay what they are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(values)
    return np.where(values > 0, logs, np.nan)


def log_axis(logs: Array) -> dict[str, Any]:
    """An axis for decimal logarithms with ticks written as powers of ten; it has no smallest number."""
    finite = logs[np.isfinite(logs)]
    if not finite.size:
        return {"range": Held([-1, 1]), "tickvals": Held([]), "ticktext": Held([]), "showgrid": True}
    low, high = math.floor(float(finite.min())), math.ceil(float(finite.max()))
    high = max(high, low + 1)
    every = next((n for n in (1, 2, 3, 5, 10, 20, 25, 50, 100, 200) if (high - low) / n <= 4), 500)
    ticks = [k for k in range(low, high + 1) if k % every == 0]
    pad = 0.06 * (high - low)
    return {
        "range": Held([low - pad, high + pad]),
        "tickvals": Held(ticks),
        "ticktext": Held([power_of_ten(k) for k in ticks]),
        "showgrid": True,
    }


def power_of_ten(exponent: int) -> str:
    """10⁻⁶, and 1 for 10⁰."""
    return "1" if exponent == 0 else "10" + str(exponent).translate(SUPERSCRIPTS)


def short(value: float) -> str:
    """A tick in a few characters: −4.4, 120, 2e26."""
    text = f"{value:.2g}" if abs(value) < 99.5 else f"{value:.0f}" if abs(value) < 1000 else f"{value:.0e}"
    return text.replace("e+0", "e").replace("e+", "e").replace("-", "−")


def gradient_notes(
    norms: Sequence[Array], t: Callable[..., str], *, read_first: int | None = None
) -> tuple[dict[str, Any], ...]:
    """Why there is next to nothing to see of some gradients, whose sizes (time,) share a row with a logarithmic axis.

    `read_first`: the step before which nothing is read; None for a row that knows of none.
    """
    sizes = np.stack(norms)
    steps = sizes.shape[1]
    finite = np.isfinite(sizes)
    if not finite.any():
        return (muted(t("no number at any step"), (steps + 1) / 2, 0.0),)
    if not finite.all() or steps == 1:
        return ()
    reached = np.flatnonzero(sizes.any(axis=0))
    if not reached.size:
        said = t("the loss does not reach these steps:<br>every gradient is zero")
        return (muted(said, (steps + 1) / 2, 0.0),)
    if reached.size > 1:
        return ()
    step = int(reached[0])
    said = t("zero at every step but {step}", step=step + 1)
    said += "<br>" + (t("which is read first here") if step == read_first else t("the loss reaches no other"))
    low, high = log_axis(log10_of(sizes[:, step]))["range"].value
    end, side = (1, "left") if step >= steps / 2 else (steps, "right")
    return (muted(said, end, (low + high) / 2, xanchor=side, align=side),)


def muted(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """A quiet note inside a row."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": {"color": MUTED, "size": 11}} | more
