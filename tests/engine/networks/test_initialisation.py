"""Initialisations are what their names say, for every layer, direction and gate."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine import Init, Network, cells
from engine.cells.base import Array

UNITS = 16


def fresh(cell: str, init: str | Init, seed: int = 0) -> Network:
    return engine.network(cell, 5, UNITS, num_layers=2, bidirectional=True, init=init, seed=seed)


def blocks(network: Network, start: str) -> list[Array]:
    """Every gate's block of the parameters whose names begin so."""
    count = len(cells.get(network.cell).blocks)
    return [block for name, w in network.weights.items() if name.startswith(start) for block in np.split(w, count)]


def radius(matrix: Array) -> float:
    return float(np.abs(np.linalg.eigvals(matrix)).max())


@pytest.mark.parametrize("cell", cells.names())
def test_the_default_is_pytorchs(cell: str) -> None:
    network = engine.network(cell, 20, 25, seed=3)
    bound = 1 / np.sqrt(25)
    own = {f"{each.name}_l0" for each in cells.get(cell).own_parameters(20, 25)}  # they may begin elsewhere
    weights = {name: weight for name, weight in network.weights.items() if name not in own}
    for name, weight in weights.items():
        assert np.abs(weight).max(initial=0.0) <= bound, name
    drawn = np.concatenate([weight.ravel() for weight in weights.values()])
    assert np.abs(drawn).max() > 0.99 * bound
    assert drawn.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)
    assert network.weights["bias_ih_l0"].any()
    assert network.weights["bias_hh_l0"].any() == bool(cells.get(cell).recurrent_blocks)


def test_one_seed_is_one_network_and_no_global_state_is_touched() -> None:
    state = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    assert fresh("lstm", "gaussian", 4) == fresh("lstm", "gaussian", 4)
    assert fresh("lstm", "gaussian", 4) != fresh("lstm", "gaussian", 5)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # type: ignore[index]  # noqa: NPY002


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
def test_orthogonal_blocks(cell: str) -> None:
    for block in blocks(fresh(cell, "orthogonal"), "weight_hh"):
        np.testing.assert_allclose(block @ block.T, np.eye(UNITS), atol=1e-12)
    for block in blocks(fresh(cell, Init("orthogonal", spectral_radius=1.1)), "weight_hh"):
        np.testing.assert_allclose(block @ block.T, 1.21 * np.eye(UNITS), atol=1e-12)


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
@pytest.mark.parametrize(
    ("init", "expected"),
    [
        (Init("gaussian"), 1.0),
        (Init("gaussian", spectral_radius=0.9), 0.9),
        (Init("default", spectral_radius=1.5), 1.5),
        (Init("gaussian", spectral_radius=0.0), 0.0),
    ],
)
def test_the_spectral_radius_is_as_asked_for(cell: str, init: Init, expected: float) -> None:
    for block in blocks(fresh(cell, init), "weight_hh"):
        assert radius(block) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("kind", ["orthogonal", "gaussian", "identity"])
def test_all_but_the_default_have_zero_biases_and_the_defaults_input_weights(kind: str) -> None:
    network, default = fresh("elman", kind, 7), fresh("elman", "default", 7)
    assert not any(block.any() for block in blocks(network, "bias"))
    for ours, theirs in zip(blocks(network, "weight_ih"), blocks(default, "weight_ih"), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("cell", ["elman", "elman_relu"])
def test_the_identity(cell: str) -> None:
    for block in blocks(fresh(cell, "identity"), "weight_hh"):
        np.testing.assert_array_equal(block, np.eye(UNITS))
    for block in blocks(fresh(cell, Init("identity", spectral_radius=0.5)), "weight_hh"):
        np.testing.assert_allclose(block, 0.5 * np.eye(UNITS))


def test_the_input_scale_is_a_factor_of_the_input_weights() -> None:
    plain, scaled = fresh("gru", "default"), fresh("gru", Init(input_scale=3.0))
    for name, weight in plain.weights.items():
        factor = 3.0 if name.startswith("weight_ih") else 1.0
        np.testing.assert_array_equal(scaled.weights[name], factor * weight)


@pytest.mark.parametrize(
    ("cell", "gate"),
    [
        ("lstm", "forget_gate"),
        ("lstm_peephole", "forget_gate"),
        ("lstm_no_input_gate", "forget_gate"),
        ("lstm_no_output_gate", "forget_gate"),
        ("lstm_coupled", "forget_gate"),
        ("gru", "update_gate"),
    ],
)
@pytest.mark.parametrize("kind", ["default", "orthogonal"])
def test_the_forget_bias_is_the_total_in_every_layer_and_direction(cell: str, gate: str, kind: str) -> None:
    network = fresh(cell, Init(kind, forget_bias=2.0))
    at = cells.get(cell).blocks.index(gate)
    for layer in range(2):
        for direction in range(2):
            weights = network.layer(layer, direction)
            assert weights.bias_ih is not None
            assert weights.bias_hh is not None
            np.testing.assert_array_equal(np.split(weights.bias_ih, len(cells.get(cell).blocks))[at], 2.0)
            np.testing.assert_array_equal(np.split(weights.bias_hh, len(cells.get(cell).blocks))[at], 0.0)
    if kind == "orthogonal":  # at rest the gate shows its bias and nothing else
        values = engine.record(network, np.zeros((1, 1, 5)))[gate]
        np.testing.assert_allclose(values[0], 1 / (1 + np.exp(-2.0)))


@pytest.mark.parametrize(
    ("cell", "init", "message"),
    [
        ("lstm", Init("identity"), "LSTM has gates"),
        ("gru", Init("identity"), "GRU has gates"),
        ("elman", Init(forget_bias=1.0), "no gate that keeps"),
        ("lstm_1997", Init(forget_bias=1.0), "LSTM of 1997 has no gate that keeps its memory"),
    ],
)
def test_impossible_combinations_are_refused(cell: str, init: Init, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fresh(cell, init)


def test_more_that_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'xavier'.*default, orthogonal"):
        fresh("elman", "xavier")
    for wrong in ({"spectral_radius": -1.0}, {"spectral_radius": float("nan")}, {"forget_bias": float("inf")}):
        with pytest.raises(ValueError, match="should be"):
            Init(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="without biases"):
        engine.network("lstm", 3, 4, init=Init(forget_bias=1.0), bias=False)
    with pytest.raises(ValueError, match="not square"):
        engine.network("lstm", 3, 4, init=Init(spectral_radius=1.0), proj_size=2)


def test_an_init_is_a_value() -> None:
    assert Init("orthogonal") == Init("orthogonal")
    assert len({Init(), Init("default"), Init(forget_bias=1.0)}) == 2
