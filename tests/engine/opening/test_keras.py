"""Layers in Keras' layout compute what Keras' equations say, which are written out here once more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

import engine
from engine.learning.tasks import InputProblem
from engine.opening.files import read
from engine.opening.finding import answers, embeddings, find
from tests.engine.opening.saved import npz

Array = NDArray[np.float64]
D, H = 3, 5


def sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-a)))


def lstm(x: Array, K: Array, W: Array, b: Array) -> Array:
    """keras.layers.LSTM: the columns are those of i, f, c, o."""
    h, c, states = np.zeros(H), np.zeros(H), []
    for x_t in x:
        z_i, z_f, z_c, z_o = np.split(x_t @ K + h @ W + b, 4)
        c = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_c)
        h = sigmoid(z_o) * np.tanh(c)
        states.append(h)
    return np.array(states)


def gru_after(x: Array, K: Array, W: Array, b: Array) -> Array:
    """keras.layers.GRU(reset_after=True): columns z, r, h, and a bias on either side."""
    h, states = np.zeros(H), []
    for x_t in x:
        x_z, x_r, x_h = np.split(x_t @ K + b[0], 3)
        h_z, h_r, h_h = np.split(h @ W + b[1], 3)
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        h = z * h + (1 - z) * np.tanh(x_h + r * h_h)
        states.append(h)
    return np.array(states)


def gru_before(x: Array, K: Array, W: Array, b: Array) -> Array:
    """keras.layers.GRU(reset_after=False): the gate acts on the state, before the product."""
    h, states = np.zeros(H), []
    W_z, W_r, W_h = np.split(W, 3, axis=1)
    for x_t in x:
        x_z, x_r, x_h = np.split(x_t @ K + b, 3)
        z, r = sigmoid(x_z + h @ W_z), sigmoid(x_r + h @ W_r)
        h = z * h + (1 - z) * np.tanh(x_h + (r * h) @ W_h)
        states.append(h)
    return np.array(states)


def simple(x: Array, K: Array, W: Array, b: Array) -> Array:
    """keras.layers.SimpleRNN with tanh."""
    h, states = np.zeros(H), []
    for x_t in x:
        h = np.tanh(x_t @ K + b + h @ W)
        states.append(h)
    return np.array(states)


def drawn(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


def weights(gates: int, two: bool = False, seed: int = 0) -> tuple[Array, Array, Array]:
    bias = (2, gates * H) if two else (gates * H,)
    return drawn(D, gates * H, seed=seed), drawn(H, gates * H, seed=seed + 1), drawn(*bias, seed=seed + 2)


CASES = [
    ("lstm", "lstm_cell", lstm, weights(4)),
    ("gru", "gru_cell", gru_after, weights(3, two=True)),
    ("gru_reset_before", "gru_cell_2", gru_before, weights(3)),
    ("elman", "simple_rnn_cell", simple, weights(1)),
]


@pytest.mark.parametrize("end", ["", ":0"])
@pytest.mark.parametrize(("cell", "inside", "equations", "given"), CASES, ids=[case[0] for case in CASES])
def test_a_layer_computes_what_keras_computes(
    cell: str, inside: str, equations: Callable[..., Array], given: tuple[Array, Array, Array], end: str
) -> None:
    names = ("kernel", "recurrent_kernel", "bias")
    saved = {f"net/layer_1/{inside}/{name}{end}": values for name, values in zip(names, given, strict=True)}
    (layer,) = find(read(npz(saved | {f"net/dense/kernel{end}": drawn(H, 2)}), "model.npz")).layers
    assert (layer.path, layer.layout, layer.cells[0]) == ("net/layer_1", "Keras", cell)
    x = drawn(9, D, seed=7)
    outputs = engine.record(layer.network(cell), x).outputs[:, 0]
    np.testing.assert_allclose(outputs, equations(x, *given), rtol=1e-12, atol=1e-12)
    assert not np.allclose(outputs, equations(x, given[0], given[1], -given[2])), "the biases are in it"


def test_both_directions_are_one_layer() -> None:
    sides = {side: weights(4, seed=seed) for side, seed in (("forward", 1), ("backward", 2))}
    names = ("kernel", "recurrent_kernel", "bias")
    saved = {
        f"net/bidirectional/{side}_lstm/lstm_cell/{name}": values
        for side, given in sides.items()
        for name, values in zip(names, given, strict=True)
    }
    (layer,) = find(read(npz(saved), "model.npz")).layers
    assert (layer.path, layer.directions) == ("net/bidirectional/lstm", 2)
    x = drawn(6, D, seed=3)
    outputs = engine.record(layer.network(), x).outputs[:, 0]
    np.testing.assert_allclose(outputs[:, :H], lstm(x, *sides["forward"]), atol=1e-12)
    np.testing.assert_allclose(outputs[:, H:], lstm(x[::-1], *sides["backward"])[::-1], atol=1e-12)

    alone = {name: values for name, values in saved.items() if "forward" in name}
    (one_side,) = find(read(npz(alone), "model.npz")).layers
    assert (one_side.path, one_side.directions) == ("net/bidirectional/forward_lstm", 1)


def test_weights_without_names_are_found_in_their_order() -> None:
    embedding, given, dense = drawn(20, D), weights(3, two=True), (drawn(H, 2), drawn(2))
    saved = {f"arr_{index}": values for index, values in enumerate((embedding, *given, *dense))}
    opened = read(npz(saved), "model.npz")
    (layer,) = find(opened).layers
    assert (layer.path, layer.cells, layer.names) == ("arr_1", ("gru",), ("arr_1", "arr_2", "arr_3"))
    assert [one.name for one in embeddings(opened, layer)] == ["arr_0"]
    x = drawn(4, D)
    np.testing.assert_allclose(engine.record(layer.network(), x).outputs[:, 0], gru_after(x, *given), atol=1e-12)

    without = {f"arr_{index}": values for index, values in enumerate((*given[:2], *dense))}
    (layer,) = find(read(npz(without), "model.npz")).layers
    assert (layer.bias, layer.cells) == (False, ("gru", "gru_reset_before"))


def test_a_gru_without_biases_is_asked_about() -> None:
    K, W, _ = weights(3)
    (layer,) = find(read(npz({"gru/kernel": K, "gru/recurrent_kernel": W}), "model.npz")).layers
    assert layer.question is not None
    assert layer.question.choices == ("gru", "gru_reset_before")
    x, none = drawn(6, D), np.zeros(3 * H)
    for cell, expected in (
        ("gru", gru_after(x, K, W, np.stack((none, none)))),
        ("gru_reset_before", gru_before(x, K, W, none)),
    ):
        np.testing.assert_allclose(engine.record(layer.network(cell), x).outputs[:, 0], expected, atol=1e-12)
    for wrong in (None, "lstm"):
        with pytest.raises(InputProblem, match="Please say first what “gru” is: GRU, GRU, reset before the product"):
            layer.network(wrong)


def test_what_stands_before_and_behind_a_layer() -> None:
    K, W, b = weights(4)
    saved = {
        "net/embedding/embeddings": drawn(20, D),
        "net/lstm/kernel": K,
        "net/lstm/recurrent_kernel": W,
        "net/lstm/bias": b,
        "net/other/kernel": drawn(H, 7),
        "net/dense/kernel": drawn(H, 2),
        "net/dense/bias": drawn(2),
    }
    opened = read(npz(saved), "model.npz")
    (layer,) = find(opened).layers
    (embedding,) = embeddings(opened, layer)
    assert embedding.name == "net/embedding/embeddings"
    first, second = answers(opened, layer)
    assert (first.name, second.name) == ("net/dense/kernel", "net/other/kernel")
    np.testing.assert_array_equal(first.readout().weight, saved["net/dense/kernel"].T)
    np.testing.assert_array_equal(first.readout().bias, saved["net/dense/bias"])
    assert not second.readout().bias.any()


@pytest.mark.parametrize(
    ("saved", "sentence"),
    [
        ({"recurrent_kernel": drawn(H, 4 * H)}, "the kernel beside it is missing"),
        ({"kernel": drawn(D, 4 * H), "recurrent_kernel": drawn(H, 2 * H)}, "has 10 sums for 5 units"),
        ({"kernel": drawn(D, 3 * H), "recurrent_kernel": drawn(H, 4 * H)}, "weight_ih_l0 of “lstm” has the shape"),
        (
            {"kernel": drawn(D, 4 * H), "recurrent_kernel": drawn(H, 4 * H), "bias": drawn(2, 4 * H)},
            "no bias of a layer",
        ),
        ({"kernel": drawn(2, 2, D, 4 * H), "recurrent_kernel": drawn(2, 2, H, 4 * H)}, "has 2 axes"),
    ],
)
def test_what_is_no_layer_is_explained(saved: dict[str, Array], sentence: str) -> None:
    found = find(read(npz({f"lstm/{name}": values for name, values in saved.items()}), "model.npz"))
    assert not found.layers
    (unclear,) = found.unclear
    assert (unclear.path, sentence in str(unclear.problem)) == ("lstm", True), str(unclear.problem)
