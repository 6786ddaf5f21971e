"""The shipped study is what its code gives, and says what it is said to say."""

from dataclasses import replace

import numpy as np
import pytest

from engine.learning import gap_study
from engine.learning.gap_study import (
    CHECK_EVERY,
    PILOT,
    SETTING,
    VARIANTS,
    Runs,
    Setting,
    chosen,
    load,
    recipe,
    run,
    run_all,
)

TINY = Setting(gaps=(2, 3), seeds=(0, 1, 2), units=4, batch=16, budget=50, pilot_seeds=(7, 8), pilot_budget=25)


def test_the_shipped_study_is_complete() -> None:
    shipped = load()
    assert shipped.setting == SETTING
    assert set(shipped.found) == set(VARIANTS)
    gaps, seeds, rates, pilots = (
        len(part) for part in (SETTING.gaps, SETTING.seeds, SETTING.rates, SETTING.pilot_seeds)
    )
    for found in shipped.found.values():
        assert found.runs.accuracy.shape == found.runs.steps.shape == (gaps, seeds)
        assert found.pilot.accuracy.shape == found.pilot.steps.shape == (gaps, rates, pilots)
        assert set(found.rates) <= set(SETTING.rates)
        for runs, budget in ((found.runs, SETTING.budget), (found.pilot, SETTING.pilot_budget)):
            assert ((runs.accuracy >= 0.3) & (runs.accuracy <= 1)).all()
            assert ((runs.steps > 0) & (runs.steps <= budget)).all()
            assert (runs.steps[~runs.solved] == budget).all()


def test_nothing_that_chose_a_rate_is_reported() -> None:
    assert not set(SETTING.seeds) & set(SETTING.pilot_seeds)
    assert PILOT != gap_study.REPORTED
    for found in load().found.values():
        best = 0
        for row, rate in enumerate(found.rates):
            best = chosen(Runs(found.pilot.accuracy[row], found.pilot.steps[row]), best)
            assert rate == SETTING.rates[best]


def test_it_tells_the_story() -> None:
    shipped = load()
    count = len(SETTING.seeds)
    for name in VARIANTS:
        assert shipped.runs(name, 5).solved.all()  # a gap of 5 is easy for all
    for name in ("lstm_keep", "gru_keep"):
        assert shipped.runs(name, 40).solved.all()
        assert shipped.runs(name, 40).steps.max() < 300
    gru, lstm, rnn = (shipped.runs(name, 40) for name in ("gru", "lstm", "rnn"))
    assert gru.solved.sum() > count / 2  # slow …
    assert np.median(gru.steps) > 900
    assert not lstm.solved.any()  # … is not "not within the budget"
    assert rnn.solved.sum() > count / 2


def test_more_seeds_count_first_and_then_fewer_steps() -> None:
    def pilot(accuracy: list[list[float]], steps: list[list[int]]) -> Runs:
        return Runs(np.array(accuracy), np.array(steps))

    assert chosen(pilot([[1.0, 0.5], [1.0, 1.0]], [[25, 90], [80, 90]])) == 1
    assert chosen(pilot([[1.0, 1.0], [1.0, 1.0]], [[25, 90], [80, 90]])) == 0
    assert chosen(pilot([[1.0, 1.0], [1.0, 1.0]], [[80, 90], [25, 90]])) == 1
    assert chosen(pilot([[0.5, 0.5], [0.5, 0.6]], [[90, 90], [90, 90]]), before=1) == 1


@pytest.mark.parametrize("name", ["rnn", "lstm_keep", "gru"])
def test_all_at_once_is_each_alone(name: str) -> None:
    recipes = [recipe(VARIANTS[name], 3, seed, 1e-2, replace(TINY, budget=75)) for seed in TINY.seeds]
    together = run_all(recipes, 75)
    for one, accuracy, steps in zip(recipes, together.accuracy, together.steps, strict=True):
        *_, last = run(one)
        assert last.progress.step == steps
        assert last.accuracy == pytest.approx(accuracy, abs=0.004)


def test_a_run_of_the_study_gives_the_shipped_number_again() -> None:
    *_, last = run(recipe(VARIANTS["lstm_keep"], 5, 3, load().rate("lstm_keep", 5)))
    shipped = load().runs("lstm_keep", 5)
    assert last.done
    # another processor rounds otherwise
    assert last.accuracy == pytest.approx(shipped.accuracy[3], abs=0.02)
    assert abs(last.progress.step - shipped.steps[3]) <= CHECK_EVERY


def test_a_run_reports_on_the_way_and_ends_with_its_budget() -> None:
    short = recipe(VARIANTS["gru"], 60, 0, 1e-2, replace(SETTING, budget=7))
    assert [checked.progress.step for checked in run(short, every=3)] == [3, 6, 7]
