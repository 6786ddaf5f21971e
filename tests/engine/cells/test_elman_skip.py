"""The RNN with a skip connection through time against autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import losses
from engine.analysis.jacobians import cell_gradient_terms, step_jacobians, weight_contributions
from tests.engine.torch_steps import FEW


def by_autograd(
    network: engine.Network, inputs: np.ndarray
) -> tuple[dict[str, torch.Tensor], list[torch.Tensor], list[torch.Tensor]]:
    """Parameters with gradients, and every state and candidate with its gradient, of ½ Σ h²."""
    p = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    h = torch.zeros(inputs.shape[1], network.hidden_size, dtype=torch.float64)
    states, candidates = [], []
    for x in torch.tensor(inputs):
        sums = x @ p["weight_ih_l0"].T + h @ p["weight_hh_l0"].T + p["bias_ih_l0"] + p["bias_hh_l0"]
        n = torch.tanh(sums)
        h = h + n
        n.retain_grad()
        h.retain_grad()
        states.append(h)
        candidates.append(n)
    (0.5 * torch.stack(states).square().sum()).backward()  # type: ignore[no-untyped-call]
    return p, states, candidates


@FEW
@given(seed=st.integers(0, 99), steps=st.integers(1, 12), units=st.integers(1, 6), batch=st.integers(1, 3))
def test_every_state_and_gradient_is_autograds(seed: int, steps: int, units: int, batch: int) -> None:
    network = engine.network("elman_skip", 2, units, seed=seed)
    inputs = np.random.default_rng(seed).normal(size=(steps, batch, 2))
    trace = engine.record(network, inputs, losses.every_step())
    parameters, states, candidates = by_autograd(network, inputs)
    for name, theirs in (("hidden", states), ("candidate", candidates)):
        values = torch.stack(theirs).detach().numpy()
        gradients = np.stack([one.grad.numpy() for one in theirs if one.grad is not None])
        np.testing.assert_allclose(trace[name][0, 0], values, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(trace.gradients[name][0, 0], gradients, rtol=1e-10, atol=1e-12)
    for name, terms in weight_contributions(network, trace, terms=True).items():
        gradient = parameters[name].grad
        assert gradient is not None
        np.testing.assert_allclose(terms.sum(axis=0), gradient.numpy(), rtol=1e-10, atol=1e-12)


def test_its_step_jacobian_is_autograds_and_the_sum_of_its_paths() -> None:
    network = engine.network("elman_skip", 3, 5, seed=2)
    inputs = np.random.default_rng(1).normal(size=(6, 1, 3))
    trace = engine.record(network, inputs)
    weights = {name: torch.tensor(weight) for name, weight in network.weights.items()}
    before = np.concatenate((np.zeros((1, 5)), trace["hidden"][0, 0, :-1, 0]))
    jacobians = step_jacobians(network, trace)
    for t in range(6):
        sums = torch.tensor(inputs[t, 0]) @ weights["weight_ih_l0"].T + weights["bias_ih_l0"] + weights["bias_hh_l0"]

        def step(h: torch.Tensor, sums: torch.Tensor = sums) -> torch.Tensor:
            return h + torch.tanh(sums + weights["weight_hh_l0"] @ h)

        theirs = torch.func.jacrev(step)(torch.tensor(before[t]))
        np.testing.assert_allclose(jacobians[t], theirs.numpy(), rtol=0, atol=1e-13)
    terms = cell_gradient_terms(network, trace)
    assert set(terms) == {"direct", "through_candidate"}
    np.testing.assert_array_equal(terms["direct"], np.broadcast_to(np.eye(5), (6, 5, 5)))
    np.testing.assert_allclose(sum(terms.values()), jacobians, atol=1e-15)


def test_it_cannot_be_turned_into_a_torch_module() -> None:
    with pytest.raises(ValueError, match="no module"):
        engine.network("elman_skip", 2, 3).to_torch()
