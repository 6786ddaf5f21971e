"""The time column of the step page: input, answer, every gate, the states and the gradients under one another."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine import Trace
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.stack import (
    Array,
    Row,
    curve,
    heatmap,
    log10_of,
    log_axis,
    muted,
    stack,
    step_numbers,
    unit_axis,
    unit_row_height,
)
from ui.look.palette import BELIEF, FAINT, INK, MUTED, RIGHT, SIGNED, SURFACE, WARNING, WRONG, gate_scale, signal_colour

Translator = Callable[..., str]
GATES = ("forget_gate", "input_gate", "reset_gate", "update_gate", "output_gate")
PROBABILITY = ((0.0, SURFACE), (1.0, BELIEF))


def time_column(
    trace: Trace,
    sequence: TaskSequence,
    predictions: Array | None,
    *,
    unit: int,
    t: Translator,
    panel: int = 0,
    only: Sequence[str] | None = None,
) -> go.Figure:
    """Everything that `trace` recorded of layer 0, direction 0, batch item 0, along the steps of `sequence`.

    `predictions` are the readout's probabilities (time, class), or its forecasts (time, 1), or None. With `only`, just
    these signals are drawn, and neither the chosen unit's curves nor the gradients.
    """
    steps = trace.inputs.shape[0]
    rows = [input_row(sequence, t)]
    if predictions is not None:
        rows.append(answer_row(sequence, predictions, t))
    rows.extend(signal_rows(trace, t, panel=panel, only=only))
    if only is None:
        rows.append(unit_row(trace, unit, t, panel=panel))
        if trace.gradients:
            rows.append(gradient_row(trace, t))
    return stack(_filled(rows) if only is None else rows, steps, t("timestep"))


def _filled(rows: list[Row], height: int = 520) -> list[Row]:
    """Where there are few rows, give the heatmaps of units the room that is left, so that units can be told apart."""
    spare = height - sum(row.height for row in rows)
    of_units = [isinstance(row.traces[0].meta, dict) and "units" in row.traces[0].meta for row in rows]
    if spare <= 0 or not any(of_units):
        return rows
    more = min(spare // sum(of_units), 110)
    return [
        dataclasses.replace(row, height=row.height + more) if units else row
        for row, units in zip(rows, of_units, strict=True)
    ]


def input_row(sequence: TaskSequence, t: Translator) -> Row:
    """What the network reads: characters as characters, numbers as a line, a flag as a mark above its step."""
    steps = len(sequence.tokens)
    if sequence.features == ("value",):
        values = sequence.inputs[:, 0, 0]
        line = curve(values, name=t("input"), colour=INK, hovertemplate="%{x}: <b>%{y:.4g}</b><extra></extra>")
        return Row(t("input"), 64, (line,), {"range": _padded(values), "nticks": 3})
    flags = sorted(sequence.flags)
    marks = go.Scatter(
        x=[step + 1 for step in flags],
        y=[1.0] * len(flags),
        mode="markers",
        marker={"symbol": "triangle-down", "size": 9, "color": INK},
        hovertemplate="%{x}: " + t("marked step") + "<extra></extra>",
    )
    axis = {"range": [-0.9, 1.7] if flags else [-1, 1], "showticklabels": False}
    height = 40 if flags else 26
    if steps > 70:  # too narrow for letters: one shade for each
        one_hot = sequence.inputs[:, 0].sum(axis=1).min() == 1.0
        shades = sequence.inputs[:, 0].argmax(axis=1) if one_hot else sequence.inputs[:, 0, 0]
        strip = go.Heatmap(
            z=shades[None, :].astype(np.float32),
            x=step_numbers(steps),
            y=[-0.1],
            dy=1.2,
            text=[list(map(_visible, sequence.tokens))],
            colorscale=[[0, FAINT], [1, MUTED]],
            showscale=False,
            hovertemplate="%{x}: <b>%{text}</b><extra></extra>",
        )
        return Row(t("input"), height, (strip, marks) if flags else (strip,), axis)
    letters = go.Scatter(
        x=step_numbers(steps),
        y=np.zeros(steps),
        mode="text",
        text=[_visible(token) for token in sequence.tokens],
        textfont={
            "size": 15 if steps <= 40 else 10,
            "color": [INK if not flags or step in flags else MUTED for step in range(steps)],
        },
        hovertemplate="%{x}: <b>%{text}</b><extra></extra>",
        cliponaxis=False,
    )
    return Row(t("input"), height, (letters, marks) if flags else (letters,), axis)


def answer_row(sequence: TaskSequence, predictions: Array, t: Translator) -> Row:
    """What the readout answers, and whether it is right where the task asks."""
    steps, classes = predictions.shape
    x = step_numbers(steps)
    if not sequence.classes:
        return _forecast_row(sequence, predictions[:, 0], t)
    belief = go.Heatmap(
        z=np.ascontiguousarray(predictions.T, dtype=np.float32),
        x=x,
        y=np.arange(classes),
        zmin=0,
        zmax=1,
        colorscale=[list(stop) for stop in PROBABILITY],
        showscale=False,
        xgap=1 if steps <= 80 else 0,
        ygap=1,
        customdata=[[_visible(name)] * steps for name in sequence.classes],
        hovertemplate="%{x}: P(%{customdata}) = <b>%{z:.3f}</b><extra></extra>",
    )
    traces: list[Any] = [belief]
    if sequence.targets is not None:
        targets = np.asarray(sequence.targets)
        asked = targets >= 0
        guessed = predictions.argmax(axis=1)
        for right, symbol, colour, word in (
            (True, "circle", RIGHT, t("right")),
            (False, "x", WRONG, t("wrong")),
        ):
            here = asked & ((guessed == targets) == right)
            traces.append(
                go.Scatter(
                    x=x[here],
                    y=guessed[here],
                    mode="markers",
                    marker={"symbol": symbol, "size": 7 if steps <= 80 else 4, "color": colour},
                    hovertemplate="%{x}: " + word + "<extra></extra>",
                )
            )
    axis = {
        "range": [classes - 0.5, -0.5],
        "tickvals": list(range(classes)),
        "ticktext": [_visible(name) for name in sequence.classes],
        "showticklabels": classes <= 8,
    }
    return Row(t("answer"), max(38, min(17 * classes, 90)), tuple(traces), axis)


def _forecast_row(sequence: TaskSequence, forecast: Array, t: Translator) -> Row:
    hover = "%{x}: <b>%{y:.4g}</b><extra></extra>"
    traces = [curve(forecast, name=t("forecast"), colour=INK, hovertemplate=t("forecast") + " " + hover)]
    values = forecast
    if sequence.targets is not None:
        targets = np.asarray(sequence.targets, dtype=np.float64)
        traces.insert(
            0, curve(targets, name=t("truth"), colour=MUTED, dash="dot", hovertemplate=t("truth") + " " + hover)
        )
        values = np.concatenate([forecast, targets])
    return Row(t("forecast<br>and truth"), 76, tuple(traces), {"range": _padded(values), "nticks": 3})


def signal_rows(trace: Trace, t: Translator, *, panel: int = 0, only: Sequence[str] | None = None) -> list[Row]:
    """A heatmap row for each gate, the candidate and each state, on scales that never move."""
    rows = []
    for name in (*GATES, "candidate", "cell", "hidden"):
        if name not in trace.signals or (only is not None and name not in only):
            continue
        values = trace[name][0, 0, :, 0]
        title = t(trace.describe(name).title)
        bounded = np.isfinite(trace.describe(name).high)
        # An unbounded state that explodes is shown saturated from 10 on, so that what came before stays visible.
        limit = 1.0 if bounded else min(_symmetric_limit(values), 10.0 if name != "cell" else np.inf)
        scale, low, high = (gate_scale(name), 0.0, 1.0) if name in GATES else (SIGNED, -limit, limit)
        if trace.describe(name).low == 0.0 and name not in GATES:  # a sigmoid Elman cell lives in 0…1
            low = -high
        traces: tuple[Any, ...] = (
            heatmap(values, scale=scale, low=low, high=high, name=title, unit_word=t("unit"), panel=panel),
        )
        rows.append(
            Row(
                title,
                unit_row_height(values.shape[1]),
                traces,
                unit_axis(values.shape[1]),
                signal_colour(name),
                _nonfinite_note(values, t),
            )
        )
    return rows


def unit_row(trace: Trace, unit: int, t: Translator, *, panel: int = 0) -> Row:
    """The chosen unit's signals as curves; the browser swaps the curves when another unit is chosen."""
    names = [name for name in (*GATES, "candidate", "cell", "hidden") if name in trace.signals]
    everything = np.concatenate([trace[name][0, 0, :, 0].ravel() for name in names])
    limit = _symmetric_limit(everything)
    traces = []
    for name in names:
        title = t(trace.describe(name).title)
        line = curve(
            trace[name][0, 0, :, 0, unit],
            name=title,
            colour=signal_colour(name),
            dash="solid" if name in ("hidden", "cell") else "dot",
            hovertemplate=title + "<br>%{x}: <b>%{y:.4g}</b><extra></extra>",
            meta={"panel": panel, "signal": name, "follow": "unit"},
        )
        traces.append(line.update(mode="lines", line={"width": 2.4 if name in ("hidden", "cell") else 1.4}))
    low = -1.08 * limit if (everything < 0).any() else -0.08
    return Row(t("chosen<br>unit"), 84, tuple(traces), _unit_axis(low, limit))


