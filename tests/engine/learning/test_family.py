"""The family of cells: what ships is what its recipes say, and what is said of it is true of its weights."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from engine import pretrained
from engine.learning import family
from engine.learning.family import Result, load, recipe, results

KEYS = pretrained.family()
FRESH = 4242  # a seed of held-out sequences that no measurement in the files used


def result(task: str, cell: str, variant: str = "") -> Result:
    return results()[task, cell, variant]


def test_every_cell_of_the_family_has_learned_every_task_in_five_seeds() -> None:
    assert set(KEYS) <= set(family.keys())
    assert set(results()) == set(KEYS)
    assert all(len(values) == 5 for found in results().values() for values in found.metrics.values())


def test_the_weights_of_the_family_are_no_more_than_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in pretrained.FAMILY.iterdir()) <= 1_000_000


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_what_is_stated_of_a_network_is_true_of_its_weights(key: family.Key) -> None:
    task, cell, variant = key
    seed = KEYS.index(key) % 5  # one of each; `python -m engine.learning.family --check` asks all
    trained, found = load(task, cell, seed, variant), results()[key]
    of = recipe(task, cell, seed, variant)
    measured = family.measure(trained.network, trained.readout, of)
    assert dict(trained.metrics) == {name: values[seed] for name, values in found.metrics.items()}
    assert measured == pytest.approx(dict(trained.metrics), rel=2e-3)
    assert (trained.task, trained.cell, trained.seed, trained.steps) == (task, cell, seed, of.steps)
    assert trained.lengths == of.lengths
    assert trained.network.hidden_size == of.units
    assert trained.network.parameter_count == found.parameters
    assert trained.how.startswith(f"Adam (learning rate {of.learning_rate:g}) took {of.steps} steps, each on 64 new")
    for weight in (*trained.network.weights.values(), trained.readout.weight, trained.readout.bias):
        np.testing.assert_array_equal(weight, weight.astype(np.float32))


# --- Training, loading ------------------------------------------------------------------------------------------------


def test_training_here_gives_what_building_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    short = {**family.BUDGETS, "toggle": dataclasses.replace(family.BUDGETS["toggle"], steps=30, lengths=(6, 6))}
    monkeypatch.setattr(family, "BUDGETS", short)
    built = family.build(("toggle", "min_gru", ""))
    assert family.build(("toggle", "min_gru", "")) == built
    reports = list(family.train("toggle", "min_gru", seed=3, every=20))
    assert [report.step for report in reports] == [20, 30]
    weight = reports[-1].network.weights["weight_ih_l0"].astype(np.float32).tobytes()
    assert weight in built
    assert reports[0].network != reports[-1].network


def test_training_can_be_left() -> None:
    run = family.train("latch", "elman", every=1)
    assert next(run).step == 1
    run.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (
            lambda: load("sine", "min_gru"),
            "'min_gru' was not trained on the task 'sine'; it learned ",
        ),
        (lambda: load("latch", "perceptron"), "it learned nothing"),
        (lambda: load("latch", "gru", 9), "no seed 9 of this network; there are 0, 1, 2, 3, 4"),
        (lambda: load("latch", "gru", 0, "one_unit"), "'gru', 'one_unit'"),
        (lambda: recipe("sine", "gru"), "the family has no network of the cell 'gru' for the task 'sine'"),
        (lambda: recipe("latch", "gru", 0, "closed"), "no closed of the cell 'gru'"),
    ],
)
def test_what_is_not_there_is_refused(ask: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ask()
