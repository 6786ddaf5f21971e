"""The difference of two conventions, down to rounding."""

import numpy as np

from ui.lessons.compare.figures.conventions import convention_difference, convention_rows


def test_zeros_have_no_place_on_a_logarithmic_scale() -> None:
    rows = convention_rows(np.array([0.0, 1e-16, 0.5]))
    assert [(row["step"], row["difference"]) for row in rows] == [(2, 1e-16), (3, 0.5)]


def test_the_chart_is_valid_and_reaches_its_smallest_number() -> None:
    chart = convention_difference(np.array([0.0, 1e-18, 0.5]), t=lambda text, **_: text).to_dict()
    assert chart["encoding"]["y"]["scale"]["domain"][0] == 1e-18
