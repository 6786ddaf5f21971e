"""What sets the minimal cells and the mutations of 2015 apart, beside what every cell is tested for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.func import jacrev

import engine
from engine import Network, cells, losses
from engine.cells.base import Array
from engine.networks.cost import multiply_adds, parameter_count
from tests.engine.examples import numbers, oracle, small_network, states

INPUTS = np.random.default_rng(0).normal(size=(9, 2, 3))
DIAGONAL = ["min_gru", "min_lstm"]


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


@pytest.mark.parametrize("cell", DIAGONAL)
def test_the_influence_of_a_unit_is_a_plain_product_of_numbers(cell: str) -> None:
    trace = engine.record(engine.network(cell, 3, 4, seed=1), INPUTS)
    jacobians = engine.step_jacobians(trace, batch=1)
    factors = np.einsum("tuu->tu", jacobians)
    np.testing.assert_array_equal(jacobians, np.einsum("tu,uv->tuv", factors, np.eye(4)))
    assert set(engine.cell_gradient_terms(trace)) == {"direct"}
    norms = engine.influence(trace, batch=1)
    np.testing.assert_allclose(engine.direct_path(trace, batch=1), norms, rtol=1e-12)
    for k in range(9):
        for t in range(k + 1, 9):
            assert np.exp(norms[t, k]) == pytest.approx(factors[k + 1 : t + 1].prod(axis=0).max(), rel=1e-9)


@pytest.mark.parametrize("cell", DIAGONAL)
def test_a_cell_whose_gates_do_not_see_the_past_has_no_weights_for_it(cell: str) -> None:
    network, blocks = engine.network(cell, 3, 4, num_layers=2, bidirectional=True), len(cells.get(cell).blocks)
    assert network.weights["weight_hh_l1_reverse"].shape == (0, 4)
    assert network.weights["bias_hh_l1_reverse"].shape == (0,)
    assert parameter_count(cell, 3, 4) == blocks * 4 * (3 + 1)
    assert multiply_adds(cell, 3, 4) == blocks * 4 * 3 + cells.get(cell).products * 4
    norms = engine.weight_contributions(engine.record(network, INPUTS, losses.every_step()))
    assert (norms["weight_hh_l0"] == 0).all()
    assert (norms["weight_ih_l0"] > 0).all()


@pytest.mark.parametrize("cell", ["mut1", "mut2", "mut3"])
def test_with_inputs_of_as_many_features_as_units_a_mutation_is_the_papers(cell: str) -> None:
    """The update as Jozefowicz et al. print it, with e_t = x_t."""
    H = 3
    network = engine.network(cell, H, H, seed=4)
    weights = dict(network.weights)
    if cells.get(cell).embeds:
        weights["weight_embedding_l0"] = np.eye(H)
        network = Network(cell, weights, H, H)
    kind = cells.get(cell)
    V = dict(zip(kind.input_blocks, np.split(weights["weight_ih_l0"], len(kind.input_blocks)), strict=True))
    W = dict(zip(kind.recurrent_blocks, np.split(weights["weight_hh_l0"], len(kind.recurrent_blocks)), strict=True))
    b = {block: np.zeros(H) for block in kind.blocks}
    for name, blocks in (("bias_ih_l0", kind.input_blocks), ("bias_hh_l0", kind.recurrent_blocks)):
        for block, part in zip(blocks, np.split(weights[name], len(blocks)), strict=True):
            b[block] = b[block] + part
    b_r, b_z, b_n = (b[block] for block in kind.blocks)
    h, states = np.zeros(H), []
    for x in INPUTS[:, 0]:
        if cell == "mut1":
            z = sigmoid(V["update_gate"] @ x + b_z)
            r = sigmoid(V["reset_gate"] @ x + W["reset_gate"] @ h + b_r)
            n = np.tanh(W["candidate"] @ (r * h) + np.tanh(x) + b_n)
        elif cell == "mut2":
            z = sigmoid(V["update_gate"] @ x + W["update_gate"] @ h + b_z)
            r = sigmoid(x + W["reset_gate"] @ h + b_r)
            n = np.tanh(W["candidate"] @ (r * h) + V["candidate"] @ x + b_n)
        else:
            z = sigmoid(V["update_gate"] @ x + W["update_gate"] @ np.tanh(h) + b_z)
            r = sigmoid(V["reset_gate"] @ x + W["reset_gate"] @ h + b_r)
            n = np.tanh(W["candidate"] @ (r * h) + V["candidate"] @ x + b_n)
        h = n * z + h * (1 - z)
        states.append(h)
    np.testing.assert_allclose(engine.record(network, INPUTS)["hidden"][0, 0, :, 0], states, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("cell", ["min_gru", "min_lstm", "mut1", "mut2", "mut3"])
def test_at_rest_as_much_is_kept_as_the_forget_bias_asks_for(cell: str) -> None:
    network = engine.network(cell, 3, 4, init=engine.Init("orthogonal", forget_bias=2.0))
    kept = engine.cell_gradient_terms(engine.record(network, np.zeros((3, 1, 3))))["direct"]
    np.testing.assert_allclose(np.einsum("tuu->tu", kept), sigmoid(np.array(2.0)), rtol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_goes_where_torch_lets_it_go_in_a_min_lstm(bad: float) -> None:
    network, inputs = small_network("min_lstm", bidirectional=True), numbers(5, 2, 3)
    inputs[2, 1, 0] = bad
    trace = engine.record(network, inputs.numpy(), losses.every_step())
    truth = oracle(network, inputs, states(network, 2))
    torch.autograd.backward(0.5 * truth.outputs.square().sum())
    for name, values in truth.values().items():
        np.testing.assert_allclose(trace[name], values, rtol=1e-12, atol=1e-12, err_msg=name)
    for name, values in truth.gradients().items():
        ours = trace.gradients[name]
        if name in ("forget_gate", "input_gate"):  # divided by a sum of 0 or NaN: only that it is not finite is sure
            assert not np.isfinite(ours[:, :, 2, 1]).any()
            ours, values = np.delete(ours, 2, axis=2), np.delete(values, 2, axis=2)
        np.testing.assert_allclose(ours, values, rtol=1e-12, atol=1e-12, err_msg=name)
    assert np.isfinite(trace.gradients["forget_gate"][:, :, :, 0]).all(), "the other sequence is untouched"


def shares(sums: list[list[float]]) -> engine.Trace:
    """A minLSTM of one unit in which a step's forget and input gate have the given sums, and the candidate is 1."""
    weights = {
        "weight_ih_l0": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]),
        "weight_hh_l0": np.zeros((0, 1)),
        "bias_ih_l0": np.array([0.0, 0.0, 1.0]),
        "bias_hh_l0": np.zeros(0),
    }
    return engine.record(Network("min_lstm", weights, 2, 1), np.array(sums), losses.every_step())


