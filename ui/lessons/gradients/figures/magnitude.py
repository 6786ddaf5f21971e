"""The picture of the gradient laboratory: the size of ∂L/∂h_t at every step, on a logarithmic scale, with bands."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.analysis.decay import FLOAT32_MAX, FLOAT32_MIN
from ui.figures.stack import Array, power_of_ten, step_ticks
from ui.lessons.gradients.numbers import exact
from ui.look.palette import EXPLODING, INK, MUTED, WARNING
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
ALIVE, DEAD, TOO_LARGE = -3, -6, 3  # decades from the last step: a thousandth, a millionth, a thousandfold


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: log10 of norms through time, how it looks, and what is written at its end.

    `label` has one or two parts, which stand under one another where there is room. `gap`: after how many steps back it
    is below a thousandth; `bad`: the last zero-based step, going back, that is NaN or infinite.
    """

    name: str
    label: tuple[str, ...]
    colour: str
    dash: str
    logs: Array
    low: Array | None = None
    high: Array | None = None
    direct: Array | None = None
    recurrent: Array | None = None
    gap: int | None = None
    bad: int | None = None


@dataclass(frozen=True)
class Look:
    """Sizes in pixels, for a desk or for a lecture hall."""

    height: int = 344
    text: int = 12
    small: int = 11
    line: float = 2.4
    right: int = 206
    left: int = 62
    top: int = 8
    bottom: int = 42
    spacing: int = 36


DESK = Look()
HALL = Look(height=428, text=22, small=19, line=4.5, right=372, left=112, top=12, bottom=76, spacing=62)


def magnitude(
    lines: Sequence[Line],
    steps: int,
    *,
    every: bool,
    t: Translator,
    told: str = "",
    covered: bool = False,
    look: Look = DESK,
) -> Picture:
    """‖∂L/∂h_t‖ of each line at every step; `every`: there is a loss at every step, not only at the last one.

    `told`: which networks the curves are of. With `covered` everything is there but the curves.
    """
    seen = [] if covered else list(lines)
    low, high = _range(lines)
    traces = [trace for line in seen for trace in _traces(line, steps, look, t)]
    traces.append(
        {"type": "scatter", "x": [1, steps], "y": np.array([low, high]), "mode": "markers", "marker": {"opacity": 0},
         "hoverinfo": "skip"}
    )  # fmt: skip
    loss = t("a loss at every step") if every else t("the loss sits at step {step}", step=steps)
    about = f"{loss}; {told}" if told else loss
    bands, shapes = _bands(low, high, _anchor(lines), look, t)
    bands += _bad_notes(seen, high, look, t)
    if covered:
        words = t("Commit to an answer first, then reveal the curves.")
        bands.append(_text(words, 0.5, 0.5, look.text + 6, INK, x="paper", y="paper"))
    inner = look.height - look.top - look.bottom
    wide, narrow, rows = _labels(seen, low, high, inner, look)
    xaxis = {
        "range": [0.5, steps + 0.5],
        "minallowed": 0.5,
        "maxallowed": steps + 0.5,
        "zeroline": False,
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickfont": {"size": look.text},
        "title": {"text": f"{t('timestep t')}  ({about})", "font": {"size": look.text}, "standoff": 6},
        **step_ticks(steps),
    }
    yaxis = {
        "range": Held([low, high]),
        "zeroline": False,
        "showgrid": False,
        "ticks": "",
        "tickfont": {"size": look.text},
        "title": {"text": "‖∂L/∂h<sub>t</sub>‖", "font": {"size": look.text + 2}, "standoff": 4},
        "fixedrange": False,
        **_ticks(low, high),
    }
    layout = {
        "height": look.height,
        "margin": {"l": look.left, "r": look.right, "t": look.top, "b": look.bottom},
        "xaxis": xaxis,
        "yaxis": yaxis,
        "shapes": Held(shapes),
        "annotations": Held([*bands, *wide]),
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": look.text},
        "hovermode": "closest",
        "dragmode": "zoom",
        "meta": {
            "time": {"axis": "x", "first": 1},
            "narrow": {
                "margin": {"l": 56, "r": 10, "t": look.top, "b": look.bottom + rows},
                "height": look.height + rows,
                "annotations": Held([*bands, *narrow]),
            },
        },
    }
    return Picture(traces, layout)


