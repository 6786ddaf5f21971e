import base64
import dataclasses
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from tests.ui.stepper.runs import panel_of
from ui.stepper import Figure, Panel, StepperPayload, browser_data
from ui.stepper.payload import pack, unpack

ANY_ARRAY = arrays_of.arrays(np.float64, arrays_of.array_shapes(min_dims=1, max_dims=2, max_side=5))


def panel(**arrays: np.ndarray) -> Panel:
    return Panel(cell="lstm", title="LSTM", units=2, arrays=arrays)


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), ANY_ARRAY, min_size=1), min_size=1, max_size=3))
def test_every_number_comes_out_as_it_went_in(contents: list[dict[str, np.ndarray]]) -> None:
    panels = tuple(panel(**arrays) for arrays in contents)
    described, values = pack(panels)
    for one, before in zip(described, panels, strict=True):
        after = unpack(one, values)
        assert list(after) == list(before.arrays)
        for name, array in before.arrays.items():
            np.testing.assert_array_equal(after[name], array)  # NaN and infinity included


def test_transposed_arrays_are_packed_row_by_row() -> None:
    across = np.arange(6.0).reshape(2, 3).T
    described, values = pack((panel(a=across),))
    np.testing.assert_array_equal(unpack(described[0], values)["a"], across)


def test_the_key_follows_the_content_and_not_the_place() -> None:
    numbers = np.ones((3, 2))
    one = StepperPayload(steps=3, panels=(panel(hidden=numbers),), step=0)
    assert one.at(2, 1).key == one.key
    assert (one.at(2, 1).step, one.at(2, 1).unit) == (2, 1)
    assert dataclasses.replace(one, step=1).key == one.key
    assert dataclasses.replace(one, panels=(panel(hidden=numbers * (1 + 1e-15)),)).key != one.key
    assert dataclasses.replace(one, notes=("a", "", "")).key != one.key


def test_a_figure_leaves_its_template_and_keeps_its_data() -> None:
    heat = np.arange(6, dtype=np.float32).reshape(2, 3)
    figure = Figure("column", "", go.Figure(go.Heatmap(z=heat), layout={"meta": {"time": {"axis": "x", "first": 1}}}))
    plain = json.loads(json.dumps(figure.figure))
    assert "template" not in plain["layout"]
    assert plain["layout"]["meta"]["time"] == {"axis": "x", "first": 1}
    packed = plain["data"][0]["z"]
    values = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"]).reshape(heat.shape)
    np.testing.assert_array_equal(values, heat)


def test_a_nan_is_never_written_as_bare_json() -> None:
    broken = panel_of("lstm")
    arrays = dict(broken.arrays) | {"hidden": np.full_like(broken.arrays["hidden"], np.nan)}
    figure = Figure("column", "", go.Figure(go.Scatter(y=[1.0, float("nan"), float("inf")])))
    payload = StepperPayload(steps=7, figures=(figure,), panels=(dataclasses.replace(broken, arrays=arrays),))
    json.dumps(browser_data(payload), allow_nan=False)


def test_the_browser_gets_everything_it_reads() -> None:
    payload = StepperPayload(steps=7, panels=(panel_of("gru"),), step=3, unit=1, tokens=tuple("abcdefg"))
    data = browser_data(payload)
    assert data["steps"] == 7
    assert not {"step", "unit"} & set(data), "the place travels by itself, so that a rest leaves this as it is"
    assert data["assets"]["plotly"].endswith("plotly.min.js")
    (one,) = data["panels"]
    assert one["diagram"].startswith("<svg")
    assert one["titles"]["update_gate"] == "update gate"
    assert {"rows", "caption"} == set(one["equations"])


def test_a_cell_without_a_drawing_still_has_its_numbers() -> None:
    (one,) = browser_data(StepperPayload(steps=7, panels=(panel_of("elman_skip"),)))["panels"]
    assert one["equations"] is one["narration"] is one["diagram"] is None
    assert "hidden" in one["arrays"]
    assert one["titles"]["hidden"] == "hidden state"


def test_what_cannot_be_stepped_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        StepperPayload(steps=0)
    twice = (Figure("column", "", go.Figure()), Figure("column", "", go.Figure()))
    with pytest.raises(ValueError, match="share a name"):
        StepperPayload(steps=1, figures=twice)
