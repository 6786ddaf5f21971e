import numpy as np
import pytest

import engine
from engine import losses
from tests.ui.stepper.runs import FEATURES, panel_of, recorded
from ui.figures.part import PROJECTED
from ui.stepper import build_panel

PLACES = [(layer, direction, batch) for layer in (0, 1) for direction in (0, 1) for batch in (0, 1)]


@pytest.mark.parametrize(("layer", "direction", "batch"), PLACES)
@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_a_panel_holds_the_recorded_numbers_of_its_place(cell: str, layer: int, direction: int, batch: int) -> None:
    network, trace = recorded(cell, layers=2, bidirectional=True)
    panel = build_panel(network, trace, features=FEATURES, layer=layer, direction=direction, batch=batch)
    for name, values in trace.signals.items():
        np.testing.assert_array_equal(panel.arrays[name], values[layer, direction, :, batch])
    for name in engine.cells.get(cell).state:
        np.testing.assert_array_equal(
            panel.arrays[f"gradient:{name}"], trace.gradients[name][layer, direction, :, batch]
        )
        np.testing.assert_array_equal(
            panel.arrays[f"{name}_initial"], trace.initial_state[name][layer, direction, batch]
        )
    np.testing.assert_array_equal(panel.arrays["weight_hh"], network.layer(layer, direction).weight_hh)
    assert panel.reverse == bool(direction)
    assert len(panel.features) == panel.arrays["weight_ih"].shape[1] == panel.arrays["inputs"].shape[1]


@pytest.mark.parametrize(("layer", "direction", "batch"), PLACES)
def test_the_parts_of_a_sum_make_up_the_recorded_sum(layer: int, direction: int, batch: int) -> None:
    elman = panel_of("elman_relu", layer=layer, direction=direction, batch=batch).arrays
    parts = elman["hidden_from_input"] + elman["hidden_from_state"] + elman["hidden_bias"]
    np.testing.assert_allclose(parts, elman["hidden_preactivation"], atol=1e-12)
    gru = panel_of("gru", layer=layer, direction=direction, batch=batch).arrays
    parts = gru["candidate_from_input"] + gru["reset_gate"] * gru["candidate_from_state"]
    np.testing.assert_allclose(parts, gru["candidate_preactivation"], atol=1e-12)


def test_a_network_without_biases_has_biases_of_zero_on_show() -> None:
    network = engine.network("gru", 2, 3, bias=False)
    panel = build_panel(network, engine.record(network, np.ones((4, 1, 2))), features=("a", "b"))
    assert not panel.arrays["bias_ih"].any()
    assert panel.arrays["bias_hh"].shape == (9,)
    assert "gradient:hidden" not in panel.arrays


def test_one_step_and_one_unit_are_enough() -> None:
    network, trace = recorded("lstm", steps=1, units=1)
    assert build_panel(network, trace, features=FEATURES).arrays["hidden"].shape == (1, 1)


@pytest.mark.parametrize("units", [(), (3, 1, 0)])
def test_a_projected_state_has_a_name_of_its_own_and_neither_diagram_nor_equations(units: tuple[int, ...]) -> None:
    network = engine.network("lstm", 5, 4, num_layers=2, proj_size=2)
    trace = engine.record(network, np.ones((6, 1, 5)), losses.last_step())
    for diagram, equations in ((True, False), (False, True)):
        with pytest.raises(ValueError, match="projection"):
            build_panel(network, trace, units=units, diagram=diagram, equations=equations)
    panel = build_panel(network, trace, layer=1, units=units, diagram=False, equations=False)
    np.testing.assert_array_equal(panel.arrays[PROJECTED], trace["hidden"][1, 0, :, 0])
    np.testing.assert_array_equal(panel.arrays["cell"], trace["cell"][1, 0, :, 0][:, units or slice(None)])
    of_no_unit = {name for name, values in panel.arrays.items() if values.shape[-1] != (len(units) or 4)}
    assert of_no_unit == {"inputs", PROJECTED}
    assert not {"hidden", "hidden_initial", "gradient:hidden"} & set(panel.arrays)
    assert panel.features == ("h1", "h2")


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru", "gru_reset_before"])
def test_of_some_units_the_sums_still_add_up_over_all(cell: str) -> None:
    network, trace = recorded(cell, layers=2, bidirectional=True)
    units = (3, 0, 4)
    panel = build_panel(network, trace, layer=1, direction=1, units=units)
    whole = build_panel(network, trace, layer=1, direction=1)
    assert (panel.units, panel.names, panel.single) == (3, (4, 1, 5), True)
    for name in ("hidden", "gradient:hidden", "hidden_initial"):
        np.testing.assert_array_equal(panel.arrays[name], whole.arrays[name][..., units])
    np.testing.assert_array_equal(panel.arrays["all:hidden"], whole.arrays["hidden"])
    before = np.concatenate((panel.arrays["all:hidden"][1:], panel.arrays["all:hidden_initial"][None]))
    if cell == "gru_reset_before":
        before = before * panel.arrays["all:reset_gate"]
    last = slice(-len(units), None)  # the candidate's rows, or the only ones
    past = before @ panel.arrays["weight_hh"][last].T + panel.arrays["bias_hh"][last]
    if cell == "gru":
        past = past * panel.arrays["reset_gate"]
    block = engine.cells.get(cell).blocks[-1]
    total = panel.arrays["inputs"] @ panel.arrays["weight_ih"][last].T + panel.arrays["bias_ih"][last] + past
    np.testing.assert_allclose(total, panel.arrays[f"{block}_preactivation"], atol=1e-12)
    bare = build_panel(network, trace, layer=1, direction=1, units=units, sums=False)
    assert not {"weight_hh", "all:hidden"} & set(bare.arrays)
