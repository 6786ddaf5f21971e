"""The picture of the gradient laboratory: the size of ∂L/∂h_t at every step, on a logarithmic scale, with bands."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.analysis.decay import FLOAT32_MAX, FLOAT32_MIN
from ui.figures.decades import exact
from ui.figures.stack import Array, power_of_ten, step_ticks
from ui.lessons.gradients.figures.labels import key_below, labels, names, room_for_names
from ui.lessons.gradients.figures.looks import DESK, KEY_ROW, PHONE, Line, Look, text_at
from ui.look.palette import EXPLODING, INK, MUTED, WARNING
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
ALIVE, DEAD, TOO_LARGE = -3, -6, 3  # decades from the last step: a thousandth, a millionth, a thousandfold
DARKEST = 0.15  # how much of its colour the darkest band has: words are written on it


def magnitude(
    lines: Sequence[Line],
    steps: int,
    *,
    every: bool,
    t: Translator,
    told: str = "",
    look: Look = DESK,
) -> Picture:
    """‖∂L/∂h_t‖ of each line at every step; `every`: there is a loss at every step, not only at the last one.

    `told`: which networks the curves are of.
    """
    low, high = _range(lines)
    traces = [trace for line in lines for trace in _traces(line, steps, look, t)]
    traces.append(
        {"type": "scatter", "x": [1, steps], "y": np.array([low, high]), "mode": "markers", "marker": {"opacity": 0},
         "hoverinfo": "skip"}
    )  # fmt: skip
    loss = t("loss at every step") if every else t("loss at step {step}", step=steps)
    about = f"{loss}; {told}" if told else loss
    notes, shapes = _notes(lines, (low, high), _anchor(lines), look, t)
    narrow_notes, _ = _notes(lines, (low, high), _anchor(lines), PHONE, t)
    key = key_below(lines, low)
    layout = {
        "height": look.height,
        "margin": {"l": look.left, "r": look.right, "t": look.top, "b": look.bottom},
        **_axes(steps, (low, high), f"{t('timestep t')}  ({about})", look),
        "shapes": Held(shapes),
        "annotations": Held([*notes, *labels(lines, low, high, look)]),
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": look.text},
        "hovermode": "closest",
        "dragmode": "zoom",
        "meta": {
            "time": {"axis": "x", "first": 1},
            "narrow": {
                "margin": {
                    "l": room_for_names(lines),
                    "r": PHONE.right,
                    "t": PHONE.top,
                    "b": PHONE.bottom + len(key) * KEY_ROW,
                },
                "height": PHONE.height + len(key) * KEY_ROW,
                **_axes(steps, (low, high), f"t  ({about})", PHONE),
                "annotations": Held([*narrow_notes, *names(lines, low, high), *key]),
            },
        },
    }
    return Picture(traces, layout)


def _axes(steps: int, span: tuple[float, float], x_title: str, look: Look) -> dict[str, Any]:
    """Both axes with letters of the size that the look asks for."""
    plain = {"zeroline": False, "showgrid": False, "tickfont": {"size": look.text}}
    xaxis = plain | {
        "range": [0.5, steps + 0.5],
        "minallowed": 0.5,
        "maxallowed": steps + 0.5,
        "ticks": "outside",
        "ticklen": 4,
        "tickangle": 0,  # where they are close Plotly would turn them, into the title
        "title": {"text": x_title, "font": {"size": look.text}, "standoff": 6},
        **step_ticks(steps),
    }
    yaxis = plain | {
        "range": Held(list(span)),
        "side": "right",  # where one begins to read; at the other end the curves have their names
        "ticks": "",
        "title": {"text": "‖∂L/∂h<sub>t</sub>‖", "font": {"size": look.text + 2}, "standoff": 4},
        "fixedrange": False,
        **_ticks(*span),
    }
    return {"xaxis": xaxis, "yaxis": yaxis}


def _notes(
    lines: Sequence[Line], span: tuple[float, float], anchor: float, look: Look, t: Translator
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Everything on the plot but the curves: words as annotations, and the bands behind them as shapes."""
    notes, shapes = _bands(*span, anchor, look, t)
    notes += _bad_notes(lines, span[1], look, t)
    return notes, shapes


def _traces(line: Line, steps: int, look: Look, t: Translator) -> list[dict[str, Any]]:
    along = {"type": "scatter", "x0": 1}
    traces: list[dict[str, Any]] = []
    if line.low is not None and line.high is not None:
        edge = along | {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        traces.append(edge | {"y": _drawn(line.high)})
        traces.append(edge | {"y": _drawn(line.low), "fill": "tonexty", "fillcolor": f"{line.colour}2b"})
    width = look.line * (0.8 if line.before else 1)
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
    """What the bands count from: the size at the last step, of the middle one of the curves that are no "before"."""
    solid = [line.logs[-1] for line in lines if not line.before]
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
        (low, dead, MUTED, DARKEST, t("dead")),
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
            notes.append(text_at(name, 0.006, top, look.small, MUTED, x="paper", xanchor="left", yanchor="top"))
    for level, name in ((FLOAT32_MAX, t("float32 overflows: inf")), (FLOAT32_MIN, t("float32 rounds to 0"))):
        if low < level < high:
            shapes.append(
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level, "layer": "below",
                 "line": {"color": WARNING, "width": 1.2, "dash": "dot"}}
            )  # fmt: skip
            notes.append(text_at(name, 0.5, level, look.small, WARNING, x="paper", yanchor="bottom"))
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
        lines_of_text = textwrap.wrap(words, look.wrap)
        note = text_at(
            "<br>".join(lines_of_text), 0.99, high, look.small, WARNING, x="paper", xanchor="right", yanchor="top"
        )
        notes.append(note | {"align": "right", "yshift": -number * (look.small * 1.3 * len(lines_of_text) + 4)})
    return notes
