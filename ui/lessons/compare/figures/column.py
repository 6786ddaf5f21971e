"""The rows of the compare page: what each cell answers and holds, with corresponding gates under one another."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine import Trace
from engine.cells.base import Signal
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.part import FIRST, Part
from ui.figures.sequence_rows import answer_row, input_row
from ui.figures.stack import Array, Row, heatmap, stack, unit_axis, unit_row_height
from ui.figures.time_column import signal_rows
from ui.look.palette import gate_scale, signal_colour
from ui.look.picture import Picture

Translator = Callable[..., str]
LEFT = 116  # pixels: room for a cell and a state on one line
TALLEST, LOWEST = 58, 38  # pixels; of one cell's rows, and of a dozen that should be seen together


@dataclass(frozen=True, eq=False)
class Shown:
    """One cell: its title and, in the order in which the stepper counts its panels, what it recorded."""

    title: str
    trace: Trace
    predictions: Array | None
    part: Part = FIRST


def compare_column(cells: Sequence[Shown], sequence: TaskSequence, *, t: Translator, z_writes: bool = False) -> Picture:
    """Input, answers, hidden states, cell state, then gate beside gate: what keeps, what writes, and the others.

    Of one cell alone, its gates and the memory that they act on. `cells` are numbered as the stepper's panels. With
    `z_writes` the GRU's update gate is shown in the convention in which it writes, z' = 1 - z: the same two rows, with
    their names exchanged.
    """
    rows = [input_row(sequence, t)]
    alone = len(cells) == 1
    for cell in cells:
        if cell.predictions is not None and not alone:
            answer = answer_row(sequence, cell.predictions, t)
            rows.append(dataclasses.replace(answer, label=_label(cell.title, answer.label)))
    roles: tuple[str, ...] = ("hidden", "cell", "keeps", "writes", "output_gate", "reset_gate")
    if alone:
        roles = ("keeps", "input_gate", "output_gate", "reset_gate", _memory(cells[0]))
    tallest = TALLEST if alone else LOWEST
    for role in roles:
        for panel, cell in enumerate(cells):
            rows.extend(
                dataclasses.replace(row, height=min(row.height, tallest))
                for row in _role(cell, role, panel, t, z_writes=z_writes)
            )
    return stack(rows, sequence.inputs.shape[0], t("timestep"), left=LEFT)


def _memory(cell: Shown) -> str:
    """The state that it carries on."""
    return "cell" if "cell" in cell.trace.signals else "hidden"


def _role(cell: Shown, role: str, panel: int, t: Translator, *, z_writes: bool) -> list[Row]:
    """The rows of one cell that play a role: none, or one."""
    trace = cell.trace
    if role == "writes" and "update_gate" in trace.signals:
        return [_one_minus(cell, panel, t("update z") if z_writes else t("1 − update z"), t)]
    name = role
    if role == "keeps":
        name = "forget_gate" if "forget_gate" in trace.signals else "update_gate"
    elif role == "writes":
        name = "input_gate"
    symbols = {
        "forget_gate": t("forget f"),
        "input_gate": t("input i"),
        "output_gate": t("output o"),
        "reset_gate": t("reset r"),
        "update_gate": t("1 − update z") if z_writes else t("update z"),
        "hidden": t("hidden h"),
        "cell": t("cell c"),
    }

    def called(signal: Signal) -> str:  # below a state stands what its colours reach: two lines are enough for a row
        one_line = signal.kind != "gate"
        return f"<b>{cell.title}</b> {symbols[name]}" if one_line else _label(cell.title, symbols[name])

    return signal_rows(trace, t, part=cell.part, panel=panel, only=(name,), called=called)


def _one_minus(cell: Shown, panel: int, name: str, t: Translator) -> Row:
    """1 - z: how much of the candidate a GRU writes, what i is to an LSTM."""
    values = 1.0 - np.asarray(cell.part.of(cell.trace["update_gate"]))
    drawn = heatmap(
        values,
        scale=gate_scale("update_gate"),
        low=0.0,
        high=1.0,
        name=name,
        unit_word=t("unit"),
        signal="1-update_gate",
        panel=panel,
    )
    units = values.shape[1]
    return Row(
        _label(cell.title, name), unit_row_height(units), (drawn,), unit_axis(units), signal_colour("update_gate")
    )


def _label(title: str, what: str) -> str:
    return f"<b>{title}</b><br>{what}"