@pytest.mark.filterwarnings("error")
def test_the_shares_of_a_min_lstm_are_numbers_where_both_gates_round_to_zero() -> None:
    sums = [[-800.0, -800.0], [-800.0, -801.0], [-1e5, -1e5 - 2], [-740.0, -800.0], [-50.0, 60.0], [600.0, 700.0]]
    trace = shares(sums)
    f, i = trace["normalised_forget_gate"].ravel(), trace["normalised_input_gate"].ravel()
    assert (trace["forget_gate"].ravel()[:3] == 0.0).all()
    odds = np.array([0.0, 1.0, 2.0, 60.0, -50.0, 0.0])  # log f - log i; a gate that is open has log 0
    np.testing.assert_allclose(f, sigmoid(odds), rtol=1e-12)
    np.testing.assert_allclose(i, sigmoid(-odds), rtol=1e-12)
    h, dh = trace["hidden"].ravel(), trace.gradients["hidden"].ravel()
    du = dh * (np.r_[0.0, h[:-1]] - 1.0) * sigmoid(odds) * sigmoid(-odds)
    with np.errstate(over="ignore"):
        one_minus_f, one_minus_i = sigmoid(-np.array(sums)).T
    of_f, of_i = (trace.gradients[f"{gate}_gate_preactivation"].ravel() for gate in ("forget", "input"))
    np.testing.assert_allclose(of_f, du * one_minus_f, rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(of_i, -du * one_minus_i, rtol=1e-9, atol=1e-300)
    assert (of_f[:4] != 0).all()
    differences = engine.verify(trace).absolute
    for name in ("hidden", "normalised_forget_gate", "gradient:forget_gate_preactivation", "gradient:hidden"):
        assert differences[name] < 1e-12, name


def test_a_gate_of_a_min_lstm_held_shut_leaves_all_to_the_other() -> None:
    network = small_network("min_lstm")
    for gate, kept in (("forget_gate", 0.0), ("input_gate", 1.0)):
        trace = engine.record(network, INPUTS, losses.every_step(), interventions=[engine.Hold(gate, 0.0)])
        assert (trace["normalised_forget_gate"] == kept).all()
        assert engine.verify(trace).largest < 1e-12
        assert np.isfinite(trace.gradients[gate]).all()
    both = [engine.Hold("forget_gate", 0.0), engine.Hold("input_gate", 0.0)]
    trace = engine.record(network, INPUTS, interventions=both)
    assert np.isnan(trace["normalised_forget_gate"]).all(), "0 / 0 is not hidden"


@pytest.mark.parametrize("cell", ["gru_reset_before", "mut1", "mut2", "mut3"])
def test_each_path_through_a_reset_before_the_product_is_the_derivative_along_it_alone(cell: str) -> None:
    network, kind = engine.network(cell, 3, 4, seed=6), cells.get(cell)
    trace = engine.record(network, INPUTS)
    weights = {name.removesuffix("_l0"): torch.tensor(weight) for name, weight in network.weights.items()}
    rows = {
        name: dict(zip(blocks, weights[name].chunk(len(blocks)), strict=True))
        for name, blocks in (
            ("weight_ih", kind.input_blocks),
            ("bias_ih", kind.input_blocks),
            ("weight_hh", kind.recurrent_blocks),
            ("bias_hh", kind.recurrent_blocks),
        )
    }

    def summed(block: str, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        a = torch.zeros(4, dtype=torch.float64)
        if block in kind.input_blocks:
            a = a + rows["weight_ih"][block] @ x + rows["bias_ih"][block]
        if block in kind.recurrent_blocks:
            a = a + rows["weight_hh"][block] @ seen + rows["bias_hh"][block]
        return a

    terms = engine.cell_gradient_terms(trace)
    names = ["direct", "through_reset_gate", "through_update_gate", "through_candidate"]
    assert list(terms) == [name for name in names if cell != "mut1" or name != "through_update_gate"]
    for t in range(1, 9):
        x = torch.tensor(INPUTS[t, 0])
        x = weights["weight_embedding"] @ x if kind.embeds else x

        def hidden(  # a copy of h_{t-1} for every path
            direct: torch.Tensor,
            reset: torch.Tensor,
            update: torch.Tensor,
            candidate: torch.Tensor,
            x: torch.Tensor = x,
        ) -> torch.Tensor:
            r = torch.sigmoid(summed("reset_gate", x, reset) + (x if cell == "mut2" else 0))
            z = torch.sigmoid(summed("update_gate", x, torch.tanh(update) if cell == "mut3" else update))
            n = torch.tanh(summed("candidate", x, r * candidate) + (torch.tanh(x) if cell == "mut1" else 0))
            return z * direct + (1 - z) * n if cell == "gru_reset_before" else z * n + (1 - z) * direct

        before = torch.tensor(trace["hidden"][0, 0, t - 1, 0])
        for argument, name in enumerate(names):
            if name in terms:
                alone = jacrev(hidden, argnums=argument)(before, before, before, before)
                np.testing.assert_allclose(terms[name][t], alone.numpy(), atol=1e-12, err_msg=name)
