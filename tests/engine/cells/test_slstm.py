"""What the sLSTM alone promises: a stabiliser that changes no output, and numbers where e^x has none."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import engine
from engine import Hold, Network, Trace, cells, losses
from engine.cells.base import Array

INPUTS = np.random.default_rng(5).normal(size=(12, 2, 3))


def run(network: Network | None = None, **options: object) -> Trace:
    return engine.record(network or engine.network("slstm", 3, 4, seed=2), INPUTS, losses.every_step(), **options)  # type: ignore[arg-type]


def with_bias(**sums: float) -> Network:
    """A network some of whose gates have a large sum at every step."""
    fresh = engine.network("slstm", 3, 4, seed=2)
    weights = {name: np.array(weight) for name, weight in fresh.weights.items()}
    for block, value in sums.items():
        rows = cells.get("slstm").blocks.index(block) * 4
        weights["bias_ih_l0"][rows : rows + 4] += value
    return Network("slstm", weights, 3, 4)


def without_stabiliser(network: Network, inputs: Array) -> Array:
    """The paper's equations 8 to 10 as they stand, with i = e^a: (T, B, H)."""
    weights = network.layer(0)
    h = c = n = np.zeros((inputs.shape[1], 4))
    found = []
    for x in inputs:
        a_i, a_f, a_g, a_o = np.split(x @ weights.weight_ih.T + weights.bias + h @ weights.weight_hh.T, 4, axis=-1)
        i, f, o = np.exp(a_i), 1 / (1 + np.exp(-a_f)), 1 / (1 + np.exp(-a_o))
        c, n = f * c + i * np.tanh(a_g), f * n + i
        h = o * c / n
        found.append(h)
    return np.array(found)


def test_it_is_the_papers_equations_without_the_stabiliser() -> None:
    for network in (engine.network("slstm", 3, 4, seed=2), with_bias(input_gate=9.0, forget_gate=-4.0)):
        np.testing.assert_allclose(run(network)["hidden"][0, 0], without_stabiliser(network, INPUTS), rtol=1e-13)


def test_one_gate_is_always_wholly_open_and_the_normaliser_at_least_1() -> None:
    trace = run()
    i, f, n = (trace[name][0, 0] for name in ("input_gate", "forget_gate", "normaliser"))
    np.testing.assert_array_equal(np.maximum(i, f), 1.0)
    assert (n >= 1.0).all()
    # nothing is stored before the first step: it is measured in its own unit
    assert (i[0] == 1.0).all()
    assert (f[0] == 0.0).all()
    np.testing.assert_array_equal(trace["stabiliser"][0, 0, 0], trace["input_gate_preactivation"][0, 0, 0])


@pytest.mark.parametrize("value", [-3.0, 0.0, 5.0])
def test_no_output_and_no_gradient_depends_on_the_unit_of_measurement(value: float) -> None:
    free, other = run(), run(interventions=[Hold("stabiliser", value)])
    assert np.abs(other["cell"] - free["cell"]).max() > 0.1
    np.testing.assert_allclose(other["hidden"], free["hidden"], rtol=1e-12)
    for name, terms in engine.weight_contributions(free, terms=True).items():
        np.testing.assert_allclose(engine.weight_contributions(other, terms=True)[name], terms, rtol=1e-10, atol=1e-14)
    assert not free.gradients["stabiliser"].any()
    jacobians = engine.step_jacobians(free)
    assert jacobians.shape == (12, 16, 16)
    assert not jacobians[:, 12:].any()
    assert not jacobians[:, :, 12:].any()


