"""A point of the gates' chart is a unit, or several."""

import numpy as np

from ui.lessons.compare.figures.gates import SHAPES, gate_rows, gate_saturation
from ui.look.charts import NAMES


def test_units_at_one_place_are_one_larger_point() -> None:
    rows = gate_rows({"forget_gate": (np.array([1.0, 1.0, 0.5]), np.array([0.0, 0.0, 0.25]))})
    assert [(row["open"], row["closed"], row["units"]) for row in rows] == [(1.0, 0.0, 2), (0.5, 0.25, 1)]


def test_the_chart_is_valid_and_a_gate_has_a_shape_of_its_own() -> None:
    gates = {name: (np.zeros(3), np.ones(3)) for name in ("input_gate", "forget_gate", "output_gate")}
    chart = gate_saturation(gates, {name: name for name in gates}, title="LSTM", t=lambda text, **_: text).to_dict()
    shapes = chart["layer"][1]["encoding"]["shape"]["scale"]["range"]
    assert len({shapes[NAMES.index(name)] for name in gates}) == 3
    assert {name for name in NAMES if name.endswith("_gate")} == set(SHAPES)
