"""Held signals: values, gradients and Jacobians of the changed run, against autograd through the same holds."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.func import jacrev

import engine
from engine import Hold, Network, Trace, cells, losses
from engine.analysis.conventions import z_writes
from engine.analysis.remedies import truncated_gradient, truncated_hidden_gradients
from engine.cells.base import Array
from tests.engine.examples import as_torch_takes_it, assert_same, numbers, oracle, small_network, states
from tests.engine.torch_steps import FEW
from tests.engine.unrolled import CELLS, Place, unroll

STEPS, BATCH, UNITS = 6, 2, 4
STACKED: dict[str, Any] = {"num_layers": 2, "bidirectional": True}
SOME = slice(2, None)


def holdable(cell: str) -> list[str]:
    return [signal.name for signal in cells.get(cell).signals if signal.kind != "preactivation"]


def random_holds(network: Network, seed: int, count: int = 5) -> list[Hold]:
    """Holds of all kinds: any signal, layer and direction, some units, steps in a slice or a list, some sequences."""
    rng = np.random.default_rng(seed)
    names = holdable(network.cell)
    found = []
    for _ in range(count):
        name = str(rng.choice(names))
        start, stop = sorted(rng.choice(STEPS + 1, size=2, replace=False).tolist())
        some = tuple(rng.choice(STEPS, size=2, replace=False).tolist())
        found.append(
            Hold(
                name,
                float(rng.uniform(0.05, 0.95)),
                units=[None, (0,), (1, 3)][rng.integers(3)],
                steps=[None, slice(start, stop), some][rng.integers(3)],
                layer=int(rng.integers(network.num_layers)),
                direction=int(rng.integers(network.directions)),
                batch=[None, (1,)][rng.integers(2)],
            )
        )
    return found


def as_the_oracle_takes_it(network: Network, holds: Sequence[Hold], steps: int = STEPS) -> dict[Place, Tensor]:
    """The same holds, place by place."""
    found: dict[Place, Tensor] = {}
    for hold in holds:
        width = network.proj_size if hold.signal == "hidden" and network.proj_size else network.hidden_size
        times = range(steps)[hold.steps] if isinstance(hold.steps, slice) else hold.steps
        for t in range(steps) if times is None else times:
            place = (hold.signal, hold.layer, hold.direction, t)
            values = found.setdefault(place, torch.full((BATCH, width), torch.nan, dtype=torch.float64))
            for item in range(BATCH) if hold.batch is None else hold.batch:
                for unit in range(width) if hold.units is None else hold.units:
                    values[item, unit] = hold.value
    return found


def weighted_sum(outputs: Tensor) -> Tensor:
    weights = torch.linspace(-1, 2, outputs.numel(), dtype=outputs.dtype).reshape(outputs.shape)
    return (weights * outputs).sum() + (outputs**3).sum()


def recorded(cell: str, holds: Sequence[Hold], loss: Any = weighted_sum, seed: int = 1, **options: Any) -> Trace:
    network = small_network(cell, seed=seed, **options)
    start = as_torch_takes_it(states(network, BATCH, seed=seed + 7))
    return engine.record(network, numbers(STEPS, BATCH, 3, seed=seed), loss, start, interventions=holds)


def check(trace: Trace, holds: Sequence[Hold], seed: int = 1) -> None:
    """Everything that a trace of `recorded` says, against autograd."""
    network = trace.network
    state = states(network, BATCH, seed=seed + 7)
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    split = tuple(part.reshape(network.num_layers, network.directions, *part.shape[1:]) for part in state)
    inputs = numbers(STEPS, BATCH, 3, seed=seed)
    truth = unroll(network.cell, weights, inputs, split, held=as_the_oracle_takes_it(network, holds))
    torch.autograd.backward(weighted_sum(truth.outputs))
    assert_same(trace, truth)
    for layer, direction in network.keys:
        for name, terms in engine.weight_contributions(trace, layer=layer, direction=direction, terms=True).items():
            gradient = weights[name].grad
            expected = np.zeros(weights[name].shape) if gradient is None else gradient.numpy()
            np.testing.assert_allclose(terms.sum(axis=0), expected, atol=1e-12, err_msg=name)


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


@pytest.mark.parametrize("held", ["hidden", "cell", "output_gate", "input_gate"])
@pytest.mark.parametrize("options", [{}, STACKED], ids=str)
def test_a_projected_lstm(held: str, options: dict[str, Any]) -> None:
    holds = [Hold(held, 0.25, steps=[1, 3], units=[1]), Hold("hidden", -0.5, steps=[4], units=[0], batch=[0])]
    trace = recorded("lstm", holds, proj_size=2, **options)
    check(trace, holds)
    assert engine.verify(trace).largest < 1e-12
    check_jacobians(trace, holds)
    check_memory_terms(trace)


def jacobians_by_torch(trace: Trace, holds: Sequence[Hold], item: int) -> Array:
    """∂s_t/∂s_{t-1} of the first layer, (T, S, S), each step by jacrev with the same holds."""
    network, part = trace.network, trace.part()
    weights = {name: torch.tensor(weight) for name, weight in network.weights.items() if name.endswith("_l0")}
    held = as_the_oracle_takes_it(network, holds)
    names, found = list(part.initial_state), []
    widths = [part.initial_state[name].shape[-1] for name in names]
    for t in range(trace.steps):
        now = {
            (name, 0, 0, 0): values[item : item + 1]
            for (name, layer, direction, time), values in held.items()
            if (layer, direction, time) == (0, 0, t)
        }
        before = [part.signals[name][t - 1, item] if t else part.initial_state[name][item] for name in names]

        def step(stacked: Tensor, t: int = t, now: dict[Place, Tensor] = now) -> Tensor:
            state = tuple(values.reshape(1, 1, 1, -1) for values in torch.split(stacked, widths))
            x = torch.tensor(trace.inputs[t : t + 1, item : item + 1])
            run = unroll(network.cell, weights, x, state, retain=False, held=now)
            return torch.cat([run.signals[name, 0, 0, 0][0] for name in names])

        found.append(jacrev(step)(torch.tensor(np.concatenate(before))).numpy())
    return np.array(found)


def check_jacobians(trace: Trace, holds: Sequence[Hold]) -> None:
    for item in range(BATCH):
        ours = engine.step_jacobians(trace, batch=item)
        np.testing.assert_allclose(ours, jacobians_by_torch(trace, holds, item), atol=1e-12)


def check_memory_terms(trace: Trace) -> None:
    """The paths sum to ∂(memory)_t/∂(memory)_{t-1}; an LSTM's gates see c_{t-1} through h_{t-1} unless that is held."""
    part, jacobians = trace.part(), engine.step_jacobians(trace, batch=1)
    total = np.sum(list(engine.cell_gradient_terms(trace, batch=1).values()), axis=0)
    if part.cell != "lstm":
        np.testing.assert_allclose(total, jacobians, atol=1e-12)
        return
    width = part.signals["hidden"].shape[-1]
    o, c = part.signals["output_gate"][:, 1], part.signals["cell"][:, 1]
    dh_dc = np.stack([np.diag(gate * (1 - np.tanh(memory) ** 2)) for gate, memory in zip(o, c, strict=True)])
    if part.weights.weight_hr is not None:
        dh_dc = part.weights.weight_hr @ dh_dc
    if "hidden" in part.held:
        dh_dc = np.where(np.isnan(part.held["hidden"][:, 1])[:, :, None], dh_dc, 0.0)
    expected = jacobians[:, width:, width:].copy()
    expected[1:] += jacobians[1:, width:, :width] @ dh_dc[:-1]
    np.testing.assert_allclose(total, expected, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
def test_jacobians_and_their_paths_know_what_is_held(cell: str) -> None:
    for seed in range(6):
        holds = random_holds(small_network(cell), seed)
        trace = recorded(cell, holds)
        check_jacobians(trace, holds)
        check_memory_terms(trace)


@pytest.mark.parametrize("cell", CELLS)
def test_each_held_signal_in_the_jacobian(cell: str) -> None:
    for name in holdable(cell):
        holds = [Hold(name, 0.5, steps=[1, 2, 5], units=[0, 3])]
        trace = recorded(cell, holds)
        check_jacobians(trace, holds)
        check_memory_terms(trace)


@pytest.mark.parametrize("cell", ["elman", "elman_skip", "gru", "lstm"])
def test_nothing_reaches_back_beyond_a_held_state(cell: str) -> None:
    kind = cells.get(cell)
    trace = recorded(cell, [Hold(name, 0.1, steps=[3]) for name in kind.state], losses.last_step())
    for name in kind.state:
        assert trace.gradients[name][0, 0, 3].any(), "dragging what is held does something"
        assert not trace.gradients[name][0, 0, :3].any()
    norms = engine.influence(trace)
    assert (norms[3:, :3] == -np.inf).all()
    assert np.isfinite(norms[3:, 3]).all()
    grid, on_grid = engine.influence_grid(trace, most=3)
    np.testing.assert_allclose(on_grid, norms[np.ix_(grid, grid)] / np.log(10))
    logs = engine.log10_gradient_norms(trace)
    assert np.isneginf(logs[:3]).all()
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(logs, np.log10(trace.gradient_norms()[0, 0, :, 0]), rtol=1e-12)


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_the_gradient_at_a_held_place_is_what_dragging_it_would_do(cell: str) -> None:
    for name in holdable(cell):
        places: dict[str, Any] = {"steps": [1, 3], "units": [2]}

        def loss(value: float, name: str = name, places: dict[str, Any] = places) -> float:
            found = recorded(cell, [Hold(name, value, **places)], **STACKED).loss
            assert found is not None
            return found

        trace = recorded(cell, [Hold(name, 0.5, **places)], **STACKED)
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
        assert (held.gradients["hidden"][0, 0, :3, 0] != free.gradients["hidden"][0, 0, :3, 0]).any()
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


# --- what else is asked of such a trace -------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "elman_skip"])
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


# --- what cannot be held ----------------------------------------------------------------------------------------------

BAD: dict[str, tuple[type[Exception], str, Any]] = {
    "unknown signal": (
        ValueError,
        "LSTM has no 'forgetgate' that can be held; it has input_gate, forget_gate, candidate, output_gate, cell, hid",
        lambda: Hold("forgetgate", 1.0),
    ),
    "signal of another cell": (ValueError, "no 'update_gate' that can be held", lambda: Hold("update_gate", 1.0)),
    "sum": (
        ValueError,
        "no 'forget_gate_preactivation' that can be held",
        lambda: Hold("forget_gate_preactivation", 1.0),
    ),
    "gate beyond 1": (
        ValueError,
        r"the forget gate of LSTM lies between 0 and 1, so it cannot be held at 1\.5",
        lambda: Hold("forget_gate", 1.5),
    ),
    "gate below 0": (ValueError, r"held at -0\.1", lambda: Hold("input_gate", -0.1)),
    "candidate beyond 1": (ValueError, "between -1 and 1", lambda: Hold("candidate", 2)),
    "step beyond the end": (
        ValueError,
        "forget_gate is to be held at steps 6, but the sequence has only 6, from 0",
        lambda: Hold("forget_gate", 1.0, steps=[2, 6]),
    ),
    "step before the start": (ValueError, "steps -1", lambda: Hold("forget_gate", 1.0, steps=[-1])),
    "slice beyond the end": (
        ValueError,
        r"steps slice\(6, None, None\), but the sequence has only 6",
        lambda: Hold("forget_gate", 1.0, steps=slice(6, None)),
    ),
    "unit": (ValueError, "units 4, but the layer has only 4", lambda: Hold("cell", 1.0, units=[4])),
    "layer": (ValueError, "layer 2, but the network has only 2", lambda: Hold("cell", 1.0, layer=2)),
    "direction": (ValueError, "direction 1, but the network has only 1", lambda: Hold("cell", 1.0, direction=1)),
    "sequence": (ValueError, "batch 2, but the batch has only 2", lambda: Hold("cell", 1.0, batch=[2])),
    "no hold": (TypeError, r"a list of engine.Hold, not \['cell'\]", lambda: "cell"),
    "no list": (TypeError, "a list of engine.Hold, not 5", None),
    "nan": (ValueError, "finite number, not at nan", lambda: Hold("cell", float("nan"))),
    "infinity": (ValueError, "finite number, not at inf", lambda: Hold("cell", float("inf"))),
    "word": (TypeError, "at a number, not at '1'", lambda: Hold("cell", "1")),  # type: ignore[arg-type]
    "truth": (TypeError, "at a number, not at True", lambda: Hold("cell", True)),
    "unit alone": (TypeError, "units of a hold should be a list", lambda: Hold("cell", 1.0, units=2)),  # type: ignore[arg-type]
    "half a step": (TypeError, r"steps of a hold .* \[0\.5\]", lambda: Hold("cell", 1.0, steps=[0.5])),  # type: ignore[list-item]
    "no units": (TypeError, "units of a hold should be a list of whole numbers", lambda: Hold("cell", 1.0, units=[])),
    "layer in words": (TypeError, "layer of a hold", lambda: Hold("cell", 1.0, layer="0")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_held_is_refused_with_a_sentence(case: str) -> None:
    error, message, make = BAD[case]
    network, inputs = small_network("lstm", num_layers=2), numbers(STEPS, BATCH, 3)
    with pytest.raises(error, match=message):
        engine.record(network, inputs, interventions=5 if make is None else [make()])  # type: ignore[arg-type]


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
