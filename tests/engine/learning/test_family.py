"""The family of cells: what ships is what its recipes say, and what is said of it is true of its weights."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from engine import cells, pretrained
from engine.learning import family
from engine.learning.family import Result, load, recipe, results
from engine.learning.tasks import TASKS
from engine.learning.training import score

KEYS = tuple(sorted(family.keys()))
FRESH = 4242  # a seed of held-out sequences that no measurement in the files used


def result(task: str, cell: str, variant: str = "") -> Result:
    return results()[task, cell, variant]


def learned(task: str, cell: str, variant: str = "") -> int:
    return sum(result(task, cell, variant).learned)


def test_every_cell_of_the_family_has_learned_every_task_in_five_seeds() -> None:
    assert pretrained.family() == KEYS
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


@pytest.mark.parametrize("task", family.TASKS)
def test_all_cells_of_the_table_have_the_same_budget_and_are_about_as_large(task: str) -> None:
    budget = family.BUDGETS[task]
    for cell in cells.names():
        if cell not in family.CELLS:
            continue
        of, found = recipe(task, cell), result(task, cell)
        kind = cells.get(cell)
        assert (
            dataclasses.replace(budget, cell=cell, units=of.units, init=of.init, write_penalty=of.write_penalty) == of
        )
        assert (of.init.forget_bias is None) == (kind.memory_gate is None)
        assert bool(of.write_penalty) == (bool(kind.writes) and bool(budget.write_penalty))
        large = result(task, "lstm").parameters
        assert of.units == family.MOST_UNITS or found.parameters == pytest.approx(large, rel=0.12)
        assert found.parameters <= 1.12 * large


def test_the_five_seeds_are_five_networks() -> None:
    found = [load("count", "gru", seed).network for seed in family.SEEDS]
    assert len({network.weights["weight_hh_l0"].tobytes() for network in found}) == 5


# --- The six contrasts ------------------------------------------------------------------------------------------------


def test_without_a_forget_gate_the_belt_drifts_and_the_count_with_it() -> None:
    without, with_gate = result("count", "lstm_1997").metrics, result("count", "lstm").metrics
    assert min(without["largest_1000"]) > 10 * max(with_gate["largest_1000"])
    for early, late in zip(without["largest_40"], without["largest_1000"], strict=True):
        assert late > 10 * early
    for early, late in zip(with_gate["largest_40"], with_gate["largest_1000"], strict=True):
        assert late < 2 * early
    assert min(without["rmse_1000"]) > 1.5 * max(with_gate["rmse_1000"])
    assert learned("count", "lstm") == 5


def test_gates_that_do_not_see_the_past_did_not_learn_to_flip() -> None:
    assert learned("toggle", "gru") == 5
    assert learned("toggle", "min_gru") == 0
    assert max(result("toggle", "min_gru").metrics["accuracy_60"]) < 0.65
    assert min(result("toggle", "gru").metrics["accuracy_60"]) > 0.99


def test_over_a_gap_of_80_the_lstm_of_1997_learned_and_the_rnn_did_not() -> None:
    assert learned("first", "lstm_1997") == 5
    assert learned("first", "elman") == 0
    assert [learned("first", "elman", variant) for variant in ("gap10", "gap20", "gap40")] == [5, 3, 0]
    assert learned("first", "elman", "fast") == 2  # at the rate that suits it better


def test_a_forget_gate_that_begins_open_learned_what_one_half_shut_did_not() -> None:
    assert learned("first", "lstm") == 4
    assert learned("first", "lstm", "closed") == 0
    assert [learned("first", "lstm", variant) for variant in ("closed10", "closed20", "closed40")] == [5, 0, 0]
    assert recipe("first", "lstm").init.forget_bias == 3.0
    assert recipe("first", "lstm", variant="closed").init.forget_bias == 0.0


def test_the_skip_connection_did_not_learn_to_overwrite() -> None:
    assert [learned(task, "elman_skip") for task in ("latch", "count")] == [0, 0]
    assert learned("toggle", "elman_skip") < 2  # and who does over 20 steps does not over 60
    assert max(result("toggle", "elman_skip").metrics["accuracy_60"]) < 0.85
    assert [learned(task, "elman") for task in ("latch", "count", "toggle")] == [5, 5, 5]
    assert learned("first", "elman_skip") == 5


def test_one_unit_is_enough_for_the_latch_in_a_minimal_gru_and_not_in_an_rnn() -> None:
    assert load("latch", "min_gru", 0, "one_unit").network.weights["weight_ih_l0"].size == 4  # and two biases
    assert result("latch", "min_gru", "one_unit").parameters == 6
    assert learned("latch", "min_gru", "one_unit") == 5
    assert learned("latch", "elman", "one_unit") == 0
    assert max(result("latch", "elman", "one_unit").metrics["accuracy"]) < 0.75
    assert learned("latch", "elman", "two_units") == 5


# --- Training, loading ------------------------------------------------------------------------------------------------


def test_training_here_gives_what_building_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    short = {**family.BUDGETS, "toggle": dataclasses.replace(family.BUDGETS["toggle"], steps=30, lengths=(6, 6))}
    monkeypatch.setattr(family, "BUDGETS", short)
    built = family.build(("toggle", "min_gru", ""))
    assert family.build(("toggle", "min_gru", "")) == built
    reports = list(family.train("toggle", "min_gru", seed=3, every=20))
    assert [report.step for report in reports] == [20, 30]
    weight = reports[-1].network.weights["weight_ih_l0"].astype(np.float32).tobytes()
    assert weight in built[0]
    assert reports[0].network != reports[-1].network


def test_training_can_be_left() -> None:
    run = family.train("latch", "elman", every=1)
    assert next(run).step == 1
    run.close()  # type: ignore[attr-defined]


def test_what_none_was_picked_for_by_hand_is_loaded_from_the_family() -> None:
    assert pretrained.load("count", "min_gru").network == load("count", "min_gru", 0).network
    assert pretrained.load("latch", "min_gru").network.hidden_size == recipe("latch", "min_gru").units
    by_hand, of_family = pretrained.load("latch", "lstm"), load("latch", "lstm")
    assert by_hand.network != of_family.network
    assert pretrained.path("latch", "lstm").exists()


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (
            lambda: load("sine", "min_gru"),
            "'min_gru' was not trained on the task 'sine'; it learned count, first, latch",
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


@pytest.mark.parametrize(("task", "favoured"), [("latch", "+"), ("toggle", "1"), ("first", "A"), ("count", "")])
def test_a_positive_state_speaks_for_the_favoured_answer_where_the_sign_is_free(task: str, favoured: str) -> None:
    for cell in family.CELLS:
        readout = load(task, cell, 2).readout
        favour = TASKS[task].classes.index(favoured) if favoured else 0
        others = readout.weight.sum(axis=0) - readout.weight[favour]
        assert (readout.weight[favour] > others).all() == (cells.get(cell).odd is not None)


def test_fresh_sequences_are_answered_as_well() -> None:
    trained = load("toggle", "lstm", 1)
    assert score(trained.network, trained.readout, "toggle", 60, 200, seed=FRESH) == pytest.approx(
        trained.metrics["accuracy_60"], abs=0.02
    )
