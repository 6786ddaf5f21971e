"""What sets the minimal cells and the mutations of 2015 apart, beside what every cell is tested for."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine import Network, cells, losses
from engine.cells.base import Array
from engine.networks.cost import multiply_adds, parameter_count

INPUTS = np.random.default_rng(0).normal(size=(9, 2, 3))
DIAGONAL = ["min_gru"]


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


@pytest.mark.parametrize("cell", ["min_gru", "mut1", "mut2", "mut3"])
def test_at_rest_as_much_is_kept_as_the_forget_bias_asks_for(cell: str) -> None:
    network = engine.network(cell, 3, 4, init=engine.Init("orthogonal", forget_bias=2.0))
    assert not cells.get(cell).memory_gate_keeps
    kept = engine.cell_gradient_terms(engine.record(network, np.zeros((3, 1, 3))))["direct"]
    np.testing.assert_allclose(np.einsum("tuu->tu", kept), sigmoid(np.array(2.0)), rtol=1e-12)
