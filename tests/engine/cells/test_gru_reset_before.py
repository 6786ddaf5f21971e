"""The published GRU against autograd, step by step."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

import engine
from engine import losses
from engine.analysis.jacobians import cell_gradient_terms, step_jacobians, weight_contributions
from tests.engine.torch_steps import FEW


def step(p: dict[str, Tensor], x: Tensor, h: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """h_t, r, z, n as printed in the paper, written out block by block."""
    H = h.shape[-1]
    V, W, b = p["weight_ih_l0"], p["weight_hh_l0"], p["bias_ih_l0"] + p["bias_hh_l0"]
    r = torch.sigmoid(x @ V[:H].T + h @ W[:H].T + b[:H])
    z = torch.sigmoid(x @ V[H : 2 * H].T + h @ W[H : 2 * H].T + b[H : 2 * H])
    n = torch.tanh(x @ V[2 * H :].T + (r * h) @ W[2 * H :].T + b[2 * H :])
    return (1 - z) * n + z * h, r, z, n


@FEW
@given(seed=st.integers(0, 99), steps=st.integers(1, 9), units=st.integers(1, 5), batch=st.integers(1, 3))
def test_every_signal_and_every_gradient_is_autograds(seed: int, steps: int, units: int, batch: int) -> None:
    network = engine.network("gru_reset_before", 2, units, seed=seed)
    inputs = np.random.default_rng(seed).normal(size=(steps, batch, 2))
    trace = engine.record(network, inputs, losses.every_step())
    p = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    h = torch.zeros(batch, units, dtype=torch.float64)
    kept: dict[str, list[Tensor]] = {"hidden": [], "reset_gate": [], "update_gate": [], "candidate": []}
    for x in torch.tensor(inputs):
        h, r, z, n = step(p, x, h)
        for name, value in (("hidden", h), ("reset_gate", r), ("update_gate", z), ("candidate", n)):
            value.retain_grad()
            kept[name].append(value)
    (0.5 * torch.stack(kept["hidden"]).square().sum()).backward()  # type: ignore[no-untyped-call]
    for name, values in kept.items():
        theirs = np.stack([value.detach().numpy() for value in values])
        np.testing.assert_allclose(trace[name][0, 0], theirs, rtol=1e-12, atol=1e-12)
        gradients = np.stack([value.grad.numpy() for value in values if value.grad is not None])
        np.testing.assert_allclose(trace.gradients[name][0, 0], gradients, rtol=1e-10, atol=1e-12)
    norms = weight_contributions(network, trace)
    for name, terms in weight_contributions(network, trace, terms=True).items():
        gradient = p[name].grad
        assert gradient is not None
        np.testing.assert_allclose(terms.sum(axis=0), gradient.numpy(), rtol=1e-10, atol=1e-12)
        of_terms = [np.linalg.norm(term) for term in terms]
        np.testing.assert_allclose(norms[name], of_terms, rtol=1e-9, atol=1e-14)


def test_its_step_jacobian_is_autograds_and_the_sum_of_its_paths() -> None:
    network = engine.network("gru_reset_before", 3, 5, seed=2)
    inputs = np.random.default_rng(1).normal(size=(6, 1, 3))
    trace = engine.record(network, inputs)
    p = {name: torch.tensor(weight) for name, weight in network.weights.items()}
    before = np.concatenate((np.zeros((1, 5)), trace["hidden"][0, 0, :-1, 0]))
    jacobians = step_jacobians(network, trace)
    for t in range(6):
        theirs = torch.func.jacrev(lambda h, t=t: step(p, torch.tensor(inputs[t, 0]), h)[0])(torch.tensor(before[t]))
        np.testing.assert_allclose(jacobians[t], theirs.numpy(), rtol=0, atol=1e-13)
    terms = cell_gradient_terms(network, trace)
    assert set(terms) == {"direct", "through_reset_gate", "through_update_gate", "through_candidate"}
    np.testing.assert_allclose(sum(terms.values()), jacobians, atol=1e-15)
