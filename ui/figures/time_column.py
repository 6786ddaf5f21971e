"""The time column of the step page: the network itself between its input and its answer, then every gate, the states
and the gradients under one another."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import Trace
from engine.cells.base import Signal
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.bands import MOST_ROWS, Bands
from ui.figures.part import FIRST, PROJECTED, Part, is_projected, largest, reached, shown_signals
from ui.figures.sequence_rows import answer_row, input_row
from ui.figures.stack import (
    Array,
    Row,
    curve,
    gradient_notes,
    heatmap,
    log10_of,
    log_axis,
    muted,
    short,
    stack,
    unit_axis,
    unit_row_height,
)
from ui.look.palette import INK, SIGNED, WARNING, gate_scale, signal_colour
from ui.look.picture import Held, Picture

Translator = Callable[..., str]

# Of which states the gradient is drawn, how, and how that is marked in words.
GRADIENTS = (
    ("hidden", "‖∂L/∂hₜ‖", "solid", "—"),
    ("cell", "‖∂L/∂cₜ‖", "dot", "···"),
    ("normaliser", "‖∂L/∂nₜ‖", "dash", "- -"),
)
WIDEST_LABEL = 16  # letters beside a row
CHAIN_HEIGHT = 66  # pixels: room for a small cell, with its gates below the memory


def time_column(
    trace: Trace,
    sequence: TaskSequence,
    predictions: Array | None,
    *,
    unit: int,
    t: Translator,
    part: Part = FIRST,
    only: Sequence[str] | None = None,
    fill: int = 520,
    bands: Bands | None = None,
) -> Picture:
    """Everything that `trace` recorded of one part, along the steps of `sequence`.

    `predictions` are the readout's probabilities (time, class), or its forecasts (time, 1), or None. With `only`, just
    these signals are drawn, and neither the chosen unit's curves nor the gradients. Few rows grow to `fill` pixels.
    With `bands`, the heatmaps have these rows, of all units of the part; gradients are always of all units.
    """
    steps = trace.inputs.shape[0]
    rows = [] if predictions is None else [answer_row(sequence, predictions, t)]
    rows += [chain_row(trace, unit, t, part=part), input_row(sequence, t)]
    rows.extend(signal_rows(trace, t, part=part, only=only, bands=bands))
    if only is None:
        rows.append(unit_row(trace, unit, t, part=part))
        if trace.gradients:
            rows.append(gradient_row(trace, t, part=part))
    return stack(_filled(rows, fill), steps, t("timestep"))


def _filled(rows: list[Row], height: int) -> list[Row]:
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


def chain_row(trace: Trace, unit: int, t: Translator, *, part: Part = FIRST) -> Row:
    """The memory of the chosen unit from step to step, c where there is one, else h.

    Here it is a row of one unit; the browser draws the network unrolled in its place, a small cell for each step with
    bars for its gates, and the memory running through all of them (`browser/chain.js`).
    """
    memory = trace.describe("cell" if "cell" in trace.signals else "hidden")
    values = part.of(trace[memory.name])
    low, high = _limits(memory, values)
    title, symbol = t(memory.title), memory.symbol.partition("_")[0]
    gates = [signal.name for signal in shown_signals(trace.cell) if signal.kind == "gate"]
    chain = {
        "gates": [[name, signal_colour(name)] for name in gates],
        "badge": t("the same weights at every step"),
    }
    drawn = heatmap(
        values[:, [unit]],
        scale=SIGNED,
        low=low,
        high=high,
        name=title,
        unit_word=t("unit"),
        signal=memory.name,
    ) | {
        "name": t("memory"),
        "hovertemplate": t("{title} of the chosen unit", title=title) + "<br>%{x}: <b>%{z:.4g}</b><extra></extra>",
        "meta": {"panel": 0, "signal": memory.name, "chain": chain},
    }
    label = t("memory {symbol},<br>chosen unit", symbol=f"<i>{symbol}</i>") + "<br> <br> "  # below it: the badge
    return Row(label, CHAIN_HEIGHT, (drawn,), unit_axis(1), signal_colour(memory.name), name="chain")


def signal_rows(
    trace: Trace,
    t: Translator,
    *,
    part: Part = FIRST,
    panel: int = 0,
    only: Sequence[str] | None = None,
    called: Callable[[Signal], str] | None = None,
    bands: Bands | None = None,
) -> list[Row]:
    """A heatmap row for each gate, the candidate and each state, on scales that never move.

    What the ends of a state's colours stand for is written below what the row is called: its title, or `called`.
    A projected hidden state has P rows, in bands of its own where these are many.
    """
    rows: list[Row] = []
    for signal in shown_signals(trace.cell):
        if only is not None and signal.name not in only:
            continue
        everything, of_units = part.whole.of(trace[signal.name]), not is_projected(trace, signal.name)
        if of_units:
            banded, place = bands, part
        else:
            signal, place = trace.describe(signal.name, part.layer, part.direction), part.whole  # of no known range
            banded = Bands.of_all(tuple(range(everything.shape[1]))) if everything.shape[1] > MOST_ROWS else None
        values = place.of(trace[signal.name]) if banded is None else banded.shown(signal, everything)
        names: Sequence[str | int] = place.names if banded is None else banded.names
        of_one = banded is None or banded.size == 1
        row_word = (t("unit") if of_one else t("units")) if of_units else (t("number") if of_one else t("numbers"))
        title = t(signal.title)
        label = called(signal) if called else _lines(title)
        low, high = _limits(signal, everything)
        scale = gate_scale(signal.name) if signal.kind == "gate" else SIGNED
        drawn = heatmap(
            values,
            scale=scale,
            low=low,
            high=high,
            name=title,
            unit_word=row_word,
            signal=signal.name if of_units else PROJECTED,
            panel=panel,
            bands=banded,
            of_units=of_units,
        )
        units = values.shape[1]
        note = _nonfinite_note(values, t)
        if isinstance(high, Held):  # below the title there is room for what the run decides
            note += (_limit_note(high.value, (units + 1) / 2, below=label.count("<br>") + 1),)
            label += "<br> "
        elif signal.kind != "gate":
            label += f"<br>{_small(high)}"
        colour, axis = signal_colour(signal.name), unit_axis(units, names)
        rows.append(Row(label, unit_row_height(units), (drawn,), axis, colour, note, signal.name))
    return rows


def _lines(title: str) -> str:
    """What a row is called, in two lines where one has no room for it."""
    return title.replace(" ", "<br>", 1) if len(title) > WIDEST_LABEL else title


def _small(limit: float) -> str:
    """What the ends of the colours stand for, under a row's title."""
    return f'<span style="font-size:10px">±{short(limit)}</span>'


