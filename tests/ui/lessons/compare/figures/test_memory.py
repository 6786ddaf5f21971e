"""The charts of memory draw what was measured."""

import json

import numpy as np

from ui.lessons.compare.figures import memory


def t(sentence: str, **values: object) -> str:
    return sentence.format(**values)


def test_rows_begin_at_the_change_and_leave_zeros_off_a_logarithmic_scale() -> None:
    curves = {"lstm": np.array([0.0, 0.0, 0.5, 0.0, 0.25])}
    rows = memory.perturbation_rows(curves, 2, logarithmic=True)
    assert [(row["step"], row["distance"]) for row in rows] == [(3, 0.5), (5, 0.25)]
    assert [row["step"] for row in memory.perturbation_rows(curves, 2, logarithmic=False)] == [3, 4, 5]


def test_a_share_stands_between_the_least_and_the_greatest_of_all_runs() -> None:
    shares = {"rnn": np.array([[0.0, 0.25, 0.75], [0.5, 0.5, 0.0], [0.25, 0.0, 0.75]])}
    rows = memory.sensitivity_rows(shares, ("A", "x", "y"))
    assert [(row["step"], row["token"], row["low"], row["share"], row["high"]) for row in rows] == [
        (1, "A", 0.0, 0.0, 0.5), (2, "x", 0.0, 0.25, 0.5), (3, "y", 0.0, 0.75, 0.75),
    ]  # fmt: skip


def test_what_is_no_number_is_not_drawn() -> None:
    assert memory.sensitivity_rows({"rnn": np.array([[np.nan], [0.5]])}, ("A",)) == []


def test_both_charts_are_valid() -> None:
    states = {"lstm": "LSTM h", "lstm again": "LSTM c"}
    charts = (
        memory.perturbation(dict.fromkeys(states, np.ones(4)), states, 0, logarithmic=True, t=t),
        memory.perturbation(dict.fromkeys(states, np.ones(1)), states, 0, logarithmic=False, t=t),
        memory.sensitivity({"lstm": np.full((3, 4), 0.25)}, {"lstm": "LSTM"}, tuple("Axyz"), t=t),
    )
    for chart in charts:
        assert json.loads(chart.to_json())["height"] > 0
