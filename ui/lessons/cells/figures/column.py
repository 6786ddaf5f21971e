"""The rows of the pair: what both read and answer, their memories, and gate beside gate."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine import Trace
from engine.cells.base import Signal
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.part import shown_signals
from ui.figures.sequence_rows import answer_row, input_row
from ui.figures.stack import Array, Row, curve, stack
from ui.figures.time_column import signal_rows
from ui.look.palette import BELIEF, INK
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
LEFT = 132  # pixels: room for a cell and one of its signals
TALLEST = 44  # pixels of a row: a dozen should be seen together


@dataclass(frozen=True, eq=False)
class Shown:
    """One cell: its title and, in the order in which the stepper counts its panels, what it recorded."""

    title: str
    trace: Trace
    predictions: Array


def pair_column(
    cells: Sequence[Shown], sequence: TaskSequence, *, t: Translator, covered: bool = False, memories: bool = False
) -> Picture:
    """Input, both answers, then signal by signal the first cell's row over the second's: memories first.

    While it is `covered` there is nothing but the input, and a question mark for each answer; with `memories` the gates
    stay out, and no panel is needed.
    """
    rows = [input_row(sequence, t)]
    if covered:
        rows += [_unanswered(cell, sequence, t) for cell in cells]
        return stack(rows, len(sequence), t("timestep"), left=LEFT)
    if sequence.classes:
        for cell in cells:
            answer = answer_row(sequence, cell.predictions, t)
            rows.append(dataclasses.replace(answer, label=_label(cell.title, t("answer"))))
    else:
        rows.append(forecasts_row(cells, sequence, t))
    for name in [name for name in in_order(cells) if not memories or name in ("cell", "hidden")]:
        for panel, cell in enumerate(cells):
            made = _row(cell, name, panel, t, in_short=memories)
            rows.extend(_standing_alone(row) for row in made) if memories else rows.extend(made)
    return stack(rows, sequence.inputs.shape[0], t("timestep"), left=LEFT)


def _unanswered(cell: Shown, sequence: TaskSequence, t: Translator) -> Row:
    """The place of an answer that is not shown."""
    mark = {
        "type": "scatter",
        "x": [(len(sequence) + 1) / 2],
        "y": [0],
        "mode": "text",
        "text": ["?"],
        "textfont": {"size": 20, "color": INK},
        "hoverinfo": "skip",
    }
    axis = {"range": [-1, 1], "showticklabels": False}
    return Row(_label(cell.title, t("answer")), 40, (mark,), axis, name="answer")


def forecasts_row(cells: Sequence[Shown], sequence: TaskSequence, t: Translator) -> Row:
    """What both answer where the answer is a number, over the right one: the first dashed, the second solid."""
    curves, values = [], []
    if sequence.targets is not None:
        truth = np.asarray(sequence.targets, dtype=np.float64)
        values.append(truth)
        said = f"{t('step')} %{{x}}: {t('right answer')} <b>%{{y:.4g}}</b><extra></extra>"
        band = curve(truth, name=t("right answer"), colour=BELIEF, hovertemplate=said, meta={"truth": True})
        curves.append(band | {"line": {"color": BELIEF, "width": 6, "shape": "hvh"}, "mode": "lines"})
    for cell, dash in zip(cells, ("dash", "solid"), strict=True):
        values.append(cell.predictions[:, 0])
        said = f"{t('step')} %{{x}}: {cell.title} <b>%{{y:.4g}}</b><extra></extra>"
        line = curve(values[-1], name=cell.title, colour=INK, dash=dash, hovertemplate=said, meta={"forecast": True})
        curves.append(line | {"mode": "lines"})
    everything = np.concatenate(values)
    finite = everything[np.isfinite(everything)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    pad = 0.08 * (high - low) or 0.5
    first, second = (cell.title for cell in cells)
    label = f"{t('answer')}<br>– – <b>{first}</b><br>— <b>{second}</b>"
    return Row(label, 150, tuple(curves), {"range": Held([low - pad, high + pad]), "nticks": 5}, name="answer")


def in_order(cells: Sequence[Shown]) -> tuple[str, ...]:
    """The signals of both cells: what they carry on first, then gates and candidates, the first cell's before others.

    Where there is a cell state, the hidden state is what it lets out: that stands in the answer.
    """
    found = [signal for cell in cells for signal in shown_signals(cell.trace.cell)]
    has_cell = all("cell" in cell.trace.signals for cell in cells)
    order = {"state": 0, "gate": 1, "candidate": 2}
    names = dict.fromkeys(signal.name for signal in sorted(found, key=lambda signal: order[signal.kind]))
    if has_cell:
        del names["hidden"]
    return tuple(sorted(names, key=lambda name: name != "cell"))


def _row(cell: Shown, name: str, panel: int, t: Translator, *, in_short: bool) -> list[Row]:
    """A cell's row of a signal, called by its title; in short by its symbol, which leaves room for its limit below."""

    def called(signal: Signal) -> str:
        symbol = signal.symbol.partition("_")[0]
        return f"<b>{cell.title}</b> <i>{symbol}</i>" if in_short else _label(cell.title, t(signal.title))

    made = signal_rows(cell.trace, t, panel=panel, only=(name,), called=called)
    return [dataclasses.replace(row, height=min(row.height, TALLEST)) for row in made]


def _standing_alone(row: Row) -> Row:
    """The row with its own numbers, where no panel of the stepper has them."""
    traces = tuple({name: part for name, part in trace.items() if name != "meta"} for trace in row.traces)
    return dataclasses.replace(row, traces=tuple(trace | {"z": trace["z"].value} for trace in traces))


def _label(title: str, what: str) -> str:
    return f"<b>{title}</b><br>{what}"
