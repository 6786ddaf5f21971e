"""What the shipped networks were on their way: loaded as measured, from where training began to what it came to."""

import dataclasses
from functools import partial

import numpy as np
import pytest

import engine
from engine import pretrained, tasks
from engine.learning import family, pretrain, stages
from engine.learning.pretrained import load
from engine.learning.training import Learner, Recipe

SHOWN = [pair for pair in pretrained.names() if stages.path(*pair).exists()]


def recipe(name: str, cell: str) -> Recipe:
    return pretrain.RECIPES[name, cell] if (name, cell) in pretrain.RECIPES else family.recipe(name, cell)


def updates_of(name: str, cell: str) -> tuple[int, ...]:
    return tuple(stage.update for stage in pretrained.every_stage(name, cell))


def test_all_stages_together_are_small() -> None:
    assert sum(path.stat().st_size for path in stages.WEIGHTS.iterdir()) <= 415_000


@pytest.mark.parametrize(("name", "cell"), SHOWN)
def test_each_ends_with_what_ships_and_begins_where_its_training_did(name: str, cell: str) -> None:
    of, updates = recipe(name, cell), updates_of(name, cell)
    among = stages.UPDATES if (name, cell) in pretrain.RECIPES else stages.FEWER
    assert updates == stages.updates(of.steps, among)
    assert len(updates) >= 6
    finished, first = load(name, cell), load(name, cell, 0)
    assert load(name, cell, updates[-1]).network == finished.network
    assert (finished.update, first.update, first.steps) == (of.steps, 0, of.steps)
    began = stages.arrays_of(*Learner(of).as_it_is())
    for part, weight in stages.arrays_of(first.network, first.readout).items():
        # but for the signs of the units, which are those of what it became
        np.testing.assert_array_equal(np.abs(weight), np.abs(began[part].astype(np.float16).astype(np.float64)))


@pytest.mark.parametrize(("name", "cell"), SHOWN)
def test_what_is_stated_of_a_stage_is_true_of_its_weights(name: str, cell: str) -> None:
    of, updates = recipe(name, cell), updates_of(name, cell)
    update = updates[SHOWN.index((name, cell)) % (len(updates) - 1)]  # one of each
    stage = load(name, cell, update)
    measure = pretrain.headline if (name, cell) in pretrain.RECIPES else family.headline
    ((metric, value),) = measure(stage.network, stage.readout, of).items()
    stated = stage.accuracy if metric == "accuracy" else stage.metrics[metric]
    assert stated == float(f"{value:.4g}")


def test_a_stage_is_recorded_and_computed_by_torch_like_any_network() -> None:
    for name, cell in (("latch", "lstm"), ("sine", "gru"), ("first", "elman")):
        sequence = tasks.TASKS[name].batch(12, 3, np.random.default_rng(0))
        for update in (0, 20, 100):
            trace = engine.record(load(name, cell, update).network, sequence.inputs, engine.losses.last_step())
            assert engine.verify(trace).largest <= 1e-12


def test_what_was_not_kept_is_refused_with_a_list() -> None:
    with pytest.raises(ValueError, match=r"after 7 updates; there is 0, 5, 10, 20, .*, 2000\."):
        load("latch", "lstm", 7)


def test_a_unit_has_the_signs_of_what_it_became_at_every_stage() -> None:
    network = engine.network("gru", 6, 3, seed=1)
    weights = np.array([[1.0, -1.0, 1.0], [0.0, 0.0, 0.0]])  # the second speaks against A at first, the third at last
    began, ended = (engine.Readout(weights * signs, np.zeros(2)) for signs in ([1, 1, 1], [1, -1, -1]))
    alike = pretrain.alike_for_the_eye({0: (network, began), 5: (network, ended)}, "first")
    np.testing.assert_array_equal(alike[5][1].weight[0], [1, 1, 1])
    np.testing.assert_array_equal(alike[0][1].weight[0], [1, -1, -1])
    assert alike[0][0] == alike[5][0] == pretrain.for_the_eye(network, ended, "first")[0]
    assert pretrain.for_the_eye(network, began, "first")[0] != alike[0][0], "by itself it would be turned otherwise"


def test_the_same_training_gives_the_same_file() -> None:
    short = dataclasses.replace(pretrain.RECIPES["latch", "elman"], steps=20)
    first, second = (stages.build(pretrain.learn(short), partial(pretrain.headline, of=short)) for _ in range(2))
    assert first == second
