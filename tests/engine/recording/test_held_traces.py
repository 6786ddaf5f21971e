"""What else is asked of a trace in which signals were held: checks, truncation, shares, pickling."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

import engine
from engine import Hold, Trace, cells, losses
from engine.analysis.conventions import z_writes
from engine.analysis.remedies import truncated_gradient, truncated_hidden_gradients
from tests.engine.examples import numbers, small_network
from tests.engine.recording.held import (
    BATCH,
    SOME,
    STACKED,
    STEPS,
    random_holds,
    recorded,
)


@pytest.mark.parametrize("cell", cells.names())
def test_torch_steps_with_the_same_holds(cell: str) -> None:
    trace = recorded(cell, random_holds(small_network(cell, **STACKED), 3), **STACKED)
    differences = engine.verify(trace)
    assert differences.largest < 1e-12
    assert differences.against == "torch, step by step"
    forgotten = {key: replace(part, held={}) for key, part in trace.parts.items()}
    assert engine.verify(replace(trace, parts=forgotten)).largest > 1e-3, "torch ran without the holds"


def test_truncated_backpropagation_stops_at_what_is_held_too() -> None:
    network, holds = small_network("lstm"), [Hold("cell", 0.5, steps=[3], units=[0, 1]), Hold("output_gate", 0.5)]
    trace = engine.record(network, numbers(STEPS, BATCH, 3), losses.every_step(), interventions=holds)
    for name, terms in engine.weight_contributions(trace, terms=True).items():
        np.testing.assert_allclose(truncated_gradient(trace)[name], terms.sum(axis=0), atol=1e-12)
    np.testing.assert_allclose(truncated_hidden_gradients(trace), trace.gradients["hidden"][0, 0], atol=1e-14)
    assert not truncated_gradient(trace, 2)["weight_hh_l0"][12:].any(), "the output gate is made by nothing"


def test_input_shares_and_perturbations_are_those_of_the_changed_run() -> None:
    network = small_network("lstm")
    cut_off = [Hold("hidden", 0.1, steps=[3]), Hold("cell", 0.1, steps=[3])]
    trace = engine.record(network, numbers(STEPS, 1, 3), interventions=cut_off)
    assert np.isneginf(engine.input_shares(trace).log_norms[:4]).all()
    assert np.isfinite(engine.input_shares(trace).log_norms[4:]).all()
    distances = engine.perturb(trace, 1, 1.0).distances["hidden"]
    assert distances[1:3].all()
    assert not distances[3:].any()


def test_conventions_are_not_shown_on_a_changed_run() -> None:
    with pytest.raises(ValueError, match="nothing is held"):
        z_writes(recorded("gru", [Hold("update_gate", 1.0)]))


def test_a_trace_keeps_what_was_held_and_survives_pickling() -> None:
    holds = [Hold("forget_gate", 1.0, steps=SOME), Hold("cell", -2, units=[1], steps=[0], layer=1, direction=1)]
    trace = recorded("lstm", holds, losses.every_step(), **STACKED)
    assert trace.interventions == tuple(holds)
    copy: Trace = pickle.loads(pickle.dumps(trace))
    assert copy.interventions == trace.interventions
    np.testing.assert_array_equal(copy.parts[1, 1].held["cell"], trace.parts[1, 1].held["cell"])
    np.testing.assert_array_equal(engine.step_jacobians(copy), engine.step_jacobians(trace))
    with pytest.raises(ValueError, match="read-only"):
        copy.parts[1, 1].held["cell"][0] = 0.0
    again = engine.record(trace.network, trace.inputs, trace.loss_function, trace.start, trace.interventions)
    np.testing.assert_array_equal(again.outputs, trace.outputs)
    assert list(trace.signals) == [signal.name for signal in cells.get("lstm").signals]


def test_a_hold_is_a_value() -> None:
    one, same = Hold("cell", 1, steps=slice(1, 3), units=[1, 2]), Hold("cell", 1.0, steps=slice(1, 3), units=(1, 2))
    assert one == same
    assert len({one, same, Hold("cell", 1.0), Hold("cell", 1.0, steps=slice(1, 4), units=(1, 2))}) == 3
    assert Hold("cell", np.float32(1)).value == 1.0  # type: ignore[arg-type]
    assert Hold("cell", 1, units=np.arange(2)).units == (0, 1)  # type: ignore[arg-type]


def test_without_holds_nothing_is_held() -> None:
    trace = recorded("gru", [])
    assert trace.interventions == ()
    assert not trace.part().held
