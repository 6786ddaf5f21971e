"""The shipped study of little and much data is what its code gives, and what is said to be fixed is fixed."""

from dataclasses import replace

import numpy as np
import pytest

from engine.learning.data_study import (
    NEW,
    PILOT,
    REPORTED,
    SETTING,
    TASK,
    VARIANTS,
    Runs,
    Setting,
    chosen,
    load,
    recipe,
    run_all,
)
from engine.learning.training import correct, held_out, train, training_set

TINY = Setting(
    sizes=(1, 3), seeds=(0, 1), length=4, units=3, batch=2, updates=3, rates=(1e-2, 1e-1), pilot_seeds=(7, 8)
)


def test_the_shipped_study_is_complete() -> None:
    shipped = load()
    assert shipped.setting == SETTING
    assert set(shipped.found) == set(VARIANTS)
    assert len(SETTING.seeds) >= 5
    sizes, seeds, rates, pilots = (
        len(part) for part in (SETTING.sizes, SETTING.seeds, SETTING.rates, SETTING.pilot_seeds)
    )
    for found in shipped.found.values():
        for values in (found.runs.accuracy, found.runs.fitted):
            assert values.shape == (sizes, seeds)
            assert ((values >= 0.3) & (values <= 1)).all()
        assert found.pilot.accuracy.shape == found.pilot.fitted.shape == (sizes, rates, pilots)


def test_nothing_that_chose_a_rate_is_reported() -> None:
    assert not set(SETTING.seeds) & set(SETTING.pilot_seeds)
    assert PILOT != REPORTED
    for found in load().found.values():
        for row, rate in enumerate(found.rates):
            assert rate == SETTING.rates[chosen(Runs(found.pilot.accuracy[row], found.pilot.fitted[row]))]


def test_the_better_mean_chooses_and_the_first_of_equals() -> None:
    def pilot(*accuracy: list[float]) -> Runs:
        return Runs(np.array(accuracy), np.array(accuracy))

    assert chosen(pilot([0.5, 0.9], [0.8, 0.8])) == 1
    assert chosen(pilot([0.8, 0.8], [0.5, 0.9])) == 0
    assert chosen(pilot([0.7, 0.9], [0.8, 0.8])) == 0


def test_equal_parameters_are_as_equal_as_whole_units_allow() -> None:
    wanted = VARIANTS["lstm"].parameters()
    assert VARIANTS["gru"].units() == VARIANTS["rnn"].units() == SETTING.units
    for name in ("gru_as_large", "rnn_as_large"):
        assert abs(VARIANTS[name].parameters() / wanted - 1) < 0.05
        assert VARIANTS[name].units() > SETTING.units


def test_all_cells_of_a_seed_learn_from_the_same_few_sequences_and_from_no_other() -> None:
    first, *others = (recipe(variant, 3, 5, 1e-2, TINY) for variant in VARIANTS.values())
    known = training_set(first)
    assert known is not None
    assert known.inputs.shape[1] == 3
    for other in (*others, replace(first, learning_rate=0.5)):
        same = training_set(other)
        assert same is not None
        np.testing.assert_array_equal(known.inputs, same.inputs)
    elsewhere = training_set(replace(first, seed=6))
    assert elsewhere is not None
    assert not np.array_equal(known.inputs, elsewhere.inputs)
    asked = held_out(TASK, SETTING.length, NEW, REPORTED)
    seen = training_set(recipe(VARIANTS["lstm"], 1024, 0, 1e-2))
    assert seen is not None
    assert not {asked.inputs[:, one].tobytes() for one in range(NEW)} & {
        seen.inputs[:, one].tobytes() for one in range(1024)
    }


@pytest.mark.parametrize("name", ["lstm", "gru_as_large", "rnn"])
def test_all_at_once_is_each_alone(name: str) -> None:
    recipes = [recipe(VARIANTS[name], 3, seed, 1e-2, replace(TINY, updates=12)) for seed in (0, 1, 2)]
    together = run_all(recipes)
    for one, accuracy, fitted in zip(recipes, together.accuracy, together.fitted, strict=True):
        *_, last = train(one)
        known = training_set(one)
        assert known is not None
        assert correct(last.network, last.readout, held_out(TASK, 4, NEW)) == pytest.approx(accuracy, abs=0.004)
        assert correct(last.network, last.readout, known) == pytest.approx(fitted, abs=0.1)


def test_a_run_of_the_study_gives_the_shipped_number_again() -> None:
    row = SETTING.sizes.index(4)
    found = load().found["gru"]
    again = run_all([recipe(VARIANTS["gru"], 4, seed, float(found.rates[row])) for seed in (0, 1)])
    # another processor rounds otherwise
    np.testing.assert_allclose(again.accuracy, found.runs.accuracy[row, :2], atol=0.03)
    np.testing.assert_allclose(again.fitted, found.runs.fitted[row, :2], atol=0.03)


def test_it_tells_the_story() -> None:
    shipped = load()
    for name in ("lstm", "gru", "rnn"):
        assert np.median(shipped.accuracy(name, 2)) < 0.85
        assert shipped.accuracy(name, 1024).min() > 0.99
    for size in (8, 16):
        gated = min(np.median(shipped.accuracy(name, size)) for name in ("lstm", "gru", "gru_as_large"))
        assert gated > max(np.median(shipped.accuracy(name, size)) for name in ("rnn", "rnn_as_large"))


def test_a_training_set_has_one_length() -> None:
    with pytest.raises(ValueError, match="one length"):
        training_set(replace(recipe(VARIANTS["gru"], 3, 0, 1e-2, TINY), lengths=(2, 4)))
    assert training_set(replace(recipe(VARIANTS["gru"], 3, 0, 1e-2, TINY), sequences=None)) is None
