"""What each step adds to a weight's gradient, against autograd with a copy of the weights for every step (float64)."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given

import engine
from engine import Network, Trace, losses
from engine.analysis.jacobians import weight_contributions
from tests.engine import torch_steps as oracle
from tests.engine.torch_steps import FEW, TOLERANCE, recorded


def check_contributions(network: Network, trace: Trace, layer: int, direction: int) -> None:
    """Against autograd, with a copy of the weights for every step."""
    copies = {
        (each, side): [oracle.layer_weights(network, each, side) for _ in range(trace.steps)]
        for each in range(network.num_layers)
        for side in range(network.directions)
    }
    loss = losses.every_step()(oracle.run(network, copies, torch.tensor(trace.inputs)))
    mine = copies[layer, direction]
    end = f"_l{layer}{'_reverse' if direction else ''}"
    terms = weight_contributions(network, trace, layer=layer, direction=direction, terms=True)
    norms = weight_contributions(network, trace, layer=layer, direction=direction)
    assert set(terms) == set(norms) == {name for name in network.weights if name.endswith(end)}
    for name, term in terms.items():
        leaves = [weights[name.removesuffix(end)] for weights in mine]
        found = torch.autograd.grad(loss, leaves, retain_graph=True, materialize_grads=True)
        theirs = np.array([grad.numpy() for grad in found])
        assert term.shape == (trace.steps, *network.weights[name].shape)
        np.testing.assert_allclose(term, theirs, atol=TOLERANCE, err_msg=name)
        lengths = [np.linalg.norm(grad) for grad in theirs]
        np.testing.assert_allclose(norms[name], lengths, rtol=1e-9, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("cell", oracle.CELLS)
def test_contributions_are_the_gradients_of_each_steps_own_copy_of_the_weights(cell: str) -> None:
    network, trace = recorded(cell, batch=3)
    for layer in (0, 1):
        for direction in (0, 1):
            check_contributions(network, trace, layer, direction)


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_contributions_sum_to_torchs_own_gradient(cell: str) -> None:
    network, trace = recorded(cell)
    module = network.to_torch()
    loss = losses.every_step()(module(torch.tensor(trace.inputs))[0])
    theirs = dict(zip(network.weights, torch.autograd.grad(loss, list(module.parameters())), strict=True))
    for layer in (0, 1):
        for name, terms in weight_contributions(network, trace, layer=layer, direction=1, terms=True).items():
            np.testing.assert_allclose(terms.sum(axis=0), theirs[name].numpy(), atol=TOLERANCE)


def test_contributions_keep_their_digits_where_sequences_cancel_and_where_squares_underflow() -> None:
    rng = np.random.default_rng(0)
    network = engine.network("elman_linear", 2, 3, seed=0)
    x = rng.normal(size=(4, 1, 2))
    inputs = np.concatenate([x, x * (1 + 1e-9)], axis=1)

    for scale in (1.0, 1e-190):

        def opposed(outputs: torch.Tensor, scale: float = scale) -> torch.Tensor:
            return scale * (outputs[-1, 0].sum() - outputs[-1, 1].sum())

        trace = engine.record(network, inputs, opposed)
        norms = weight_contributions(network, trace)
        for name, terms in weight_contributions(network, trace, terms=True).items():
            # scaled up before squaring, so that this test is not fooled by the underflow it looks for
            exact = np.array([np.linalg.norm(term / scale) for term in terms])
            assert name.startswith("bias") or exact[1:].all()  # at the first step h is zero
            np.testing.assert_allclose(norms[name] / scale, exact, rtol=1e-6)


@FEW
@given(**oracle.ANY_SIZE)
def test_any_size(cell: str, steps: int, size: int, inputs: int, batch: int, seed: int) -> None:
    network, trace = recorded(cell, steps=steps, size=size, inputs=inputs, batch=batch, seed=seed)
    check_contributions(network, trace, layer=1, direction=1)


@pytest.mark.parametrize("direction", [0, 1])
def test_a_projected_lstm(direction: int) -> None:
    network, trace = recorded("lstm", proj_size=2)
    assert f"weight_hr_l1{'_reverse' * direction}" in weight_contributions(network, trace, layer=1, direction=direction)
    check_contributions(network, trace, layer=1, direction=direction)
