"""The time column of the step page: input, answer, every gate, the states and the gradients under one another."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import Trace
from engine.cells.base import Signal
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.part import FIRST, Part, shown_signals
from ui.figures.stack import (
    Array,
    Row,
    curve,
    heatmap,
    log10_of,
    log_axis,
    muted,
    short,
    stack,
    unit_axis,
    unit_row_height,
)
from ui.look.palette import BELIEF, FAINT, INK, MUTED, RIGHT, SIGNED, SURFACE, WARNING, WRONG, gate_scale, signal_colour
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
PROBABILITY = ((0.0, SURFACE), (1.0, BELIEF))
SATURATED = 10.0  # an unbounded state that explodes is shown saturated from here on: what came before stays visible


def time_column(
    trace: Trace,
    sequence: TaskSequence,
    predictions: Array | None,
    *,
    unit: int,
    t: Translator,
    part: Part = FIRST,
    panel: int = 0,
    only: Sequence[str] | None = None,
) -> Picture:
    """Everything that `trace` recorded of one part, along the steps of `sequence`.

    `predictions` are the readout's probabilities (time, class), or its forecasts (time, 1), or None. With `only`, just
    these signals are drawn, and neither the chosen unit's curves nor the gradients.
    """
    steps = trace.inputs.shape[0]
    rows = [input_row(sequence, t)]
    if predictions is not None:
        rows.append(answer_row(sequence, predictions, t))
    rows.extend(signal_rows(trace, t, part=part, panel=panel, only=only))
    if only is None:
        rows.append(unit_row(trace, unit, t, part=part, panel=panel))
        if trace.gradients:
            rows.append(gradient_row(trace, t, part=part))
    return stack(_filled(rows) if only is None else rows, steps, t("timestep"))


def _filled(rows: list[Row], height: int = 520) -> list[Row]:
    """Where there are few rows, give the heatmaps of units the room that is left, so that units can be told apart."""
    spare = height - sum(row.height for row in rows)
    of_units = ["units" in row.traces[0].get("meta", ()) for row in rows]
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
        return Row(t("input"), 64, (line,), {"range": Held(_padded(values)), "nticks": 3})
    flags = sorted(sequence.flags)
    marks = {
        "type": "scatter",
        "x": np.array(flags, dtype=float) + 1,
        "y": np.ones(len(flags)),
        "mode": "markers",
        "marker": {"symbol": "triangle-down", "size": 9, "color": INK},
        "hovertemplate": "%{x}: " + t("marked step") + "<extra></extra>",
    }
    axis = {"range": [-0.9, 1.7] if flags else [-1, 1], "showticklabels": False}
    height = 40 if flags else 26
    seen = [_visible(token) for token in sequence.tokens]
    if steps > 70:  # too narrow for letters: one shade for each
        one_hot = sequence.inputs[:, 0].sum(axis=1).min() == 1.0
        shades = sequence.inputs[:, 0].argmax(axis=1) if one_hot else sequence.inputs[:, 0, 0]
        strip = {
            "type": "heatmap",
            "z": np.asarray(shades, dtype=np.float64)[None, :],
            "x0": 1,
            "y": [-0.1],
            "dy": 1.2,
            "zmin": Held(float(shades.min())),
            "zmax": Held(float(shades.max())),
            "text": Held([seen]),
            "colorscale": [[0, FAINT], [1, MUTED]],
            "showscale": False,
            "hovertemplate": "%{x}: <b>%{text}</b><extra></extra>",
        }
        return Row(t("input"), height, (strip, marks) if flags else (strip,), axis)
    letters = {
        "type": "scatter",
        "x0": 1,
        "y": [0] * steps,
        "mode": "text",
        "text": Held(seen),
        "textfont": {
            "size": 15 if steps <= 40 else 10,
            "color": Held([INK if not flags or step in flags else MUTED for step in range(steps)]),
        },
        "hovertemplate": "%{x}: <b>%{text}</b><extra></extra>",
        "cliponaxis": False,
        "meta": {"letters": True, "keep": Held(flags)},
    }
    return Row(t("input"), height, (letters, marks) if flags else (letters,), axis)


def answer_row(sequence: TaskSequence, predictions: Array, t: Translator) -> Row:
    """What the readout answers, and whether it is right where the task asks."""
    steps, classes = predictions.shape
    if not sequence.classes:
        return _forecast_row(sequence, predictions[:, 0], t)
    names = [_visible(name) for name in sequence.classes]
    belief = {
        "type": "heatmap",
        "z": predictions.T,
        "x0": 1,
        "y0": 0,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [list(stop) for stop in PROBABILITY],
        "showscale": False,
        "xgap": 1 if steps <= 80 else 0,
        "ygap": 1,
        "customdata": Held([[name] * steps for name in names]),
        "hovertemplate": "%{x}: P(%{customdata}) = <b>%{z:.3f}</b><extra></extra>",
    }
    traces: list[dict[str, Any]] = [belief]
    if sequence.targets is not None:
        x = np.arange(1, steps + 1)
        targets = np.asarray(sequence.targets)
        asked = targets >= 0
        guessed = predictions.argmax(axis=1)
        for right, symbol, colour, word in (
            (True, "circle", RIGHT, t("right")),
            (False, "x", WRONG, t("wrong")),
        ):
            here = asked & ((guessed == targets) == right)
            traces.append(
                {
                    "type": "scatter",
                    "x": x[here],
                    "y": guessed[here],
                    "mode": "markers",
                    "marker": {"symbol": symbol, "size": 7 if steps <= 80 else 4, "color": colour},
                    "hovertemplate": "%{x}: " + word + "<extra></extra>",
                }
            )
    axis = {
        "range": [classes - 0.5, -0.5],
        "tickvals": list(range(classes)),
        "ticktext": Held(names),
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
    return Row(t("forecast<br>and truth"), 76, tuple(traces), {"range": Held(_padded(values)), "nticks": 3})


def signal_rows(
    trace: Trace,
    t: Translator,
    *,
    part: Part = FIRST,
    panel: int = 0,
    only: Sequence[str] | None = None,
    limits: bool = True,
) -> list[Row]:
    """A heatmap row for each gate, the candidate and each state, on scales that never move.

    With `limits`, what the ends of a state's colours stand for is written below its title.
    """
    rows = []
    for signal in shown_signals(trace.cell):
        if only is not None and signal.name not in only:
            continue
        values = part.of(trace[signal.name])
        title = t(signal.title)
        low, high = _limits(signal, values)
        scale = gate_scale(signal.name) if signal.kind == "gate" else SIGNED
        drawn = heatmap(
            values, scale=scale, low=low, high=high, name=title, unit_word=t("unit"), signal=signal.name, panel=panel
        )
        units = values.shape[1]
        note = _nonfinite_note(values, t)
        if signal.kind == "gate" or not limits:
            label = title
        elif isinstance(high, Held):  # the same place below the title, for a number that the run decides
            label = f"{title}<br> "
            note += (_limit_note(high.value, (units + 1) / 2),)
        else:
            label = f"{title}<br>{_small(high)}"
        rows.append(Row(label, unit_row_height(units), (drawn,), unit_axis(units), signal_colour(signal.name), note))
    return rows


def _small(limit: float) -> str:
    """What the ends of the colours stand for, under a row's title."""
    return f'<span style="font-size:10px">±{short(limit)}</span>'


