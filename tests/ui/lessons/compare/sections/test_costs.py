"""What a lecture says has its name, and what was measured here has its numbers."""

import re

import pytest

from engine.networks.cost import StepTime, multiply_adds
from ui.lessons.compare.run import sizes
from ui.lessons.compare.sections.costs import cost_verdict, heading, row, time_verdict
from ui.look.cells import CELLS


def test_the_lecture_is_named() -> None:
    said = time_verdict(None)
    assert "Ulyankin" in said
    assert "Recurrent neural networks" in said
    assert "20–50 % faster" in said


def test_a_row_counts_and_has_a_time_only_when_measured() -> None:
    assert row("lstm", 16, 6, None) == "| **LSTM**, 16 | 1,536 | 1,456 | — |"
    times = {"rnn": StepTime(2.0, 2.0, 2.0), "lstm": StepTime(3.0, 3.0, 3.0)}
    assert row("lstm", 16, 6, times).endswith("| 1.50 |")
    titles, rule = heading()
    assert titles.count("|") == rule.count("|") == row("rnn", 2, 6, None).count("|")


def test_whichever_is_quicker_is_said_to_be() -> None:
    slow_gru = {"lstm": StepTime(1.0, 0.9, 1.0), "gru": StepTime(3.0, 2.9, 3.0), "rnn": StepTime(1.0, 1.0, 1.0)}
    assert "**3.0 times as long**" in time_verdict(slow_gru)
    quick_gru = {"lstm": StepTime(2.0, 1.9, 2.0), "gru": StepTime(1.5, 1.4, 1.5), "rnn": StepTime(1.0, 1.0, 1.0)}
    assert "25 % less time" in time_verdict(quick_gru)
    overlapping = {"lstm": StepTime(2.0, 1.0, 2.0), "gru": StepTime(1.5, 1.4, 1.5), "rnn": StepTime(1.0, 1.0, 1.0)}
    assert "rounds overlap" in time_verdict(overlapping)


@pytest.mark.parametrize("units", [1, 2, 8, 32])
@pytest.mark.parametrize("features", [1, 6, 30])
def test_what_it_costs_is_counted(units: int, features: int) -> None:
    said = cost_verdict(units, features)
    gru, rnn = (float(found) for found in re.findall(r"(\d+\.\d\d) times", said))
    adds = {kind: multiply_adds(CELLS[kind].engine, features, units) for kind in ("lstm", "gru", "rnn")}
    assert gru == pytest.approx(adds["lstm"] / adds["gru"], abs=0.005)
    assert rnn == pytest.approx(adds["lstm"] / adds["rnn"], abs=0.005)
    equal = sizes("parameters", units, features)
    assert f"the RNN gets {equal['rnn']} units for the LSTM's {units}," in said
    costs = [multiply_adds(CELLS[kind].engine, features, size) for kind, size in equal.items()]
    within = int(re.findall(r"within (\d+) %", said)[0])
    assert (within - 1) / 100 < max(costs) / min(costs) - 1 <= within / 100