def test_going_back_through_the_stabiliser_too_would_change_no_gradient() -> None:
    """autograd through max(…), nothing detached: the paths through m cancel."""
    network = engine.network("slstm", 3, 4, seed=2)
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    h = c = n = torch.zeros(2, 4, dtype=torch.float64)
    m = torch.full((2, 4), -torch.inf, dtype=torch.float64)
    loss = torch.zeros((), dtype=torch.float64)
    for x in torch.tensor(INPUTS):
        a = (
            x @ weights["weight_ih_l0"].T
            + weights["bias_ih_l0"]
            + h @ weights["weight_hh_l0"].T
            + weights["bias_hh_l0"]
        )
        a_i, a_f, a_g, a_o = a.chunk(4, dim=-1)
        log_f = torch.nn.functional.logsigmoid(a_f) + m
        m = torch.maximum(log_f, a_i)
        i, f = (a_i - m).exp(), (log_f - m).exp()
        c, n = f * c + i * a_g.tanh(), f * n + i
        h = a_o.sigmoid() * c / n
        loss = loss + 0.5 * h.square().sum()
    torch.autograd.backward(loss)
    for name, factors in run(network).part().weight_factors().items():
        gradient = weights[f"{name}_l0"].grad
        assert gradient is not None
        np.testing.assert_allclose(factors.total(), gradient.numpy(), rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize(
    "sums",
    [
        {"input_gate": -800.0},
        {"input_gate": 800.0},
        {"forget_gate": -800.0},
        {"forget_gate": 800.0, "input_gate": -800.0},
        {"input_gate": 800.0, "forget_gate": -800.0, "candidate": 800.0, "output_gate": -800.0},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("error")
def test_sums_far_beyond_what_e_to_the_x_can_take(sums: dict[str, float]) -> None:
    trace = run(with_bias(**sums))
    assert trace.first_nonfinite is None
    assert (trace["normaliser"] >= 1.0).all()
    assert engine.verify(trace).largest < 1e-12  # the last digit of 800 is 1.1e-13
    assert np.isfinite(engine.step_jacobians(trace)).all()


def test_a_run_goes_on_from_the_state_that_it_was_left_in() -> None:
    network, whole = engine.network("slstm", 3, 4, seed=2), run()
    left = {name: whole[name][0, 0, 4] for name in cells.get("slstm").state}
    again = engine.record(network, INPUTS[5:], initial_state={(0, 0): left})
    for name, values in whole.signals.items():
        np.testing.assert_array_equal(again[name][0, 0], values[0, 0, 5:])
    # the same memory in another unit: c and n divided by e, m one more
    other = {
        **left,
        "cell": left["cell"] / np.e,
        "normaliser": left["normaliser"] / np.e,
        "stabiliser": left["stabiliser"] + 1,
    }
    moved = engine.record(network, INPUTS[5:], initial_state={(0, 0): other})
    np.testing.assert_allclose(moved["hidden"], again["hidden"], rtol=1e-13)


def test_a_unit_that_has_stored_nothing_begins_anew_whatever_its_unit_of_measurement() -> None:
    network = engine.network("slstm", 3, 4, seed=2)
    start = np.array([[0.0, -500.0, 500.0, 7.0]] * 2)
    for_one = engine.record(network, INPUTS, initial_state={(0, 0): {"stabiliser": start}})
    np.testing.assert_array_equal(for_one["hidden"], run()["hidden"])
    part_full = {"cell": np.array([[0.0, 0.3, 0, 0]] * 2), "normaliser": np.array([[0.0, 2.0, 0, 0]] * 2)}
    mixed = engine.record(network, INPUTS, losses.every_step(), initial_state={(0, 0): part_full})
    assert (mixed["forget_gate"][0, 0, 0] > 0).tolist() == [[False, True, False, False]] * 2
    assert engine.verify(mixed).largest < 1e-13


def test_a_hidden_state_is_a_weighted_mean_of_candidates() -> None:
    trace = run(with_bias(input_gate=3.0))
    o, g, h = (trace[name][0, 0] for name in ("output_gate", "candidate", "hidden"))
    weights = np.exp(trace["input_gate_preactivation"][0, 0])
    kept = 1 / (1 + np.exp(-trace["forget_gate_preactivation"][0, 0]))
    shares = np.stack([weights[k] * kept[k + 1 :].prod(axis=0) for k in range(12)])
    np.testing.assert_allclose(h[-1], o[-1] * (shares * g).sum(axis=0) / shares.sum(axis=0), rtol=1e-12)
