"""Accuracy against data: dots are networks, lines their medians."""

import numpy as np

from ui.lessons.compare.figures.data import accuracy_against_data, median_rows, seed_rows

ACCURACIES = {"lstm": np.array([[0.5, 0.7, 0.9], [1.0, 1.0, 1.0]]), "gru": np.array([[0.4, 0.8, 0.9], [1.0, 0.9, 1.0]])}


def test_dots_of_one_size_stand_beside_each_other_and_lines_at_the_size_itself() -> None:
    dots = seed_rows(ACCURACIES, (2, 64), (0, 1, 2))
    assert len(dots) == 12
    lstm, gru = (next(row["at"] for row in dots if row["cell"] == cell and row["size"] == 64) for cell in ACCURACIES)
    assert lstm < 64 < gru
    assert [row["accuracy"] for row in dots if row["seed"] == 1] == [0.7, 1.0, 0.8, 0.9]
    assert [(row["cell"], row["size"], row["accuracy"]) for row in median_rows(ACCURACIES, (2, 64))] == [
        ("lstm", 2, 0.7), ("lstm", 64, 1.0), ("gru", 2, 0.8), ("gru", 64, 1.0)
    ]  # fmt: skip


def test_the_chart_is_valid_and_shows_every_network() -> None:
    words = {"lstm": "LSTM", "gru": "GRU"}
    chart = accuracy_against_data(ACCURACIES, words, (2, 64), (0, 1, 2), t=lambda text, **_: text).to_dict()
    low, high = chart["layer"][1]["encoding"]["y"]["scale"]["domain"]
    assert low <= 0.4
    assert high == 1.0