def _unit_axis(low: float, limit: float) -> dict[str, Any]:
    ticks = [tick for tick in (-limit, 0.0, limit) if tick >= low]
    return {
        "range": [low, 1.08 * limit],
        "tickvals": ticks,
        "ticktext": [f"{tick:.2g}".replace("-", "−") for tick in ticks],
        "showgrid": True,
    }


def gradient_row(trace: Trace, t: Translator) -> Row:
    """‖∂L/∂h_t‖ and ‖∂L/∂c_t‖ per step on a logarithmic scale without a smallest number."""
    lines, all_logs = [], []
    for name, symbol, dash in (("hidden", "‖∂L/∂hₜ‖", "solid"), ("cell", "‖∂L/∂cₜ‖", "dot")):
        if name not in trace.gradients:
            continue
        norms = np.linalg.norm(trace.gradients[name][0, 0, :, 0], axis=-1)
        logs = log10_of(norms)
        all_logs.append(logs)
        lines.append(
            curve(
                logs,
                name=symbol,
                colour=signal_colour(name),
                dash=dash,
                customdata=norms,
                hovertemplate=symbol + " %{x}: <b>%{customdata:.3e}</b><extra></extra>",
            )
        )
    logs = np.concatenate(all_logs)
    label = "‖∂L/∂hₜ‖" if len(lines) == 1 else "— ‖∂L/∂hₜ‖<br>··· ‖∂L/∂cₜ‖"
    notes: tuple[dict[str, Any], ...] = ()
    if not np.isfinite(logs).any():
        note = t("the loss does not reach these steps: every gradient is zero")
        notes = (muted(note, (len(all_logs[0]) + 1) / 2, 0.0),)
    return Row(label, 104, tuple(lines), log_axis(logs), INK, notes)


def _nonfinite_note(values: Array, t: Translator) -> tuple[dict[str, Any], ...]:
    bad = ~np.isfinite(values).all(axis=1)
    if not bad.any():
        return ()
    first = int(bad.argmax()) + 1
    note = t("NaN or ∞ from step {step} on", step=first)
    return (muted(note, first, (values.shape[1] + 1) / 2, xanchor="left", font={"color": WARNING, "size": 11}),)


def _symmetric_limit(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max())) if finite.size else 1.0


def _padded(values: Array) -> list[float]:
    finite = values[np.isfinite(values)]
    if not finite.size:
        return [-1.0, 1.0]
    low, high = float(finite.min()), float(finite.max())
    pad = 0.08 * (high - low) or max(abs(high), 1.0) * 0.1
    return [low - pad, high + pad]


def _visible(token: str) -> str:
    """Plotly reads a few HTML tags in text; a token that could start one is shown as the character it is."""
    return token.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


__all__ = ("answer_row", "gradient_row", "input_row", "signal_rows", "time_column", "unit_row")
