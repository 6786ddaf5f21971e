"""Held signals: values and gradients of the changed run, against autograd through the same holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Hold, Network, cells, losses
from tests.engine.examples import numbers, oracle, small_network, states
from tests.engine.recording.held import (
    BATCH,
    SOME,
    STACKED,
    STEPS,
    UNITS,
    check,
    holdable,
    random_holds,
    recorded,
)
from tests.engine.torch_steps import FEW
from tests.engine.unrolled import CELLS


@pytest.mark.parametrize("options", [{}, STACKED, {"bias": False}], ids=str)
@pytest.mark.parametrize("cell", CELLS)
def test_every_signal_and_gradient_is_that_of_the_changed_run(cell: str, options: dict[str, Any]) -> None:
    for seed in range(4):
        network = small_network(cell, **options)
        holds = random_holds(network, seed)
        check(recorded(cell, holds, **options), holds)


@FEW
@given(cell=st.sampled_from(CELLS), seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_any_holds(cell: str, seed: int, count: int) -> None:
    holds = random_holds(small_network(cell, **STACKED), seed, count)
    trace = recorded(cell, holds, **STACKED)
    check(trace, holds)
    assert engine.verify(trace).largest < 1e-12


@pytest.mark.parametrize("cell", CELLS)
def test_each_signal_alone(cell: str) -> None:
    for name in holdable(cell):
        for steps in (None, [0], [STEPS - 1], slice(2, 4)):
            holds = [Hold(name, 0.5, steps=steps, units=[0, 2])]
            trace = recorded(cell, holds, num_layers=2)
            check(trace, holds)
            times = np.arange(STEPS) if steps is None else np.arange(STEPS)[steps]
            part, untouched = trace.part(), recorded(cell, [], num_layers=2).part()
            assert (part.signals[name][times][:, :, [0, 2]] == 0.5).all()
            before = slice(0, int(times.min()))
            np.testing.assert_array_equal(part.signals[name][before], untouched.signals[name][before])
            assert np.isnan(part.held[name]).sum() == part.held[name].size - len(times) * BATCH * 2
            if f"{name}_preactivation" in part.signals:
                assert (part.gradients[f"{name}_preactivation"][times][:, :, [0, 2]] == 0).all()


def units_of_measurement(cell: str) -> list[Hold]:
    """What an sLSTM measures its memory in is a constant of the run: hold it, at other values than its own."""
    if cell != "slstm":
        return []
    return [Hold("stabiliser", 0.1, layer=layer, direction=side) for layer in (0, 1) for side in (0, 1)]


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru", "slstm", "rg_lru"])
def test_the_gradient_at_a_held_place_is_what_dragging_it_would_do(cell: str) -> None:
    still = [*units_of_measurement(cell)]
    for name in holdable(cell):
        places: dict[str, Any] = {"steps": [1, 3], "units": [2]}

        def loss(value: float, name: str = name, places: dict[str, Any] = places) -> float:
            found = recorded(cell, [*still, Hold(name, value, **places)], **STACKED).loss
            assert found is not None
            return found

        trace = recorded(cell, [*still, Hold(name, 0.5, **places)], **STACKED)
        slope = (loss(0.5 + 1e-5) - loss(0.5 - 1e-5)) / 2e-5
        assert trace.parts[0, 0].gradients[name][[1, 3], :, 2].sum() == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_held_at_what_it_would_have_been_a_signal_changes_no_other_but_its_gradient_stops(cell: str) -> None:
    free = recorded(cell, [])
    for name in holdable(cell):
        value = float(free[name][0, 0, 3, 0, 1])
        held = recorded(cell, [Hold(name, value, steps=[3], units=[1], batch=[0])])
        for other, values in free.signals.items():
            np.testing.assert_array_equal(held[other], values)
        assert held.gradients[name][0, 0, 3, 0, 1] == pytest.approx(free.gradients[name][0, 0, 3, 0, 1], rel=1e-12)
        stops = (held.gradients["hidden"][0, 0, :3, 0] != free.gradients["hidden"][0, 0, :3, 0]).any()
        # what does not see the state stops nothing of what goes back through it, nor does a constant
        sees = name in (*cells.get(cell).state, *cells.get(cell).recurrent_blocks) and name != "stabiliser"
        assert stops == sees, name
        np.testing.assert_array_equal(held.gradients[name][0, 0, 4:], free.gradients[name][0, 0, 4:])


def test_where_two_holds_meet_the_later_one_counts() -> None:
    holds = [Hold("forget_gate", 0.25), Hold("forget_gate", 1.0, steps=SOME, units=[1])]
    trace = recorded("lstm", holds)
    check(trace, holds)
    gate = trace["forget_gate"][0, 0]
    assert (gate[2:, :, 1] == 1.0).all()
    assert (gate[:2] == 0.25).all()
    assert (gate[:, :, [0, 2, 3]] == 0.25).all()
    assert (recorded("lstm", holds[::-1])["forget_gate"] == 0.25).all()


def test_in_the_backward_direction_a_step_is_the_inputs_own_index() -> None:
    trace = recorded("gru", [Hold("update_gate", 1.0, steps=[1], direction=1)], bidirectional=True)
    backward, forward = trace.parts[0, 1], trace.parts[0, 0]
    assert (backward.signals["update_gate"][1] == 1.0).all()
    np.testing.assert_array_equal(backward.signals["hidden"][1], backward.signals["hidden"][2])
    assert not forward.held
    assert (backward.gradients["update_gate_preactivation"][1] == 0).all()


def test_a_gate_at_its_limit_lets_nothing_or_all_through() -> None:
    shut = recorded("lstm", [Hold("forget_gate", 0.0, steps=[3])])
    part = shut.part()
    product = part.signals["input_gate"][3] * part.signals["candidate"][3]
    np.testing.assert_array_equal(part.signals["cell"][3], product)
    kept = recorded("lstm", [Hold("forget_gate", 1.0), Hold("input_gate", 0.0)]).part()
    for cell in kept.signals["cell"]:
        np.testing.assert_array_equal(cell, kept.initial_state["cell"])
    closed = recorded("gru", [Hold("update_gate", 1.0, steps=[3])]).part()
    assert (closed.gradients["candidate"][3] == 0).all()
    np.testing.assert_array_equal(closed.signals["hidden"][3], closed.signals["hidden"][2])


def test_a_hold_heals_what_is_not_finite_behind_it() -> None:
    inputs = numbers(STEPS, BATCH, 3)
    inputs[1] = np.nan
    network = small_network("gru")
    trace = engine.record(network, inputs, losses.every_step(), interventions=[Hold("hidden", 0.0, steps=[2])])
    assert np.isnan(trace["hidden"][0, 0, 1]).all()
    assert np.isfinite(trace["hidden"][0, 0, 2:]).all()
    assert np.isfinite(trace.gradients["hidden"][0, 0, 2:]).all()
    assert np.isfinite(trace.gradients["candidate_preactivation"][0, 0, 3:]).all()


@pytest.mark.parametrize("cell", ["elman_relu", "elman_linear"])
def test_an_infinite_gradient_stops_at_a_held_state(cell: str) -> None:
    weights = {"weight_ih_l0": np.ones((1, 1)), "weight_hh_l0": np.full((1, 1), 1e200)}
    network = Network(cell, weights, 1, 1, bias=False)
    holds = [Hold("hidden", 1e-300, steps=[1])]
    trace = engine.record(network, np.zeros((4, 1)), losses.unit_at_step(0, 3), interventions=holds)
    assert np.isinf(trace.gradients["hidden"][0, 0, 1]).all()
    assert (trace.gradients["hidden"][0, 0, 0] == 0).all()


def test_each_layer_has_its_own_signals() -> None:
    network = engine.network(("lstm", "gru"), 3, UNITS)
    holds = [Hold("forget_gate", 1.0, layer=0), Hold("update_gate", 1.0, layer=1, steps=SOME)]
    trace = engine.record(network, numbers(STEPS, BATCH, 3), losses.every_step(), interventions=holds)
    assert engine.verify(trace).largest < 1e-12
    with pytest.raises(ValueError, match="GRU has no 'forget_gate'"):
        engine.record(network, numbers(STEPS, BATCH, 3), interventions=[Hold("forget_gate", 1.0, layer=1)])


def test_a_module_of_torch_can_be_held_as_well() -> None:
    module = small_network("lstm").to_torch()
    trace = engine.record(module, numbers(STEPS, BATCH, 3), losses.last_step(), interventions=[Hold("cell", 0.5)])
    assert (trace["cell"] == 0.5).all()
    assert engine.verify(trace).largest < 1e-12
    truth = oracle(trace.network, numbers(STEPS, BATCH, 3), states(trace.network, BATCH))
    assert not np.allclose(truth.values()["cell"], 0.5)