def _limit_note(limit: float, y: float) -> dict[str, Any]:
    place = {"xref": "paper", "xanchor": "right", "xshift": -8, "yanchor": "middle", "yshift": -8}
    return muted(_small(limit), 0, y, **place)


def _limits(signal: Signal, values: Array) -> tuple[float | Held, float | Held]:
    """Of a signal's colours: its range if it has one, symmetric but for gates; else what it reaches."""
    if signal.kind == "gate":
        return 0.0, 1.0
    if np.isfinite(signal.high):  # a sigmoid Elman cell lives in 0…1, and is still coloured as a state
        return -1.0, 1.0
    limit = min(_symmetric_limit(values), np.inf if signal.name == "cell" else SATURATED)
    return Held(-limit), Held(limit)


def unit_row(
    trace: Trace,
    unit: int,
    t: Translator,
    *,
    part: Part = FIRST,
    panel: int = 0,
) -> Row:
    """The chosen unit's signals as curves, on a range of its own for the whole run, and which curve is which.

    The browser swaps curves and range when another unit is chosen.
    """
    signals = part.signals(trace)
    everything = np.concatenate([values[:, unit] for values in signals.values()])
    limit = _symmetric_limit(everything)
    traces = []
    for name, values in signals.items():
        title = t(trace.describe(name).title)
        is_state = trace.describe(name).kind == "state"
        traces.append(
            curve(
                values[:, unit],
                name=title,
                colour=signal_colour(name),
                dash="solid" if is_state else "dot",
                hovertemplate=title + "<br>%{x}: <b>%{y:.4g}</b><extra></extra>",
                meta={"panel": panel, "signal": name, "follow": "unit", "fit": True},
            )
            | {
                "y": Held(values[:, unit], known=True),
                "mode": "lines",
                "line": {
                    "color": signal_colour(name),
                    "dash": "solid" if is_state else "dot",
                    "width": 2.4 if is_state else 1.4,
                },
            }
        )
    low = -1.08 * limit if (everything < 0).any() else -0.08
    key = tuple((f"<i>{trace.describe(name).symbol.partition('_')[0]}</i>", signal_colour(name)) for name in signals)
    return Row(t("chosen<br>unit"), 84, tuple(traces), _unit_axis(low, limit), key=key)


def _unit_axis(low: float, limit: float) -> dict[str, Any]:
    ticks = [tick for tick in (-limit, 0.0, limit) if tick >= low]
    return {
        "range": Held([low, 1.08 * limit]),
        "tickvals": Held(ticks),
        "ticktext": Held([short(tick) for tick in ticks]),
        "showgrid": True,
    }


def gradient_row(trace: Trace, t: Translator, *, part: Part = FIRST) -> Row:
    """‖∂L/∂h_t‖ and ‖∂L/∂c_t‖ per step on a logarithmic scale without a smallest number."""
    lines, all_logs = [], []
    for name, symbol, dash in (("hidden", "‖∂L/∂hₜ‖", "solid"), ("cell", "‖∂L/∂cₜ‖", "dot")):
        if name not in trace.gradients:
            continue
        norms = np.linalg.norm(part.of(trace.gradients[name]), axis=-1)
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
