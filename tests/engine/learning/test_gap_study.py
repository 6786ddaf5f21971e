"""The shipped study is what its code gives, and says what it is said to say."""

from pathlib import Path

import numpy as np
import pytest

from engine.learning import gap_study
from engine.learning.gap_study import GAPS, RATES, SEEDS, VARIANTS, GapStudy, load, recipe, run, save


def test_the_shipped_study_is_complete_and_tells_the_story() -> None:
    study = load()
    assert (study.gaps, study.seeds, study.rates, study.units) == (GAPS, SEEDS, RATES, gap_study.UNITS)
    for name in VARIANTS:
        assert study.tried[name].shape == study.tried_steps[name].shape == (len(RATES), len(GAPS), len(SEEDS))
        assert ((study.tried[name] >= 0.3) & (study.tried[name] <= 1)).all()
        assert (study.tried_steps[name] <= study.budget).all()
        assert study.solved(name)[0] == len(SEEDS)  # a gap of 5 is easy for all
    at_40, at_80 = study.gaps.index(40), study.gaps.index(80)
    for name in ("lstm_keep", "gru_keep"):
        assert study.solved(name)[at_80] > study.solved("rnn")[at_80]
    for name in ("lstm", "gru"):
        assert study.solved(name)[at_40] == study.solved(name)[at_80] == 0
    assert study.solved("rnn")[at_40] > 0


def test_the_better_rate_counts() -> None:
    tried = np.array([[[0.5, 0.6], [1.0, 1.0]], [[0.9, 1.0], [1.0, 1.0]]])  # (rate, gap, seed)
    steps = np.arange(8.0).reshape(2, 2, 2)
    study = GapStudy((5, 10), (0, 1), (0.1, 0.2), {"x": tried}, {"x": steps}, 16, 300, 64)
    assert study.best_rate("x").tolist() == [1, 0]
    assert study.accuracy("x").tolist() == [[0.9, 1.0], [1.0, 1.0]]
    assert study.steps("x").tolist() == [[4, 5], [2, 3]]
    assert study.solved("x").tolist() == [1, 2]


def test_a_run_of_the_study_gives_the_shipped_number_again() -> None:
    *_, last = run(recipe(VARIANTS["lstm_keep"], 5, 3, RATES[1]))
    study = load()
    assert last.done
    # another processor rounds otherwise
    assert last.accuracy == pytest.approx(study.tried["lstm_keep"][1, 0, 3], abs=0.02)
    assert abs(last.progress.step - study.tried_steps["lstm_keep"][1, 0, 3]) <= gap_study.CHECK_EVERY


def test_a_run_reports_on_the_way_and_ends_with_its_budget() -> None:
    steps = [checked.progress.step for checked in run(recipe(VARIANTS["gru"], 60, 0, 1e-2, budget=7), every=3)]
    assert steps == [3, 6, 7]


def test_a_study_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    accuracy = {name: np.full((1, 2, 3), 0.25 + index / 8) for index, name in enumerate(VARIANTS)}
    steps = {name: np.full((1, 2, 3), 25.0 * index) for index, name in enumerate(VARIANTS)}
    save(GapStudy((5, 10), (0, 1, 2), (0.01,), accuracy, steps, 16, 300, 64), path)
    again = load(path)
    assert (again.gaps, again.seeds, again.rates) == ((5, 10), (0, 1, 2), (0.01,))
    assert (again.units, again.budget, again.batch) == (16, 300, 64)
    for name in VARIANTS:
        np.testing.assert_array_equal(again.tried[name], accuracy[name])
        np.testing.assert_array_equal(again.tried_steps[name], steps[name])
