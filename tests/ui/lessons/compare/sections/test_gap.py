"""What is said of a gap: slow is not "not within", and neither is never."""

import numpy as np
import pytest

from engine.learning import gap_study
from engine.learning.gap_study import VARIANTS, GapStudy, Runs, Setting
from engine.learning.studies import Found
from ui.lessons.compare.sections.gap import SLOW, how, live_verdict, verdict, words

BUDGET = 700


def study(**steps: list[int]) -> GapStudy:
    """A study of one gap; a run that spent the whole budget did not learn."""
    found = {}
    for name in VARIANTS:
        row = np.array([steps.get(name, [50] * 3)])
        runs = Runs(np.where(row < BUDGET, 1.0, 0.5), row)
        found[name] = Found(runs, np.array([0.01]), runs)
    return GapStudy(Setting(gaps=(40,), seeds=(0, 1, 2), budget=BUDGET), found)


def test_what_all_learn() -> None:
    said = verdict(study(), 40)
    assert "Every cell learns it, from every seed." in said
    assert "never" not in said
    assert said.count("**3**, after 50 steps") == len(VARIANTS)


def test_slow_is_told_from_not_within_the_budget() -> None:
    said = verdict(study(gru=[400, 500, 600], lstm=[BUDGET] * 3), 40)
    assert f"Slow, with {SLOW} times the steps of the quickest or more, but not unable: {words()['gru']}." in said
    assert f"Not within 700 steps, which is not never: {words()['lstm']}." in said
    assert f"{words()['gru']}: **3**, after 500 steps" in said
    assert f"{words()['lstm']}: **0**" in said
    assert "seed decides" not in said


def test_where_seeds_differ_the_median_is_of_those_that_learned() -> None:
    said = verdict(study(rnn=[100, BUDGET, 200]), 40)
    assert "RNN: **2**, after 150 steps" in said
    assert "The seed decides, within this budget, for RNN." in said


def test_none_within_the_budget_is_not_never() -> None:
    said = verdict(study(**dict.fromkeys(VARIANTS, [BUDGET] * 3)), 40)
    assert "which does not say that none ever would" in said
    assert "Slow" not in said


@pytest.mark.parametrize("gap", gap_study.load().setting.gaps)
def test_every_gap_of_the_shipped_study_says_its_budget_and_its_seeds(gap: int) -> None:
    shipped = gap_study.load()
    said = verdict(shipped, gap)
    assert f"seeds of {len(shipped.setting.seeds)}" in said
    assert f"within {shipped.setting.budget:,} optimizer steps" in said
    for name in VARIANTS:
        assert f"{words()[name]}: **{int(shipped.runs(name, gap).solved.sum())}**" in said
    assert "no accident" not in said


def test_how_it_was_made_names_seeds_rates_and_budget() -> None:
    said = how(gap_study.load())
    for part in ("10 seeds", "0 to 9", "0.003 or 0.01", "3 other seeds", "2,000"):
        assert part in said


def test_what_was_trained_here_names_its_seeds() -> None:
    said = live_verdict([("rnn", 5, 100, 1.0, 25), ("rnn", 5, 101, 0.52, 2000)])
    assert "seeds 100, 101" in said
    assert "RNN: 100 / 52 % correct after 25 / 2,000 steps" in said
