"""Recorded signals and gradients are torch's own, for every kind of network that can be recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

import engine
from engine import losses
from tests.engine.examples import (
    TORCH_CELLS,
    as_torch_takes_it,
    assert_same,
    module,
    numbers,
    oracle,
    small_network,
    states,
)
from tests.engine.unrolled import CELLS, Place

KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"bias": False},
    {"num_layers": 3},
    {"bidirectional": True},
    {"num_layers": 2, "bidirectional": True},
)
STACKED: dict[str, Any] = {"num_layers": 2, "bidirectional": True}


def weighted_sum(outputs: Tensor) -> Tensor:
    """A loss in which every output counts differently, and not linearly."""
    weights = torch.linspace(-1, 2, outputs.numel(), dtype=outputs.dtype).reshape(outputs.shape)
    return (weights * outputs).sum() + (outputs**3).sum()


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_a_module_is_recorded_as_torch_computes_it(cell: str, kind: dict[str, Any]) -> None:
    network, inputs = module(cell, **kind), numbers(6, 2, 3)
    trace = engine.record(network, inputs, loss=weighted_sum)
    own = engine.from_torch(network)
    truth = oracle(own, inputs, states(own, 2))
    loss = weighted_sum(truth.outputs)
    torch.autograd.backward(loss)
    assert_same(trace, truth)
    assert trace.loss == pytest.approx(loss.item(), rel=1e-12)
    outputs, final = network(inputs)
    np.testing.assert_allclose(trace.outputs, outputs.detach().numpy(), atol=1e-12)
    for name, end in zip(trace.initial_state, final if cell == "lstm" else (final,), strict=True):
        last = [trace[name][:, d, 0 if d else -1] for d in range(trace.directions)]
        flat = np.stack(last, axis=1).reshape(end.shape)
        np.testing.assert_allclose(flat, end.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("cell", CELLS)
def test_a_network_of_ours_is_recorded_the_same(cell: str, kind: dict[str, Any]) -> None:
    network, inputs = small_network(cell, seed=3, **kind), numbers(5, 2, 3)
    state = states(network, 2, seed=7)
    trace = engine.record(network, inputs.numpy(), losses.every_step(), as_torch_takes_it(state))
    truth = oracle(network, inputs, state)
    torch.autograd.backward(0.5 * truth.outputs.square().sum())
    assert_same(trace, truth)


@pytest.mark.parametrize("kind", [{}, {"num_layers": 2, "bidirectional": True}, {"bias": False}], ids=str)
def test_a_projected_lstm_is_recorded(kind: dict[str, Any]) -> None:
    network, inputs = module("lstm", proj_size=2, **kind), numbers(5, 2, 3)
    own = engine.from_torch(network)
    state = states(own, 2, seed=5)
    trace = engine.record(network, inputs, weighted_sum, state)
    truth = oracle(own, inputs, state)
    torch.autograd.backward(weighted_sum(truth.outputs))
    assert_same(trace, truth)
    np.testing.assert_allclose(trace.outputs, network(inputs, state)[0].detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_an_initial_state_is_taken_in_torchs_own_format(cell: str) -> None:
    network, inputs = module(cell, **STACKED), numbers(4, 3, 3)
    state = states(engine.from_torch(network), 3, seed=2)
    trace = engine.record(network, inputs, initial_state=as_torch_takes_it(state))
    np.testing.assert_allclose(trace.outputs, network(inputs, as_torch_takes_it(state))[0].detach().numpy(), atol=1e-12)
    for name, part in zip(trace.initial_state, state, strict=True):
        assert trace.initial_state[name].shape == (2, 2, 3, 4)
        np.testing.assert_array_equal(trace.initial_state[name].reshape(part.shape), part.numpy())


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_batch_first_is_the_modules_own_affair(cell: str) -> None:
    network, inputs = module(cell, batch_first=True, **STACKED), numbers(2, 5, 3)
    trace = engine.record(network, inputs, weighted_sum)
    assert trace.inputs.shape == (5, 2, 3)
    np.testing.assert_allclose(trace.outputs.swapaxes(0, 1), network(inputs)[0].detach().numpy(), atol=1e-12)
    time_first = module(cell, **STACKED)
    same = engine.record(time_first, inputs.swapaxes(0, 1), weighted_sum)
    np.testing.assert_array_equal(trace.gradients["hidden"], same.gradients["hidden"])


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_one_sequence_without_a_batch_axis(cell: str, batch_first: bool) -> None:
    network, inputs = module(cell, batch_first=batch_first, **STACKED), numbers(5, 3)
    state = tuple(part[:, 0] for part in states(engine.from_torch(network), 1, seed=4))
    trace = engine.record(network, inputs, losses.last_step(), as_torch_takes_it(state))
    assert trace["hidden"].shape == (2, 2, 5, 1, 4)
    assert trace.inputs.shape == (5, 1, 3)
    expected = network(inputs, as_torch_takes_it(state))[0]
    np.testing.assert_allclose(trace.outputs[:, 0], expected.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_a_float32_module_is_computed_in_float64_from_its_own_numbers(cell: str) -> None:
    network, inputs = module(cell, dtype=torch.float32, **STACKED), numbers(6, 2, 3).float()
    trace = engine.record(network, inputs, weighted_sum)
    assert all(values.dtype == np.float64 for values in trace.signals.values())
    own = engine.from_torch(network)
    truth = oracle(own, inputs.double(), states(own, 2))
    torch.autograd.backward(weighted_sum(truth.outputs))
    assert_same(trace, truth)
    np.testing.assert_allclose(trace.outputs, network(inputs)[0].detach().numpy(), atol=1e-6)
    # an array is rounded as the module would see it
    as_array = engine.record(network, numbers(6, 2, 3).numpy())
    np.testing.assert_array_equal(as_array.outputs, trace.outputs)


@given(
    cell=st.sampled_from(CELLS),
    steps=st.sampled_from([1, 2, 9]),
    units=st.sampled_from([1, 2, 5]),
    features=st.sampled_from([1, 3]),
    batch=st.sampled_from([1, 3]),
    layers=st.sampled_from([1, 2]),
    bidirectional=st.booleans(),
    scale=st.sampled_from([0.0, 1.0, 30.0]),
)
def test_every_size_down_to_one_and_up_to_saturation(
    cell: str, steps: int, units: int, features: int, batch: int, layers: int, bidirectional: bool, scale: float
) -> None:
    network = engine.network(cell, features, units, layers, bidirectional, seed=steps + units)
    inputs = scale * numbers(steps, batch, features)
    trace = engine.record(network, inputs.numpy(), losses.last_step())
    truth = oracle(network, inputs, states(network, batch))
    torch.autograd.backward(0.5 * truth.outputs[-1].square().sum())
    for name, values in trace.signals.items():
        assert values.shape == (layers, 2 if bidirectional else 1, steps, batch, units), name
    assert_same(trace, truth, 1e-11)
    assert trace.first_nonfinite is None


@pytest.mark.filterwarnings("error")
@given(cell=st.sampled_from(CELLS), factor=st.sampled_from([1e3, 1e200, 1e308]), seed=st.integers(0, 5))
def test_huge_weights_saturate_or_overflow_as_in_torch_and_without_warnings(
    cell: str, factor: float, seed: int
) -> None:
    fresh = small_network(cell, seed=seed)
    weights = {name: weight * factor for name, weight in fresh.weights.items()}
    network = engine.Network(cell, weights, 3, 4)
    inputs = numbers(4, 2, 3, seed=seed)
    trace = engine.record(network, inputs.numpy(), losses.every_step())
    truth = oracle(network, inputs, states(network, 2))
    # Once a sum has overflowed, the order of its parts decides between infinity and NaN: compare up to there.
    finite = np.all([np.isfinite(values).all(axis=(0, 1, 3, 4)) for values in truth.values().values()], axis=0)
    end = len(finite) if finite.all() else int(np.argmin(finite))
    for name, values in truth.values().items():
        np.testing.assert_allclose(trace[name][:, :, :end], values[:, :, :end], rtol=1e-9, atol=1e-12, err_msg=name)
    found = trace.first_nonfinite
    if end < len(finite):
        assert found is not None
        assert (found.time, found.name in trace.signals) == (end, True)
    assert (found is None) == all(
        np.isfinite(values).all() for values in (*trace.signals.values(), *trace.gradients.values())
    )


# what minLSTM's gates are divided by decides by the order of operations between infinity and NaN: `test_gated.py`
@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != "min_lstm"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_goes_where_torch_lets_it_go(cell: str, bad: float) -> None:
    network, inputs = small_network(cell, bidirectional=True), numbers(5, 2, 3)
    inputs[2, 1, 0] = bad
    trace = engine.record(network, inputs.numpy(), losses.every_step())
    truth = oracle(network, inputs, states(network, 2))
    torch.autograd.backward(0.5 * truth.outputs.square().sum())
    assert_same(trace, truth)
    assert trace.first_nonfinite is not None
    assert np.isfinite(trace["hidden"][0, 0, :2]).all()
    assert np.isfinite(trace["hidden"][0, :, :, 0]).all(), "the other sequence of the batch is untouched"


def test_tiny_gates_stay_true_numbers() -> None:
    weights = {"weight_ih_l0": np.full((4, 1), -40.0), "weight_hh_l0": np.zeros((4, 1))}
    trace = engine.record(engine.Network("lstm", weights, 1, 1, bias=False), np.array([[1.0], [20.0]]))
    gate = trace["forget_gate"].ravel()
    assert gate[0] == pytest.approx(4.248354255291589e-18, rel=1e-14)
    assert 0 < gate[1] < 1e-300 or gate[1] == 0.0
    assert gate[1] == pytest.approx(float(torch.sigmoid(torch.tensor(-800.0, dtype=torch.float64))))


@pytest.mark.parametrize("cell", CELLS)
def test_total_gradients_are_what_finite_differences_say(cell: str) -> None:
    network = engine.network(cell, 2, 2, num_layers=2, bidirectional=True, seed=1)
    inputs, state = numbers(4, 1, 2), states(network, 1, seed=3)
    trace = engine.record(network, inputs.numpy(), weighted_sum, as_torch_takes_it(state))

    def loss(place: Place, unit: int, amount: float) -> float:
        nudge = torch.zeros(1, 2, dtype=torch.float64)
        nudge[0, unit] = amount
        return weighted_sum(oracle(network, inputs, state, nudges={place: nudge}).outputs).item()

    step = 1e-5
    for name in trace.signals:
        for layer, direction, time, unit in ((0, 0, 1, 0), (0, 1, 3, 1), (1, 1, 2, 0)):
            place = (name, layer, direction, time)
            slope = (loss(place, unit, step) - loss(place, unit, -step)) / (2 * step)
            recorded = trace.gradients[name][layer, direction, time, 0, unit]
            assert recorded == pytest.approx(slope, rel=1e-6, abs=1e-8), place


@pytest.mark.parametrize("cell", CELLS)
def test_gradients_of_weights_built_from_the_steps_are_what_finite_differences_say(cell: str) -> None:
    network, inputs = engine.network(cell, 2, 2, seed=2), numbers(3, 2, 2).numpy()
    trace = engine.record(network, inputs, losses.every_step())
    all_factors = trace.part().weight_factors()
    assert {f"{name}_l0" for name in all_factors} == set(network.weights)
    for short_name, factors in all_factors.items():
        name, gradient = f"{short_name}_l0", factors.total()
        assert gradient.shape == network.weights[name].shape
        for index in np.ndindex(gradient.shape):
            around = []
            for amount in (1e-5, -1e-5):
                nudged = {key: np.array(weight) for key, weight in network.weights.items()}
                nudged[name][index] += amount
                loss = engine.record(engine.Network(cell, nudged, 2, 2), inputs, losses.every_step()).loss
                assert loss is not None
                around.append(loss)
            assert gradient[index] == pytest.approx((around[0] - around[1]) / 2e-5, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_hooks_on_a_fused_layer_would_have_shown_the_direct_part_only(cell: str) -> None:
    network, inputs = module(cell), numbers(6, 1, 3)
    trace = engine.record(network, inputs, losses.last_step())
    outputs, _ = network(inputs)
    outputs.retain_grad()
    torch.autograd.backward(losses.last_step()(outputs))
    assert outputs.grad is not None
    np.testing.assert_allclose(trace.direct_gradients["hidden"][0, 0], outputs.grad.numpy(), atol=1e-12)
    assert not trace.direct_gradients["hidden"][0, 0, :-1].any()
    assert (np.abs(trace.gradients["hidden"][0, 0]).max(axis=(1, 2)) > 0).all()


@pytest.mark.parametrize("cell", TORCH_CELLS)
@pytest.mark.parametrize("training", [True, False])
def test_the_module_is_as_it_was(cell: str, training: bool) -> None:
    network, inputs = module(cell, num_layers=2).train(training), numbers(4, 2, 3).requires_grad_()
    first = next(network.parameters())
    first.grad = torch.ones_like(first)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    attributes = {name: value for name, value in vars(network).items() if not name.startswith("_flat")}
    random_state, numpy_state = torch.get_rng_state(), np.random.get_state()  # noqa: NPY002

    engine.record(network, inputs, lambda outputs: (outputs * torch.rand(outputs.shape)).sum())
    engine.verify(network, inputs)

    assert network.training is training
    assert torch.equal(torch.get_rng_state(), random_state)
    assert np.array_equal(np.random.get_state()[1], numpy_state[1])  # type: ignore[index]  # noqa: NPY002
    assert list(network.state_dict()) == list(before)
    assert all(torch.equal(network.state_dict()[name], tensor) for name, tensor in before.items())
    assert [p.grad is None for p in network.parameters()] == [False] + [True] * (len(before) - 1)
    assert first.grad is not None
    assert torch.equal(first.grad, torch.ones_like(first))
    assert all(parameter.requires_grad for parameter in network.parameters())
    assert {name: vars(network)[name] for name in attributes} == attributes
    assert not network._forward_hooks
    assert not network._backward_hooks
    assert inputs.grad is None


def test_recording_goes_on_under_no_grad_and_inference_mode() -> None:
    network, inputs = module("lstm"), numbers(4, 1, 3)
    expected = engine.record(network, inputs, weighted_sum)
    for mode in (torch.no_grad(), torch.inference_mode()):
        with mode:
            trace = engine.record(network, inputs, weighted_sum)
            assert engine.verify(network, inputs).largest < 1e-12
        np.testing.assert_array_equal(trace.gradients["cell"], expected.gradients["cell"])


def test_the_callers_arrays_stay_writeable_and_are_not_shared() -> None:
    for inputs in (np.ones((3, 1, 3)), torch.ones(3, 1, 3, dtype=torch.float64)):
        trace = engine.record(small_network("gru"), inputs)
        inputs[:] = 7.0
        assert (trace.inputs == 1.0).all()


def test_without_a_loss_there_are_no_gradients() -> None:
    trace = engine.record(small_network("lstm"), np.ones((3, 1, 3)))
    assert trace.loss is None
    assert not trace.gradients
    assert not trace.direct_gradients


def test_parametrized_weights_are_recorded_as_they_act() -> None:
    network, inputs = module("elman"), numbers(4, 1, 3)
    torch.nn.utils.parametrizations.orthogonal(network, "weight_hh_l0")
    trace = engine.record(network, inputs)
    np.testing.assert_allclose(trace.outputs, network(inputs)[0].detach().numpy(), atol=1e-12)
