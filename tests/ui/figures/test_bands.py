"""Units in an order and in bands, judged against numpy unit by unit."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

import engine
from engine import cells, losses, tasks
from ui.figures.bands import MOST_ROWS, Bands, ordered, orders
from ui.figures.moment import moment
from ui.figures.part import PROJECTED, Part
from ui.figures.time_column import signal_rows, time_column
from ui.words import t

SEQUENCE = tasks.latch(9)
FORGET, CELL = (next(one for one in cells.get("lstm").signals if one.name == name) for name in ("forget_gate", "cell"))


def run(units: int, cell: str = "lstm", layers: int = 1) -> engine.Trace:
    network = engine.network(cell, SEQUENCE.inputs.shape[2], units, num_layers=layers, seed=4)
    return engine.record(network, SEQUENCE.inputs, losses.every_step())


@pytest.mark.parametrize(("units", "size", "rows"), [(3, 1, 3), (64, 1, 64), (65, 2, 33), (100, 2, 50), (512, 8, 64)])
def test_bands_hold_every_unit_once_in_its_order(units: int, size: int, rows: int) -> None:
    order = tuple(np.random.default_rng(units).permutation(units).tolist())
    bands = Bands.of_all(order)
    assert (bands.size, len(bands.rows)) == (size, rows)
    assert len(bands.rows) <= MOST_ROWS
    assert tuple(unit for row in bands.rows for unit in row) == order


def test_a_row_is_called_by_the_numbers_of_its_units() -> None:
    assert Bands((2, 0, 1)).names == ["3", "1", "2"]
    assert Bands((0, 1, 2, 3, 9, 4, 7), 3).names == ["1–3", "4, 10, 5", "8"]
    assert Bands(tuple(range(20))[::-1], 10).names[0] == "20, 19, 18, 17, 16, 15, 14, 13, …"


def test_a_band_shows_the_mean_of_a_gate_and_of_a_state_the_value_of_the_largest_size() -> None:
    values = np.random.default_rng(0).standard_normal((6, 7))
    bands = Bands((6, 1, 4, 0, 2, 3, 5), 3)
    for row, units in enumerate(bands.rows):
        of_row = values[:, list(units)]
        np.testing.assert_allclose(bands.shown(FORGET, values)[:, row], of_row.mean(axis=1))
        largest = of_row[np.arange(6), np.abs(of_row).argmax(axis=1)]
        np.testing.assert_array_equal(bands.shown(CELL, values)[:, row], largest)
    assert (bands.shown(CELL, values) < 0).any()


def test_what_is_no_number_in_a_unit_is_none_in_its_band() -> None:
    values = np.zeros((2, 4))
    values[0, 1], values[1, 2] = np.nan, -np.inf
    for signal in (FORGET, CELL):
        shown = Bands((0, 1, 2, 3), 2).shown(signal, values)
        assert np.isnan(shown).tolist() == [[True, False], [False, False]]
        assert shown[1, 1] == -np.inf


def test_units_are_ordered_by_what_they_do_over_the_run() -> None:
    trace, part = run(12, layers=2), Part(layer=1)
    hidden, forget = (np.abs(trace[name][1, 0, :, 0]).mean(axis=0) for name in ("hidden", "forget_gate"))
    assert ordered(trace, part, "index") == tuple(range(12))
    assert ordered(trace, part, "activity") == tuple(sorted(range(12), key=lambda unit: -hidden[unit]))
    assert ordered(trace, part, "openness") == tuple(sorted(range(12), key=lambda unit: -forget[unit]))
    assert len({ordered(trace, part, by) for by in orders("lstm")}) == 3
    assert "openness" not in list(orders("elman"))
    update = run(5, "gru")["update_gate"][0, 0, :, 0].mean(axis=0)
    assert ordered(run(5, "gru"), Part(), "openness") == tuple(np.argsort(-update))


def test_a_unit_that_is_no_number_comes_last() -> None:
    module = torch.nn.RNN(1, 3, bias=False)
    with torch.no_grad():
        dict(module.named_parameters())["weight_ih_l0"].copy_(torch.tensor([[1.0], [torch.nan], [2.0]]))
    trace = engine.record(module, np.array([[[1.0]]]))
    assert ordered(trace, Part(), "activity") == (2, 0, 1)


def test_heatmaps_show_the_bands_and_all_else_is_of_all_units() -> None:
    trace = run(130)
    bands = Bands.of_all(ordered(trace, Part(), "activity"))
    part = Part(units=tuple(row[0] for row in bands.rows))
    column = partial(time_column, trace, SEQUENCE, None, unit=0, t=t)
    figure = column(part=part, bands=bands).figure()
    drawn = {one.meta["row"]: one for one in figure.data if one.meta and "row" in one.meta}
    everything = trace["forget_gate"][0, 0, :, 0]
    np.testing.assert_array_equal(drawn["forget_gate"].z, bands.shown(FORGET, everything).T)
    axis = figure.layout[drawn["forget_gate"].yaxis.replace("y", "yaxis")]
    assert list(axis.ticktext) == bands.names
    whole = {one.name: one.y for one in column().figure().data}
    banded = {one.name: one.y for one in figure.data}
    np.testing.assert_array_equal(banded["‖∂L/∂hₜ‖"], whole["‖∂L/∂hₜ‖"])
    np.testing.assert_array_equal(figure.data[0].z[0], trace["cell"][0, 0, :, 0, part.units[0]])


def test_rows_in_an_order_say_which_unit_each_is() -> None:
    trace, order = run(4), (2, 0, 3, 1)
    (row,) = signal_rows(trace, t, only=("cell",), bands=Bands(order))
    np.testing.assert_array_equal(row.traces[0]["z"].value, trace["cell"][0, 0, :, 0].T[list(order)])
    assert row.traces[0]["meta"]["order"].value == list(order)
    assert row.axis["ticktext"].value == ["3", "1", "4", "2"]


def test_some_units_are_called_by_their_numbers_in_the_layer() -> None:
    trace, part = run(6), Part(units=(4, 1))
    (row,) = signal_rows(trace, t, part=part, only=("cell",))
    np.testing.assert_array_equal(row.traces[0]["z"].value, trace["cell"][0, 0, :, 0].T[[4, 1]])
    assert row.axis["ticktext"].value == ["5", "2"]
    assert row.traces[0]["zmax"].value == max(1.0, np.abs(trace["cell"]).max()), "limits are those of all units"
    bars = moment(trace, 3, t=t, part=part).figure()
    assert list(bars.layout.xaxis.ticktext) == ["5", "2"]
    assert list(bars.data[0].y) == list(trace["forget_gate"][0, 0, 3, 0, [4, 1]])


def projected(units: int, size: int) -> engine.Trace:
    network = engine.network("lstm", SEQUENCE.inputs.shape[2], units, seed=4, proj_size=size)
    weights = {name: 4.0 * weight for name, weight in network.weights.items()}
    return engine.record(replace(network, weights=weights), SEQUENCE.inputs, losses.every_step())


@pytest.mark.parametrize(("units", "size"), [(6, 3), (100, 64), (100, 70)])
def test_a_projected_hidden_state_has_rows_of_its_own_and_none_is_the_chosen_unit_s(units: int, size: int) -> None:
    trace = projected(units, size)
    order = tuple(np.random.default_rng(0).permutation(units).tolist())
    bands = Bands.of_all(order)
    part = Part(units=tuple(row[0] for row in bands.rows))
    figure = time_column(trace, SEQUENCE, None, unit=0, t=t, part=part, bands=bands).figure()
    drawn = {heat.name: heat for heat in figure.data if heat.type == "heatmap"}
    hidden, cell = drawn["hidden state"], drawn["cell state"]
    assert cell.meta["units"]
    assert len(cell.z) == len(bands.rows)
    values = trace["hidden"][0, 0, :, 0]
    assert "units" not in hidden.meta
    assert "order" not in hidden.meta
    assert hidden.zmax == pytest.approx(np.abs(values).max())
    assert hidden.zmax > 1, "W_hr knows no ±1"
    if size <= MOST_ROWS:
        assert hidden.meta["signal"] == PROJECTED
        np.testing.assert_allclose(hidden.z, values.T, rtol=1e-6)
    else:
        assert "signal" not in hidden.meta
        pairs = np.stack((values[:, ::2], values[:, 1::2]))
        largest = np.take_along_axis(pairs, np.abs(pairs).argmax(axis=0)[None], axis=0)[0]
        np.testing.assert_allclose(hidden.z, largest.T, rtol=1e-6)
    followed = {line.meta["signal"] for line in figure.data if (line.meta or {}).get("follow") == "unit"}
    assert followed == {"forget_gate", "input_gate", "output_gate", "candidate", "cell"}
    (line,) = (line for line in figure.data if line.name == "‖∂L/∂hₜ‖")
    np.testing.assert_allclose(line.customdata, np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1))


def test_bars_of_a_projected_hidden_state_choose_no_unit_and_nothing_is_ordered_by_it() -> None:
    trace = projected(6, 3)
    bars = {bar.name: bar for bar in moment(trace, 4, t=t).figure().data}
    np.testing.assert_allclose(bars["hidden state"].y, trace["hidden"][0, 0, 4, 0])
    assert bars["hidden state"].meta == {"panel": 0, "signal": PROJECTED, "at": "step", "units": False}
    assert "units" not in bars["cell state"].meta
    assert list(orders("lstm", projected=True)) == ["index", "openness"]
    assert ordered(trace, Part(), "index") == tuple(range(6))
    with pytest.raises(ValueError, match="orders no units"):
        ordered(trace, Part(), "activity")
