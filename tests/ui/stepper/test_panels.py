import numpy as np
import pytest

import engine
from tests.ui.stepper.runs import FEATURES, panel_of, recorded
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


def test_a_projected_state_is_refused() -> None:
    network = engine.network("lstm", 2, 4, proj_size=2)
    with pytest.raises(ValueError, match="projection"):
        build_panel(network, engine.record(network, np.ones((3, 1, 2))))