def _traces(line: Line, steps: int, look: Look, t: Translator) -> list[dict[str, Any]]:
    along = {"type": "scatter", "x0": 1}
    traces: list[dict[str, Any]] = []
    if line.low is not None and line.high is not None:
        edge = along | {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(edge | {"y": _drawn(line.high)})
        traces.append(edge | {"y": _drawn(line.low), "fill": "tonexty", "fillcolor": f"{line.colour}2b"})
    width = look.line * (1 if line.dash == "solid" else 0.8)
    traces.append(
        along
        | {
            "y": _drawn(line.logs),
            "mode": "lines",
            "line": {"color": line.colour, "width": width, "dash": line.dash},
            "name": line.name,
            "customdata": Held([exact(value) for value in line.logs]),
            "hovertemplate": f"{', '.join(line.label[:1])}<br>t = %{{x}}: <b>%{{customdata}}</b><extra></extra>",
        }
    )
    for part, symbol, title in (
        (line.direct, "diamond", t("direct part")),
        (line.recurrent, None, t("recurrent part")),
    ):
        if part is None:
            continue
        style: dict[str, Any] = {"mode": "lines", "line": {"color": line.colour, "width": 1.3, "dash": "dash"}}
        if symbol:
            style = {"mode": "markers", "marker": {"symbol": symbol, "size": 6, "color": line.colour}}
        hover = f"{line.label[0]}, {title}<br>t = %{{x}}: <b>%{{customdata}}</b><extra></extra>"
        spelled = Held([exact(value) for value in part])
        traces.append(along | {"y": _drawn(part), "customdata": spelled, "hovertemplate": hover} | style)
    there = line.gap is not None and bool(np.isfinite(line.logs[steps - 1 - line.gap]))
    at = steps - 1 - line.gap if line.gap is not None and there else None
    note = t("below 1/1000 of what it is at the last step, {steps} steps back", steps=line.gap)
    traces.append(
        {
            "type": "scatter",
            "x": np.array([] if at is None else [at + 1]),
            "y": np.array([] if at is None else [line.logs[at]]),
            "mode": "markers",
            "marker": {"symbol": "circle", "size": 3.4 * look.line, "color": line.colour},
            "hovertemplate": Held(note + "<extra></extra>"),
        }
    )
    return traces


def _drawn(logs: Array) -> Array:
    """A gap where there is no finite logarithm."""
    return np.where(np.isfinite(logs), logs, np.nan)


def _range(lines: Sequence[Line]) -> tuple[float, float]:
    values = [line.logs for line in lines]
    values += [part for line in lines for part in (line.low, line.high) if part is not None]
    everything = np.concatenate(values) if values else np.zeros(1)
    finite = everything[np.isfinite(everything)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    low, high = min(low, _anchor(lines) - 4.2), max(high, _anchor(lines) + 1.0)
    return low - 0.03 * (high - low), high + 0.06 * (high - low)


def _ticks(low: float, high: float) -> dict[str, Any]:
    every = next((n for n in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500) if (high - low) / n <= 7), 1000)
    ticks = [k for k in range(int(np.ceil(low)), int(np.floor(high)) + 1) if k % every == 0]
    return {"tickvals": Held(ticks), "ticktext": Held([power_of_ten(k) for k in ticks])}


def _anchor(lines: Sequence[Line]) -> float:
    """What the bands count from: the size at the last step, of the middle one of the solid curves."""
    solid = [line.logs[-1] for line in lines if line.dash == "solid"]
    last = [float(log) for log in solid if np.isfinite(log)]
    return float(np.median(last)) if last else 0.0


def _bands(
    low: float, high: float, anchor: float, look: Look, t: Translator
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    alive, dead, too_large = (anchor + decades for decades in (ALIVE, DEAD, TOO_LARGE))
    bands = (
        (too_large, high, EXPLODING, 0.09, t("exploding")),
        (alive, min(too_large, high), INK, 0.0, t("alive")),
        (dead, alive, MUTED, 0.07, t("shrinking")),
        (low, dead, MUTED, 0.15, t("dead")),
    )
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    inner = look.height - look.top - look.bottom
    for bottom, top, colour, opacity, name in bands:
        bottom, top = max(bottom, low), min(top, high)
        if top <= bottom:
            continue
        shapes.append(
            {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": bottom, "y1": top, "fillcolor": colour,
             "opacity": opacity, "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip
        if (top - bottom) / (high - low) * inner > look.small + 3:
            notes.append(_text(name, 0.006, top, look.small, MUTED, x="paper", xanchor="left", yanchor="top"))
    for level, name in ((FLOAT32_MAX, t("float32 overflows: inf")), (FLOAT32_MIN, t("float32 rounds to 0"))):
        if low < level < high:
            shapes.append(
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "layer": "below",
                 "line": {"color": WARNING, "width": 1.2, "dash": "dot"}}
            )  # fmt: skip
            notes.append(_text(name, 0.5, level, look.small, WARNING, x="paper", yanchor="bottom"))
    return notes, shapes


def _bad_notes(lines: Sequence[Line], high: float, look: Look, t: Translator) -> list[dict[str, Any]]:
    notes = []
    for number, line in enumerate(line for line in lines if line.bad is not None):
        assert line.bad is not None
        words = t(
            "{curve}: NaN or ∞ at step {step} and before. A number overflowed; nothing can be learned from it.",
            curve=line.label[0],
            step=line.bad + 1,
        )
        note = _text(words, 0.99, high, look.small, WARNING, x="paper", xanchor="right", yanchor="top")
        notes.append(note | {"yshift": -number * (look.small + 6)})
    return notes


def _labels(
    lines: Sequence[Line], low: float, high: float, inner: int, look: Look
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Each curve's label: right of the plot in the order of the curves' far ends; and, where it is narrow, below it."""
    ends = [line.logs[np.isfinite(line.logs)][0] if np.isfinite(line.logs).any() else low for line in lines]
    ordered = sorted(zip(ends, lines, strict=True), key=lambda pair: -pair[0])
    columns = int(look.right / (0.57 * look.text))
    words = [["<br>".join(textwrap.wrap(part, columns)) for part in line.label] for _, line in ordered]
    tallest = max((1 + "<br>".join(parts).count("<br>") for parts in words), default=2)
    spacing = min(look.spacing * tallest / 2, inner / max(1, len(ordered)))
    heights = _spread([(end - low) / (high - low) * inner for end, _ in ordered], spacing, inner)
    wide, narrow = [], []
    for number, ((_, line), height) in enumerate(zip(ordered, heights, strict=True)):
        dots = "···· " if line.dash != "solid" else ""
        strong = "<br>".join((f"<b>{dots}{words[number][0]}</b>", *words[number][1:]))
        wide.append(
            _text(strong, 1.0, height / inner, look.text, line.colour, x="paper", y="paper", xanchor="left")
            | {"align": "left", "xshift": 12, "yanchor": "middle"}
        )
        narrow.append(
            _text(f"<b>{dots}{line.label[0]}</b> {' '.join(line.label[1:])}", 0, 0, look.small, line.colour, x="paper",
                  y="paper", xanchor="left", yanchor="top")
            | {"yshift": -(look.bottom + 2 + number * (look.small + 7)), "xshift": -44}
        )  # fmt: skip
    return wide, narrow, len(lines) * (look.small + 7)


def _spread(heights: list[float], spacing: float, inner: float) -> list[float]:
    """Heights from high to low, moved apart by at least `spacing`, inside 0 … inner as far as there is room."""
    placed: list[float] = []
    for height in heights:
        limit = inner - spacing / 2 if not placed else placed[-1] - spacing
        placed.append(min(height, limit))
    lift = max(0.0, spacing / 2 - placed[-1]) if placed else 0.0
    for index in range(len(placed) - 1, -1, -1):
        floor = spacing / 2 if index == len(placed) - 1 else placed[index + 1] + spacing
        placed[index] = max(placed[index], floor) if lift else placed[index]
    return placed


def _text(
    words: str, at: float, height: float, size: int, colour: str, *, x: str = "x", y: str = "y", **more: Any
) -> dict[str, Any]:
    place = {"text": words, "x": at, "y": height, "xref": x, "yref": y, "showarrow": False}
    return place | {"font": {"size": size, "color": colour}} | more
