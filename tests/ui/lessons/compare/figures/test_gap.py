"""The chart of the study: who learned, how soon, from how many seeds."""

from typing import Any

import numpy as np
import pytest

from ui.lessons.compare.figures.gap import BAND, Line, gap_rows, steps_against_gap

KINDS = {"rnn": "rnn", "gru_keep": "gru"}
WORDS = {"rnn": "RNN", "gru_keep": "GRU, b = 3"}


def line(variant: str, gap: int, *runs: tuple[int, bool]) -> Line:
    return Line(variant, gap, np.array([steps for steps, _ in runs]), np.array([solved for _, solved in runs]))


LINES = [line("rnn", 5, (50, True), (2000, False), (50, True), (2000, True)), line("gru_keep", 5, *[(25, True)] * 4)]


def chart(live: tuple[Line, ...] = ()) -> Any:
    return steps_against_gap(
        LINES, (5,), WORDS, KINDS, budget=2000, chosen=5, live=live, t=lambda text, **values: text.format(**values)
    ).to_dict()


def test_slow_and_not_within_the_budget_stand_apart() -> None:
    rows = gap_rows(LINES, KINDS, WORDS, 2000)
    assert [(row["cell"], row["at"], row["learned"], row["seeds"]) for row in rows] == [
        ("rnn", 50, True, 2), ("rnn", BAND * 2000, False, 1), ("rnn", 2000, True, 1), ("gru", 25, True, 4),
    ]  # fmt: skip


def test_every_row_says_how_many_of_how_many_seeds_learned() -> None:
    axes = [layer["encoding"]["y"]["axis"] for layer in chart()["layer"] if "y" in layer["encoding"]]
    (right,) = [axis for axis in axes if axis and axis["orient"] == "right"]
    assert '"5|rnn": "3/4"' in right["labelExpr"]
    assert '"5|gru_keep": "4/4"' in right["labelExpr"]
    (left,) = [axis for axis in axes if axis and axis["orient"] == "left"]
    assert '"5|gru_keep": "GRU, b = 3"' in left["labelExpr"]
    assert '"5|": "gap 5"' in left["labelExpr"]


def test_learned_or_not_is_told_by_shape() -> None:
    marks = [layer["mark"] for layer in chart()["layer"] if layer["mark"]["type"] == "point"]
    assert [mark["shape"] for mark in marks] == ["circle", "cross"]


@pytest.mark.parametrize("live", [(), (line("rnn", 5, (75, True)),)])
def test_there_are_diamonds_only_for_what_was_trained_here(live: tuple[Line, ...]) -> None:
    shapes = [layer["mark"].get("shape") for layer in chart(live)["layer"]]
    assert shapes.count("diamond") == len(live)
