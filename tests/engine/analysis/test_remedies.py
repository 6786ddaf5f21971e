"""Clipping and truncated backpropagation against torch."""

import itertools

import numpy as np
import pytest
import torch

import engine
from engine import cells, losses
from engine.analysis.jacobians import weight_contributions
from engine.analysis.remedies import (
    angle,
    clip_by_norm,
    norm,
    relative_error,
    truncated_gradient,
    truncated_hidden_gradients,
)
from engine.networks.initialisation import Init

STEPS = 23


def run(cell: str, loss: losses.Loss, units: int = 5, **init: float) -> tuple[engine.Network, engine.Trace]:
    network = engine.network(cell, 3, units, init=Init(**init), seed=4)  # type: ignore[arg-type]
    inputs = np.random.default_rng(1).normal(size=(STEPS, 2, 3))
    return network, engine.record(network, inputs, loss)


def detached(network: engine.Network, trace: engine.Trace, loss: losses.Loss, window: int) -> dict[str, np.ndarray]:
    """Torch's own gradient with `h.detach()` every `window` steps, counted from the end."""
    module = network.to_torch()
    inputs = torch.tensor(trace.inputs)
    cuts = [0, *sorted(range(STEPS, 0, -window))]
    state, outputs = None, []
    for start, stop in itertools.pairwise(cuts):
        out, state = module(inputs[start:stop], state)
        state = tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
        outputs.append(out)
    loss(torch.cat(outputs)).backward()  # type: ignore[no-untyped-call]
    return {name: parameter.grad.numpy() for name, parameter in module.named_parameters() if parameter.grad is not None}


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
@pytest.mark.parametrize("window", [1, 2, 7, 22, 23, 300])
@pytest.mark.parametrize("loss", [losses.last_step(), losses.every_step()])
def test_truncation_is_what_detaching_gives(cell: str, window: int, loss: losses.Loss) -> None:
    network, trace = run(cell, loss)
    ours, theirs = truncated_gradient(network, trace, window), detached(network, trace, loss, window)
    assert set(ours) == set(theirs)
    for name, gradient in theirs.items():
        np.testing.assert_allclose(ours[name], gradient, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("cell", cells.names())
def test_a_window_keeps_the_last_terms_of_the_sum(cell: str) -> None:
    network, trace = run(cell, losses.last_step())
    for name, terms in weight_contributions(network, trace, terms=True).items():
        np.testing.assert_allclose(truncated_gradient(network, trace, 6)[name], terms[-6:].sum(axis=0), atol=1e-12)
        np.testing.assert_allclose(truncated_gradient(network, trace)[name], terms.sum(axis=0), atol=1e-12)


@pytest.mark.parametrize("cell", cells.names())
def test_truncation_is_what_detaching_gives_step_by_step(cell: str) -> None:
    network, trace = run(cell, losses.every_step())
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    named = {name.removesuffix("_l0"): weight for name, weight in weights.items()}
    state = tuple(torch.tensor(values) for values in trace.part().initial_state.values())
    outputs = []
    for t, x in enumerate(torch.tensor(trace.inputs)):
        if (STEPS - t) % 7 == 0:  # counted from the end
            state = tuple(part.detach() for part in state)
        state = cells.get(cell).torch_step(named, x, state, lambda _, value: value)
        outputs.append(state[0])
    theirs = torch.autograd.grad(
        losses.every_step()(torch.stack(outputs)), list(weights.values()), materialize_grads=True
    )
    for name, gradient in zip(weights, theirs, strict=True):
        ours = truncated_gradient(trace, 7)[name]
        np.testing.assert_allclose(ours, gradient.numpy(), rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("cell", cells.names())
def test_beyond_the_window_nothing_comes_back(cell: str) -> None:
    network, trace = run(cell, losses.last_step())
    seen = truncated_hidden_gradients(network, trace, 6)
    np.testing.assert_allclose(seen[-6:], trace.gradients["hidden"][0, 0, -6:], rtol=1e-12)
    assert not seen[:-6].any()
    np.testing.assert_array_equal(truncated_hidden_gradients(network, trace), trace.gradients["hidden"][0, 0])


def test_truncation_is_biased_and_less_so_with_a_longer_window() -> None:
    network, trace = run("elman", losses.last_step(), kind="orthogonal", spectral_radius=0.95)  # type: ignore[arg-type]
    full = truncated_gradient(network, trace)
    errors = [relative_error(truncated_gradient(network, trace, window), full) for window in (1, 5, 20, STEPS)]
    assert errors[0] > errors[1] > errors[2] > errors[3] == 0.0


@pytest.mark.parametrize("threshold", [1e-6, 1.0, 1e9])
def test_clipping_is_torchs(threshold: float) -> None:
    network, trace = run("gru", losses.every_step())
    gradient = truncated_gradient(network, trace)
    clipped = clip_by_norm(gradient, threshold)
    parameters = [torch.nn.Parameter(torch.tensor(values)) for values in gradient.values()]
    for parameter in parameters:
        parameter.grad = parameter.detach().clone()
    before = torch.nn.utils.clip_grad_norm_(parameters, threshold)
    assert clipped.norm == pytest.approx(float(before), rel=1e-12)
    for ours, parameter in zip(clipped.gradient.values(), parameters, strict=True):
        assert parameter.grad is not None
        # torch adds 1e-6 to the norm before it divides
        np.testing.assert_allclose(ours, parameter.grad.numpy(), rtol=2e-6 / clipped.norm + 1e-12)
    assert angle(clipped.gradient, gradient) == pytest.approx(0, abs=1e-12)
    assert norm(clipped.gradient) == pytest.approx(min(threshold, clipped.norm))


def test_norms_beyond_the_squares_of_floats() -> None:
    gradient = {"w": np.array([3e200, 4e200])}
    assert norm(gradient) == pytest.approx(5e200)
    np.testing.assert_allclose(clip_by_norm(gradient, 1.0).gradient["w"], [0.6, 0.8])
    assert norm({"w": np.array([3e-200, 4e-200])}) == pytest.approx(5e-200)
    assert clip_by_norm({"w": np.zeros(3)}, 1.0).factor == 1.0


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_what_has_no_direction_is_not_clipped(bad: float) -> None:
    with pytest.raises(ValueError, match="direction"):
        clip_by_norm({"w": np.array([1.0, bad])}, 1.0)


def test_bad_arguments_are_named() -> None:
    network, trace = run("elman", losses.last_step())
    with pytest.raises(ValueError, match="window"):
        truncated_gradient(network, trace, 0)
    with pytest.raises(ValueError, match="threshold"):
        clip_by_norm({"w": np.ones(1)}, 0.0)
    with pytest.raises(ValueError, match="no gradients"):
        truncated_gradient(network, engine.record(network, trace.inputs), 3)


def test_angles() -> None:
    x, y = {"w": np.array([1.0, 0.0])}, {"w": np.array([0.0, 2.0])}
    assert angle(x, y) == pytest.approx(90)
    assert angle(x, {"w": np.array([-3.0, 0.0])}) == pytest.approx(180)
    assert angle(x, {"w": np.array([1.0, 1e-9])}) == pytest.approx(np.degrees(1e-9))
    assert np.isnan(angle(x, {"w": np.zeros(2)}))
