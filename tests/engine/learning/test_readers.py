"""Readers: what they are trained for, how they learn, and what is asked of them afterwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

import engine
from engine.learning.readers import (
    Reader,
    ReaderRecipe,
    Way,
    gradient_shares,
    lasting,
    run_in_torch,
    train_reader,
    untrained,
)
from engine.learning.reading_tasks import READING_TASKS, clue_batch, majority_batch, odd_words, odd_words_batch
from engine.learning.tasks.sequence import Batch
from engine.networks.readout import Readout

SMALL = ReaderRecipe("clue", units=4, steps=6, way="mean", length=20, batch=16)
WAYS: tuple[Way, ...] = ("asked", "last", "mean", "max")


def test_a_clue_stands_in_the_first_tenth() -> None:
    batch = clue_batch(40, 200, np.random.default_rng(0))
    symbols = batch.inputs.argmax(axis=2)
    places, columns = np.nonzero(symbols < 2)
    assert set(places) == {0, 1, 2, 3}
    assert sorted(columns) == list(range(200))
    np.testing.assert_array_equal(symbols[places, columns], batch.targets[columns])


def test_a_majority_is_never_a_tie() -> None:
    batch = majority_batch(4, 500, np.random.default_rng(0))
    of_b = batch.inputs[..., 1].sum(axis=0)
    assert not (of_b == 2).any()
    np.testing.assert_array_equal(batch.targets, of_b > 2)


def test_odd_words_are_counted_at_their_ends() -> None:
    typed = "1 11 0 1  111 10 1"
    symbols = np.array([["01 ".index(letter)] for letter in typed])
    # after each blank, how many of the words before it have an odd number of ones, modulo 3
    told = {1: 1, 4: 1, 6: 1, 8: 2, 9: 2, 13: 0, 16: 1}
    np.testing.assert_array_equal(odd_words(symbols)[:, 0], [told.get(step, -1) for step in range(len(typed))])
    batch = odd_words_batch(30, 7, np.random.default_rng(0))
    np.testing.assert_array_equal(odd_words(batch.inputs.argmax(axis=2)), batch.targets)


def test_the_same_recipe_gives_the_same_weights() -> None:
    first, *_, last = train_reader(SMALL, every=1)
    *_, again = train_reader(SMALL)
    *_, other = train_reader(replace(SMALL, seed=1))
    assert last.step == 6
    for name, values in last.model.parameters.items():
        np.testing.assert_array_equal(values, again.model.parameters[name])
        assert not np.array_equal(values, first.model.parameters[name]), name
        assert not np.array_equal(values, other.model.parameters[name]), name
        np.testing.assert_array_equal(values, values.astype(np.float32))
    assert last.model.parameter_count == sum(values.size for values in last.model.parameters.values())


@pytest.mark.parametrize("directions", [("forward", "forward"), ("backward", "both", "forward"), ("both", "both")])
def test_in_torch_it_is_what_the_engine_records(directions: tuple[str, ...]) -> None:
    network = engine.network("gru", 3, 4, directions=directions, seed=2)
    inputs = np.random.default_rng(0).normal(size=(6, 2, 3))
    weights = {name: torch.tensor(values).float() for name, values in network.weights.items()}
    found = run_in_torch(network, weights, torch.tensor(inputs).float())
    np.testing.assert_allclose(found.numpy(), engine.record(network, inputs).outputs, atol=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_a_few_steps_lower_the_loss(way: Way) -> None:
    task = "odd_words" if way == "asked" else "majority"
    first, *_, last = train_reader(ReaderRecipe(task, 6, steps=40, way=way, length=9, directions=("both",)), every=1)
    assert last.loss < first.loss


@pytest.mark.parametrize("way", WAYS)
def test_shares_of_the_gradient_are_autograds(way: Way) -> None:
    task = "odd_words" if way == "asked" else "majority"
    reader = untrained(ReaderRecipe(task, 5, steps=1, way=way, directions=("both", "backward"), seed=3))
    batch = READING_TASKS[task].batch(8, 3, np.random.default_rng(1))
    shares = gradient_shares(reader, batch)
    for column in range(3):
        leaf = torch.tensor(batch.inputs[:, column : column + 1], dtype=torch.float32, requires_grad=True)
        weights = {name: torch.tensor(values).float() for name, values in reader.network.weights.items()}
        outputs = run_in_torch(reader.network, weights, leaf)
        targets = np.asarray(batch.targets, dtype=np.int64)[..., column : column + 1]
        (gradient,) = torch.autograd.grad(reader.loss(targets)(outputs), leaf)
        norms = gradient.norm(dim=-1)[:, 0].numpy()
        np.testing.assert_allclose(shares[:, column], norms / norms.sum(), atol=1e-5)


def test_right_answers_are_counted_where_they_are_asked() -> None:
    network = engine.network("gru", 3, 2, seed=1)
    reader = Reader(network, Readout(np.zeros((3, 2)), np.array([0.0, 1.0, 0.0])))  # it always says 1
    batch = Batch(np.zeros((3, 2, 3)), np.array([[1, -1], [0, -1], [1, 1]]))
    np.testing.assert_array_equal(reader.right(batch), [[True, False], [False, False], [True, True]])
    assert reader.accuracy(batch, Batch(np.zeros((3, 4, 3)), np.full((3, 4), 2))) == 3 / 16
    assert reader.probabilities(engine.record(network, batch.inputs).outputs).shape == (3, 2, 3)
    whole = Reader(network, reader.readout, "max")
    assert whole.logits(engine.record(network, batch.inputs).outputs).shape == (2, 3)


def test_how_long_a_symbol_lasts() -> None:
    # a leaking sum, h_t = x_t + a h_{t−1}: what has changed fades as aᵏ, whose mean age is a / (1 − a)
    keeps = 0.5
    weights = {
        "weight_ih_l0": np.eye(3), "weight_hh_l0": keeps * np.eye(3), "bias_ih_l0": np.zeros(3),
        "bias_hh_l0": np.zeros(3), "weight_ih_l1": np.eye(3), "weight_hh_l1": np.eye(3), "bias_ih_l1": np.zeros(3),
        "bias_hh_l1": np.zeros(3),
    }  # fmt: skip
    network = engine.Network("elman_linear", weights, 3, 3, 2)
    reader = Reader(network, Readout.fresh(3, 3, 0))
    batch = READING_TASKS["odd_words"].batch(100, 4, np.random.default_rng(0))
    found = lasting(reader, batch, 20)
    np.testing.assert_allclose(found[0], keeps / (1 - keeps), rtol=1e-6)
    np.testing.assert_allclose(found[1], 39.5, atol=1.0)  # a plain sum: 80 steps of nearly the same distance
    with pytest.raises(IndexError, match="between 0 and 99"):
        lasting(reader, batch, 100)


def test_there_is_no_other_task() -> None:
    with pytest.raises(ValueError, match="no task 'chess' for a reader; there are clue, majority"):
        untrained(ReaderRecipe("chess", 2, 1))
