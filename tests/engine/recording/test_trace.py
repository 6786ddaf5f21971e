"""A trace is one frozen, self-describing object."""

from __future__ import annotations

import dataclasses
import pickle
from math import inf
from typing import Any

import numpy as np
import pytest
import xarray

import engine
from engine import Trace, cells, losses
from engine.cells.base import Array
from engine.recording.nonfinite import NonFinite
from tests.engine.examples import numbers, small_network


def recorded(cell: str = "lstm", **options: Any) -> Trace:
    network = engine.network(cell, 3, 4, **options)
    return engine.record(network, numbers(5, 2, 3).numpy(), losses.last_step())


def with_hidden_gradient(trace: Trace, gradient: Array) -> Trace:
    """The same trace with other gradients (1, 1, T, B, H)."""
    part = dataclasses.replace(trace.part(), gradients={"hidden": gradient[0, 0]})
    return dataclasses.replace(trace, parts={(0, 0): part})


def test_every_array_has_the_five_axes() -> None:
    trace = recorded(num_layers=3, bidirectional=True)
    for arrays in (trace.signals, trace.gradients, trace.direct_gradients):
        assert {values.shape for values in arrays.values()} == {(3, 2, 5, 2, 4)}
    assert list(trace.signals) == list(trace.gradients)
    assert list(trace.direct_gradients) == ["hidden"]
    assert (trace.inputs.shape, trace.outputs.shape) == ((5, 2, 3), (5, 2, 8))
    assert {name: part.shape for name, part in trace.initial_state.items()} == {
        "hidden": (3, 2, 2, 4),
        "cell": (3, 2, 2, 4),
    }
    assert (trace.layers, trace.directions, trace.steps) == (3, 2, 5)
    np.testing.assert_array_equal(trace["cell"], trace.signals["cell"])


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}], ids=str)
def test_nothing_in_it_can_be_changed_even_after_pickling(options: dict[str, Any]) -> None:
    trace = recorded(**options)
    copy: Trace = pickle.loads(pickle.dumps(trace))
    for one in (trace, copy):
        arrays = [one.inputs, one.outputs, *one.network.weights.values()]
        mappings = [one.signals, one.gradients, one.direct_gradients, one.initial_state]
        for part in one.parts.values():
            mappings += [part.signals, part.gradients, part.direct_gradients, part.initial_state]
            arrays += [part.inputs, part.weights.weight_ih, part.weights.weight_hh]
        for mapping in mappings:
            arrays.extend(mapping.values())
            with pytest.raises(TypeError):
                mapping["hidden"] = np.zeros(1)  # type: ignore[index]
        for array in arrays:
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0.0
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.loss = 1.0  # type: ignore[misc]


def test_it_survives_pickling_whole() -> None:
    trace = recorded(num_layers=2)
    copy = pickle.loads(pickle.dumps(trace))
    assert (copy.cell, copy.loss) == (trace.cell, trace.loss)
    for name, values in trace.signals.items():
        np.testing.assert_array_equal(copy[name], values)
        np.testing.assert_array_equal(copy.gradients[name], trace.gradients[name])
    assert trace == trace
    assert copy != trace, "traces are compared by identity"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="forget_gate"):
        recorded("gru")["forget_gate"]
    with pytest.raises(KeyError, match=r"reset_gate.*update_gate"):
        recorded("gru").describe("forget_gate")


def test_describe_labels_a_figure() -> None:
    signal = recorded().describe("forget_gate")
    assert (signal.symbol, signal.title, signal.kind, signal.low, signal.high) == ("f_t", "forget gate", "gate", 0, 1)
    assert signal.equation == r"f_t = \sigma(V_f x_t + W_f h_{t-1} + b_f)"
    assert recorded().describe("hidden").high == 1
    projected = recorded(proj_size=2).describe("hidden")
    assert (projected.low, projected.high) == (-inf, inf)
    assert projected.equation == r"h_t = W_{hr} \left(o_t \circ \tanh(c_t)\right)"


def test_run_gives_a_direction_in_its_own_order() -> None:
    trace = recorded(num_layers=2, bidirectional=True)
    for layer in range(2):
        for direction in range(2):
            turn = slice(None, None, -1 if direction else 1)
            part = trace.parts[layer, direction]
            signals, state = part.run()
            np.testing.assert_array_equal(signals["cell"], trace["cell"][layer, direction, turn])
            np.testing.assert_array_equal(part.run_gradients()["cell"], trace.gradients["cell"][layer, direction, turn])
            assert [values.shape for values in state] == [(2, 4), (2, 4)]
            below = trace.inputs if layer == 0 else np.concatenate(list(trace["hidden"][0]), axis=-1)
            np.testing.assert_array_equal(part.inputs, below)
            np.testing.assert_array_equal(part.in_order(part.inputs), below[turn])


