"""The rows of the compare page are what was computed, gate beside gate."""

import dataclasses
from typing import Any

import numpy as np

import engine
from engine import tasks
from ui.lessons.compare.figures.column import Shown, compare_column


def t(sentence: str, **values: object) -> str:
    return sentence.format(**values)


SEQUENCE = tasks.first_symbol(12, seed=1)
CELLS = {"LSTM": "lstm", "GRU": "gru", "RNN": "elman"}


def shown(*titles: str) -> list[Shown]:
    found = []
    for title in titles:
        trace = engine.record(engine.network(CELLS[title], 6, 5, seed=2), SEQUENCE.inputs)
        readout = engine.Readout.fresh(5, 2, 0)
        found.append(Shown(title, trace, readout.probabilities(trace.outputs)[:, 0]))
    return found


def labels(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations if note.xref == "paper"]


def small(text: str) -> str:
    return f'<span style="font-size:10px">{text}</span>'


def decoded(z: Any) -> np.ndarray:
    return np.asarray(z, dtype=np.float64)


def test_corresponding_gates_stand_next_to_each_other() -> None:
    figure = compare_column(shown("LSTM", "GRU", "RNN"), SEQUENCE, t=t).figure()
    assert labels(figure) == [
        "input",
        "<b>LSTM</b><br>answer", "<b>GRU</b><br>answer", "<b>RNN</b><br>answer",
        *(f"<b>{cell}</b> hidden h<br>{small('±1')}" for cell in ("LSTM", "GRU", "RNN")),
        "<b>LSTM</b> cell c<br> ",
        "<b>LSTM</b><br>forget f", "<b>GRU</b><br>update z",
        "<b>LSTM</b><br>input i", "<b>GRU</b><br>1 − update z",
        "<b>LSTM</b><br>output o", "<b>GRU</b><br>reset r",
        small("±1"),
    ]  # fmt: skip


def test_what_a_cell_states_colours_reach_stands_below_its_name() -> None:
    cell = shown("LSTM")[0]
    large = dataclasses.replace(cell, trace=engine.record(cell.trace.network, 40 * SEQUENCE.inputs))
    figure = compare_column([large], SEQUENCE, t=t).figure()
    reached = next(trace.zmax for trace in figure.data if trace.meta and trace.meta.get("signal") == "cell")
    assert reached > 1.5
    assert labels(figure)[-1] == small(f"±{reached:.2g}")


def test_every_row_holds_its_own_cells_numbers_and_gates_share_one_scale() -> None:
    cells = shown("GRU", "LSTM")
    figure = compare_column(cells, SEQUENCE, t=t).figure()
    of_units = [trace for trace in figure.data if trace.meta and trace.meta.get("units")]
    expected = [
        (0, cells[0].trace["hidden"]), (1, cells[1].trace["hidden"]), (1, cells[1].trace["cell"]),
        (0, cells[0].trace["update_gate"]), (1, cells[1].trace["forget_gate"]),
        (0, 1 - cells[0].trace["update_gate"]), (1, cells[1].trace["input_gate"]),
        (1, cells[1].trace["output_gate"]), (0, cells[0].trace["reset_gate"]),
    ]  # fmt: skip
    assert len(of_units) == len(expected)
    for drawn, (panel, values) in zip(of_units, expected, strict=True):
        assert drawn.meta["panel"] == panel
        np.testing.assert_allclose(decoded(drawn.z), values[0, 0, :, 0].T, atol=1e-6)
    assert {(drawn.zmin, drawn.zmax) for drawn in of_units[3:]} == {(0.0, 1.0)}


def test_the_other_convention_exchanges_the_names_and_not_the_rows() -> None:
    keeps, writes = (compare_column(shown("LSTM", "GRU"), SEQUENCE, t=t, z_writes=on).figure() for on in (False, True))
    names = labels(writes)
    assert names[names.index("<b>LSTM</b><br>forget f") + 1] == "<b>GRU</b><br>1 − update z"
    assert names[names.index("<b>LSTM</b><br>input i") + 1] == "<b>GRU</b><br>update z"
    for one, other in zip(keeps.data, writes.data, strict=True):
        if one.type == "heatmap":
            np.testing.assert_array_equal(decoded(one.z), decoded(other.z))


def test_of_one_cell_alone_its_gates_stand_above_the_memory_that_they_act_on() -> None:
    lstm, gru = (labels(compare_column(shown(title), SEQUENCE, t=t).figure()) for title in ("LSTM", "GRU"))
    assert [label.partition("<br>")[2] or label for label in lstm[1:4]] == ["forget f", "input i", "output o"]
    assert lstm[0] == "input"
    assert lstm[4].startswith("<b>LSTM</b> cell c")
    assert gru == ["input", "<b>GRU</b><br>update z", "<b>GRU</b><br>reset r", f"<b>GRU</b> hidden h<br>{small('±1')}"]