def _limit_note(limit: float, y: float, below: int) -> dict[str, Any]:
    """The same in the empty line that ends a label, `below` so many lines of it."""
    place = {"xref": "paper", "xanchor": "right", "xshift": -8, "yanchor": "middle", "yshift": -8 * below}
    return muted(_small(limit), 0, y, **place)


def _limits(signal: Signal, values: Array) -> tuple[float | Held, float | Held]:
    """Of a signal's colours: its range if it has one, symmetric but for gates; else what it reaches."""
    if signal.kind == "gate":
        return 0.0, 1.0
    if np.isfinite(signal.high):  # a sigmoid Elman cell lives in 0…1, and is still coloured as a state
        return -1.0, 1.0
    limit = reached(signal, values)
    return Held(-limit), Held(limit)


def unit_row(trace: Trace, unit: int, t: Translator, *, part: Part = FIRST) -> Row:
    """The chosen unit's signals as curves, on a range of its own for the whole run, and which curve is which.

    The browser swaps curves and range when another unit is chosen.
    """
    signals = part.signals(trace)
    everything = np.concatenate([values[:, unit] for values in signals.values()])
    limit = largest(everything)
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
                meta={"panel": 0, "signal": name, "follow": "unit", "fit": True},
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
    return Row(t("chosen<br>unit"), 84, tuple(traces), _unit_axis(low, limit), name="unit", key=key)


def _unit_axis(low: float, limit: float) -> dict[str, Any]:
    ticks = [tick for tick in (-limit, 0.0, limit) if tick >= low]
    return {
        "range": Held([low, 1.08 * limit]),
        "tickvals": Held(ticks),
        "ticktext": Held([short(tick) for tick in ticks]),
        "showgrid": True,
    }


def gradient_row(trace: Trace, t: Translator, *, part: Part = FIRST) -> Row:
    """‖∂L/∂h_t‖, ‖∂L/∂c_t‖, … per step on a logarithmic scale without a smallest number."""
    lines, sizes, marks = [], [], []
    for name, symbol, dash, mark in GRADIENTS:
        if name not in trace.gradients:
            continue
        marks.append(f"{mark} {symbol}")
        norms = np.linalg.norm(part.whole.of(trace.gradients[name]), axis=-1)
        sizes.append(norms)
        lines.append(
            curve(
                log10_of(norms),
                name=symbol,
                colour=signal_colour(name),
                dash=dash,
                customdata=norms,
                hovertemplate=symbol + " %{x}: <b>%{customdata:.3e}</b><extra></extra>",
                meta={"norm": f"gradient:{name}"},
            )
        )
    label = "‖∂L/∂hₜ‖" if len(lines) == 1 else "<br>".join(marks)
    notes = gradient_notes(sizes, t, read_first=len(sizes[0]) - 1 if part.direction else 0)
    return Row(label, 104, tuple(lines), log_axis(log10_of(np.concatenate(sizes))), INK, notes, "gradient")


def _nonfinite_note(values: Array, t: Translator) -> tuple[dict[str, Any], ...]:
    bad = ~np.isfinite(values).all(axis=1)
    if not bad.any():
        return ()
    first = int(bad.argmax()) + 1
    note = t("NaN or ∞ from step {step} on", step=first)
    return (muted(note, first, (values.shape[1] + 1) / 2, xanchor="left", font={"color": WARNING, "size": 11}),)