def test_norms_are_euclidean_and_true_far_below_the_square_root_of_the_smallest_number() -> None:
    trace = recorded()
    expected = np.linalg.norm(trace.gradients["cell"], axis=-1)
    np.testing.assert_allclose(trace.gradient_norms("cell"), expected, rtol=1e-12)
    np.testing.assert_allclose(trace.gradient_norms(), np.linalg.norm(trace.gradients["hidden"], axis=-1), rtol=1e-12)
    assert trace.gradient_norms().shape == (1, 1, 5, 2)
    for scales in ([0.0, 1e-300, 1e-180, 1.0, 2.0], [1.0, 2.0, 3.0, 4.0, 1e200]):
        gradient = np.ones((1, 1, 5, 2, 4)) * np.array(scales)[:, None, None]
        extreme = with_hidden_gradient(trace, gradient)
        np.testing.assert_allclose(extreme.gradient_norms()[0, 0, :, 0], 2 * np.array(scales), rtol=1e-12)
    broken = with_hidden_gradient(trace, np.full((1, 1, 5, 2, 4), np.nan))
    assert np.isnan(broken.gradient_norms()).all()


def test_the_first_nonfinite_value_is_found_in_the_order_of_computation() -> None:
    assert recorded().first_nonfinite is None
    inputs = numbers(6, 2, 3).numpy()
    inputs[2, 1, 0] = inputs[4, 0, 0] = np.nan
    trace = engine.record(small_network("lstm"), inputs)
    assert trace.first_nonfinite == NonFinite("input_gate_preactivation", 0, 0, 2, 1, 0)
    backward = {
        name: weight if name.endswith("reverse") else 0 * weight
        for name, weight in small_network("gru", bidirectional=True).weights.items()
    }
    inputs[2, 1, 0] = 0.0
    both = engine.record(engine.Network("gru", backward, 3, 4, bidirectional=True), inputs)
    # the backward direction meets index 4 at its second step, before the forward one does
    assert both.first_nonfinite == NonFinite("reset_gate_preactivation", 0, 1, 4, 0, 0)


def test_gradients_that_overflow_are_flagged_where_it_begins() -> None:
    weights = {"weight_ih_l0": np.zeros((1, 1)), "weight_hh_l0": np.array([[1e60]])}
    network = engine.Network("elman_linear", weights, 1, 1, bias=False)
    trace = engine.record(network, np.zeros((8, 1)), losses.unit_at_step(0, 7))
    assert trace.first_nonfinite == NonFinite("gradient:hidden", 0, 0, 1, 0, 0)
    assert trace.gradients["hidden"][0, 0, 2, 0, 0] == pytest.approx(1e300)


@pytest.mark.parametrize("options", [{}, {"proj_size": 2}, {"num_layers": 2, "bidirectional": True}], ids=str)
def test_to_xarray_names_every_axis(options: dict[str, Any]) -> None:
    trace = recorded(**options)
    data = trace.to_xarray()
    assert isinstance(data, xarray.Dataset)
    for name, values in trace.signals.items():
        assert data[name].dims[:4] == ("layer", "direction", "time", "batch")
        np.testing.assert_array_equal(data[name].values, values)
        np.testing.assert_array_equal(data[f"gradient_{name}"].values, trace.gradients[name])
    assert data["forget_gate"].attrs["symbol"] == "f_t"
    assert data["gradient_forget_gate"].attrs["symbol"] == "∂L/∂f_t"
    assert data["direct_gradient_hidden"].shape == trace["hidden"].shape
    assert data.attrs == {"cell": "lstm", "loss": trace.loss}
    assert data.sel(direction="forward")["outputs"].shape == trace.outputs.shape


@pytest.mark.parametrize("cell", cells.names())
def test_to_xarray_knows_every_signal_of_every_cell(cell: str) -> None:
    trace = recorded(cell)
    data = trace.to_xarray()
    for signal in cells.get(cell).signals:
        assert data[signal.name].dims == ("layer", "direction", "time", "batch", "unit")
        assert data[signal.name].attrs["equation"] == signal.equation
        np.testing.assert_array_equal(data[f"gradient_{signal.name}"].values, trace.gradients[signal.name])


def test_its_name_on_a_prompt_is_short() -> None:
    assert "layer 1, direction 1, time 5, batch 2, unit 4" in repr(recorded())
    assert len(repr(recorded())) < 400
