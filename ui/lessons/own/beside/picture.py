"""Both runs in one stepper: each signal of both under one another, and the sizes of both gradients on one axis."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine import Trace
from engine.analysis.portrait import Portrait
from ui.figures.part import Part, shown_signals
from ui.figures.sequence_rows import answer_row, explained, input_row
from ui.figures.side_by_side import LOWEST, beside_rows
from ui.figures.stack import Array, Row, curve, gradient_notes, is_point, log_axis, stack
from ui.lessons.own.beside.run import Beside
from ui.look.cells import CELLS, kind_of
from ui.look.palette import INK, MUTED, signal_colour
from ui.look.picture import Picture
from ui.runs.sequences import called
from ui.stepper import Figure, Panel, StepperPayload, build_panel
from ui.words import t

MOST_UNITS_SHOWN = 64  # of which every signal of two networks can be told apart
TALLEST = 62  # pixels of a row, where there are few of them
MOST_WEIGHTS_SENT = 100_000  # of both parts: with more of them the equations, which they stand in, are not shown
Translator = Callable[..., str]


def shows_units(beside: Beside) -> bool:
    """Whether there is room for every unit of both, and a hidden state whose rows are those of units."""
    return beside.run.network.hidden_size <= MOST_UNITS_SHOWN and not beside.run.network.proj_size


def payload(beside: Beside, names: tuple[str, str], labels: tuple[str, str], *, every: bool) -> StepperPayload:
    """Everything the browser needs; `names` of both, and so short that they fit beside a row; `every` signal or few."""
    run = beside.run
    traces = run.trace, beside.trace
    panels: tuple[Panel, ...] = ()
    if shows_units(beside):
        panels = tuple(_panel(beside, trace, name) for trace, name in zip(traces, names, strict=True))
    signed = shows_units(beside) or len(run.sequence.features) > 1
    legend = tuple(one for one in explained(run.sequence) if signed or one != "signed")
    return StepperPayload(
        steps=len(run.sequence),
        figures=(Figure("column", "", column(beside, labels, t=t, every=every), legend=legend),),
        panels=panels,
        tokens=called(run.sequence),
        notes=run.sequence.notes,
        keys="all",
        saved_as="beside",
    )


def _panel(beside: Beside, trace: Trace, name: str) -> Panel:
    part, network = beside.part, trace.network
    weights = network.layer(part.layer, part.direction)
    return build_panel(
        network,
        trace,
        title=name,
        features=beside.run.sequence.features,
        layer=part.layer,
        direction=part.direction,
        equations=2 * (weights.weight_ih.size + weights.weight_hh.size) <= MOST_WEIGHTS_SENT,
    )


def column(beside: Beside, labels: tuple[str, str], *, t: Translator, every: bool = True) -> Picture:
    """What is read, what is answered, each signal of both, and both gradients."""
    run = beside.run
    rows = [input_row(run.sequence, t)]
    for label, answers in zip(labels, (run.predictions, beside.predictions), strict=True):
        if answers is not None:
            row = answer_row(run.sequence, answers, t)
            rows.append(replace(row, label=f"<b>{label}</b><br>{row.label}"))
    traces = list(zip(labels, (run.trace, beside.trace), strict=True))
    if shows_units(beside):
        few = None if every else CELLS[kind_of(run.network.cell)].main
        rows += beside_rows(traces, t, part=beside.part, only=few, tallest=LOWEST if every else TALLEST)
    else:
        rows += _means(traces, beside.part, t)
    own, other = beside.portraits
    rows.append(_gradients(own, other, beside.crowd, labels, beside.part, t))
    return stack(rows, len(run.sequence), t("timestep"))


def _means(runs: list[tuple[str, Trace]], part: Part, t: Translator) -> Iterator[Row]:
    """For each gate its mean over all units, of both on one axis."""
    styles = (("solid", 2.0), ("dash", 1.4))
    for signal in shown_signals(runs[0][1].cell):
        if signal.kind != "gate":
            continue
        colour, lines = signal_colour(signal.name), []
        for (label, trace), (dash, width) in zip(runs, styles, strict=True):
            said = f"{label} · %{{x}}: <b>%{{y:.4g}}</b><extra></extra>"
            line = curve(part.of(trace[signal.name]).mean(axis=1), name=label, colour=colour, dash=dash)
            lines.append(_plain(line, width) | {"hovertemplate": said})
        title = t("{gate},<br>mean", gate=t(signal.title).replace(" ", "<br>", 1))
        axis = {"range": [-0.12, 1.12], "tickvals": [0, 0.5, 1], "showgrid": True}  # room between rows for their ends
        yield Row(title, 72, tuple(lines), axis, colour, name=signal.name)


def _plain(line: dict[str, Any], width: float) -> dict[str, Any]:
    """A line without markers, unless it is a point."""
    mode = "markers" if is_point(line["y"]) else "lines"
    return line | {"mode": mode, "line": line["line"] | {"width": width}}


def _gradients(
    own: Portrait, other: Portrait, crowd: tuple[Portrait, ...], labels: tuple[str, str], part: Part, t: Translator
) -> Row:
    """‖∂L/∂h_t‖ of both on one logarithmic axis without a smallest number, and of many fresh ones where they lie."""
    logs, lines = [_drawn(own.log10_norms), _drawn(other.log10_norms)], []
    marks = [f"— {labels[0]}", f"- - {labels[1]}"]
    if crowd:
        many = np.stack([_drawn(one.log10_norms) for one in crowd])
        low, high = many.min(axis=0), many.max(axis=0)  # NaN where one is 0: there the band has no lower end
        logs += [low, high]
        edge = {"type": "scatter", "x0": 1, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        lines += [edge | {"y": high}, edge | {"y": low, "fill": "tonexty", "fillcolor": f"{MUTED}2b"}]
        middle = curve(np.median(many, axis=0), name=t("median"), colour=MUTED, dash="dot", hoverinfo="skip")
        lines.append(_plain(middle, 1.0))
        marks.append(t("··· {count} fresh", count=len(crowd)))
    for label, values, colour, dash in zip(labels, logs, (INK, MUTED), ("solid", "dash"), strict=False):
        said = f"{label} · %{{x}}: <b>%{{customdata:.3e}}</b><extra></extra>"
        line = curve(values, name=label, colour=colour, dash=dash, customdata=10.0**values, hovertemplate=said)
        lines.append(_plain(line, 1.8))
    label = "<br>".join(("‖∂L/∂hₜ‖", *marks))
    sizes = [10.0**one.log10_norms for one in (own, other)]
    notes = gradient_notes(sizes, t, read_first=len(logs[0]) - 1 if part.direction else 0)
    return Row(label, 150, tuple(lines), log_axis(np.concatenate(logs)), INK, notes, "gradient")


def _drawn(logs: Array) -> Array:
    """A gap where there is no finite logarithm."""
    return np.where(np.isfinite(logs), logs, np.nan)
