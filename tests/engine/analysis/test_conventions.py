"""The GRU's conventions: equal where they are only names, and different where they are not."""

import numpy as np
import pytest
import torch

import engine
from engine import Network
from engine.analysis.conventions import negate_update_gate, reset_before, z_writes


def run(seed: int, steps: int = 40, units: int = 7) -> tuple[Network, np.ndarray]:
    return engine.network("gru", 3, units, seed=seed), np.random.default_rng(seed).normal(size=(steps, 2, 3))


@pytest.mark.parametrize("seed", range(5))
def test_with_mapped_weights_z_that_writes_gives_the_states_of_torch(seed: int) -> None:
    network, inputs = run(seed)
    check = z_writes(network, inputs)
    with torch.no_grad():
        theirs = network.to_torch()(torch.tensor(inputs))[0][:, 0].numpy()
    np.testing.assert_allclose(check.states, theirs, rtol=0, atol=1e-12)
    assert check.largest <= 1e-12
    assert check.z_symbols == "writes"


def test_without_the_mapping_the_states_would_differ() -> None:
    network, inputs = run(0)
    unmapped = Network("gru", negate_update_gate(network.weights), 3, 7)
    assert z_writes(unmapped, inputs).largest <= 1e-12  # it maps what it is given …
    np.testing.assert_allclose(z_writes(network, inputs).states, engine.record(network, inputs)["hidden"][0, 0, :, 0])
    other = engine.record(unmapped, inputs)["hidden"]
    assert np.abs(other - engine.record(network, inputs)["hidden"]).max() > 0.01  # … and the mapping is not nothing


def test_the_mapping_undoes_itself_and_touches_z_alone() -> None:
    network, _ = run(3)
    mapped = negate_update_gate(network.weights)
    twice = negate_update_gate(mapped)
    for name, weight in network.weights.items():
        np.testing.assert_array_equal(twice[name], weight)
        np.testing.assert_array_equal(mapped[name][:7], weight[:7])
        np.testing.assert_array_equal(mapped[name][7:14], -weight[7:14])
        np.testing.assert_array_equal(mapped[name][14:], weight[14:])


def test_reset_before_and_after_differ_in_general_by_what_torch_finds() -> None:
    network, inputs = run(1)
    check = reset_before(network, inputs)
    weights = {name: torch.tensor(weight) for name, weight in network.weights.items()}
    V, W = weights["weight_ih_l0"], weights["weight_hh_l0"]
    b, c = weights["bias_ih_l0"], weights["bias_hh_l0"]
    h, states = torch.zeros(7, dtype=torch.float64), []
    for x in torch.tensor(inputs[:, 0]):
        r, z = torch.sigmoid(V[:14] @ x + b[:14] + W[:14] @ h + c[:14]).chunk(2)
        h = (1 - z) * torch.tanh(V[14:] @ x + b[14:] + W[14:] @ (r * h) + c[14:]) + z * h
        states.append(h.numpy())
    np.testing.assert_allclose(check.states, states, rtol=0, atol=1e-12)
    assert check.largest > 1e-3
    assert check.differences.shape == (40,)


def test_they_agree_where_the_reset_gate_is_open_and_where_nothing_is_mixed() -> None:
    network, inputs = run(2)
    opened = {name: np.array(weight) for name, weight in network.weights.items()}
    for weight in opened.values():
        weight[:7] = 0
    opened["bias_ih_l0"][:7] = 60.0  # σ(60) is 1 in float64
    assert reset_before(Network("gru", opened, 3, 7), inputs).largest <= 1e-12
    unmixed = {name: np.array(weight) for name, weight in network.weights.items()}
    unmixed["weight_hh_l0"][14:] = np.diag(np.diag(unmixed["weight_hh_l0"][14:]))
    assert reset_before(Network("gru", unmixed, 3, 7), inputs).largest > 1e-6  # b_hn stands behind r
    unmixed["bias_hh_l0"][14:] = 0
    assert reset_before(Network("gru", unmixed, 3, 7), inputs).largest <= 1e-12


def test_other_networks_are_refused() -> None:
    for network in (engine.network("lstm", 3, 4), engine.network("gru", 3, 4, num_layers=2)):
        with pytest.raises(ValueError, match="one GRU layer"):
            z_writes(network, np.zeros((3, 1, 3)))
