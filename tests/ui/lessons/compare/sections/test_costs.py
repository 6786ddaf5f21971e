"""What a lecture says has its name, and what was measured here has its numbers."""

from engine.networks.cost import StepTime
from ui.lessons.compare.sections.costs import heading, row, time_verdict


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
