"""What the compare page draws is what was computed."""

import json
from typing import Any

import numpy as np
import pytest

import engine
from engine import tasks
from ui.lessons.compare.figures import statistics as statistics
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


def decoded(z: Any) -> np.ndarray:
    return np.asarray(z, dtype=np.float64)


def test_corresponding_gates_stand_next_to_each_other() -> None:
    figure = compare_column(shown("LSTM", "GRU", "RNN"), SEQUENCE, t=t).figure()
    assert labels(figure) == [
        "input",
        "<b>LSTM</b><br>answer", "<b>GRU</b><br>answer", "<b>RNN</b><br>answer",
        "<b>LSTM</b><br>hidden h", "<b>GRU</b><br>hidden h", "<b>RNN</b><br>hidden h",
        "<b>LSTM</b><br>cell c",
        "<b>LSTM</b><br>forget f", "<b>GRU</b><br>update z",
        "<b>LSTM</b><br>input i", "<b>GRU</b><br>1 − update z",
        "<b>LSTM</b><br>output o", "<b>GRU</b><br>reset r",
    ]  # fmt: skip


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


def test_perturbation_rows_begin_at_the_change_and_leave_zeros_off_a_logarithmic_scale() -> None:
    curves = {"LSTM h": ("lstm", np.array([0.0, 0.0, 0.5, 0.0, 0.25]))}
    rows = statistics.perturbation_rows(curves, 2, logarithmic=True)
    assert [(row["step"], row["distance"]) for row in rows] == [(3, 0.5), (5, 0.25)]
    assert [row["step"] for row in statistics.perturbation_rows(curves, 2, logarithmic=False)] == [3, 4, 5]


def test_share_segments_fill_the_bar_in_the_order_of_the_inputs() -> None:
    rows = statistics.share_rows({"RNN": np.array([0.0, 0.25, 0.75])}, ("A", "x", "y"))
    assert [(row["step"], row["token"], row["from"], row["to"]) for row in rows] == [
        (2, "x", 0.0, 0.25), (3, "y", 0.25, 1.0),
    ]  # fmt: skip


def test_units_at_one_place_are_one_larger_point() -> None:
    gates = {"forget_gate": (np.array([1.0, 1.0, 0.5]), np.array([0.0, 0.0, 0.25]))}
    rows = statistics.gate_rows(gates, {"forget_gate": "forget gate"})
    assert [(row["open"], row["closed"], row["units"]) for row in rows] == [(1.0, 0.0, 2), (0.5, 0.25, 1)]


def test_gap_rows_are_mean_and_range_over_seeds() -> None:
    (row, _) = statistics.gap_rows({"rnn": np.array([[0.5, 1.0], [0.5, 0.5]])}, (5, 10), {"rnn": "RNN"})
    assert (row["gap"], row["mean"], row["low"], row["high"], row["seeds"]) == (5, 0.75, 0.5, 1.0, 2)


@pytest.mark.parametrize("live", [(), (("rnn", 5, 0.9),)])
def test_the_gap_chart_has_diamonds_only_for_live_runs(live: tuple[tuple[str, int, float], ...]) -> None:
    chart = statistics.accuracy_against_gap(
        {"rnn": np.ones((2, 3))}, (5, 10), {"rnn": "RNN"}, {"rnn": "rnn"}, chosen=5, live=live, t=t
    )
    marks = [layer["mark"] for layer in chart.to_dict()["layer"]]
    assert sum(mark.get("shape") == "diamond" for mark in marks) == len(live)


def test_every_chart_is_valid() -> None:
    curves = {"LSTM h": ("lstm", np.ones(4)), "LSTM c": ("lstm", np.ones(4))}
    gates = {"reset_gate": (np.zeros(3), np.ones(3))}
    charts = (
        statistics.perturbation(curves, 0, logarithmic=True, t=t),
        statistics.input_shares({"LSTM": np.full(4, 0.25)}, tuple("Axyz"), t=t),
        statistics.gate_saturation(gates, {"reset_gate": "reset gate"}, title="GRU", t=t),
        statistics.convention_difference(np.array([0.0, 1e-16, 0.5]), t=t),
    )
    for chart in charts:
        assert json.loads(chart.to_json())["height"] > 0
