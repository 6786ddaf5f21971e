"""Accuracy against gap, and how many seeds learned it: every number is the study's."""

from typing import Any

import numpy as np
import pytest

from engine.learning import gap_study
from engine.learning.gap_study import SOLVED
from ui.lessons.compare.figures.learned import APART, accuracy_against_gap, labels, seeds_that_learned, spread_out
from ui.lessons.compare.sections.gap import learners, nearest, whose
from ui.lessons.compare.study import KINDS

STUDY = gap_study.load()
LEARNERS = learners(STUDY)


def say(text: str, **values: object) -> str:
    return text.format(**values)


def rows(layer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = layer["data"]["values"]
    return found


def test_every_point_is_the_mean_of_its_seeds_and_says_how_many_they_are() -> None:
    chart = accuracy_against_gap(LEARNERS, chosen=40, t=say).to_dict()
    (line,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "line"]
    found = {(row["name"], row["gap"]): row for row in rows(line)}
    assert set(found) == {(name, gap) for name in KINDS for gap in STUDY.setting.gaps}
    for (name, gap), row in found.items():
        runs = STUDY.runs(name, gap)
        assert row["accuracy"] == pytest.approx(runs.accuracy.mean())
        assert row["seeds"] == len(runs.accuracy) == len(STUDY.setting.seeds)
        assert row["solved"] == int((runs.accuracy >= SOLVED).sum())


def test_a_seed_has_a_ring_where_seeds_differ() -> None:
    chart = accuracy_against_gap(LEARNERS, chosen=40, t=say).to_dict()
    (rings,) = [layer for layer in chart["layer"] if layer["mark"].get("filled") is False]
    differ = [STUDY.runs(name, gap).accuracy for name in KINDS for gap in STUDY.setting.gaps]
    differ = [values for values in differ if np.ptp(values) > 0.02]
    assert sorted(row["accuracy"] for row in rows(rings)) == pytest.approx(sorted(np.concatenate(differ)))


def test_every_curve_has_its_name_at_its_end_and_no_two_stand_on_one_another() -> None:
    found = labels(LEARNERS)
    assert {label["called"] for label in found} == {learner.called for learner in LEARNERS}
    heights = [label["accuracy"] for label in found]
    assert (np.diff(heights) <= -APART + 1e-12).all()
    ends = {learner.called: float(learner.accuracy[-1].mean()) for learner in LEARNERS}
    order = [ends[label["called"]] for label in found]
    assert order == sorted(order, reverse=True)
    assert all(abs(ends[label["called"]] - label["accuracy"]) < 2 * APART for label in found)


@pytest.mark.parametrize("seed", range(20))
def test_names_are_moved_apart_in_their_order_and_not_below_the_axis(seed: int) -> None:
    heights = sorted(np.random.default_rng(seed).uniform(0, 1, 6).tolist(), reverse=True)
    found = spread_out(heights, 0.1, 0.05)
    assert (np.diff(found) <= -0.1 + 1e-12).all()
    assert found[-1] >= 0.05
    free = spread_out(heights, 0.1, -9)  # where there is room, they are moved down: on top stands the frame
    assert all(moved <= height for moved, height in zip(free, heights, strict=True))
    alone = spread_out([0.9, 0.5, 0.1], 0.1, 0.05)
    assert alone == [0.9, 0.5, 0.1]


def test_the_numbers_below_are_the_seeds_that_learned() -> None:
    chart = seeds_that_learned(LEARNERS, {one.name: one.called for one in LEARNERS}, chosen=80, t=say).to_dict()
    (numbers,) = [layer for layer in chart["layer"] if layer["mark"]["type"] == "text"]
    for row in rows(numbers):
        assert row["solved"] == int(STUDY.runs(row["name"], int(row["gap"])).solved.sum())


def test_live_runs_are_diamonds_at_their_gap() -> None:
    chart = accuracy_against_gap(LEARNERS, chosen=40, live=[("rnn", 20, 0.75)], t=say).to_dict()
    (diamonds,) = [layer for layer in chart["layer"] if layer["mark"].get("shape") == "diamond"]
    assert rows(diamonds) == [{"cell": "rnn", "gap": 20, "accuracy": 0.75}]


@pytest.mark.parametrize(
    ("gap", "found"), [(1, 5), (7, 5), (8, 10), (41, 40), (80, 80), (113, 80), (114, 160), (199, 160)]
)
def test_the_study_is_shown_at_its_nearest_gap(gap: int, found: int) -> None:
    assert nearest(gap, STUDY.setting.gaps) == found


def test_the_study_s_networks_are_told_from_the_racers() -> None:
    said = whose(STUDY)
    assert "Not the racers" in said
    assert f"{STUDY.setting.units} units" in said
    assert f"{len(STUDY.setting.seeds)} seeds behind every point" in said
