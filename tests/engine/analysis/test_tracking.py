"""Tracking, against its definition: all pairs of letters, one by one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.analysis import tracking
from engine.analysis.tracking import areas, by_chance, concordances, threshold_accuracies, tracked
from engine.cells.base import Array


def all_pairs(unit: Array, labels: Array) -> float:
    """The definition: of all pairs with different labels, how often the higher label has the higher value."""
    right, pairs = 0.0, 0
    for value, label in zip(unit, labels, strict=True):
        for other, less in zip(unit, labels, strict=True):
            if label > less:
                pairs += 1
                right += 1.0 if value > other else 0.5 if value == other else 0.0
    return right / pairs


def example(kind: str, letters: int = 150, seed: int = 0) -> tuple[Array, Array]:
    """Values of five units, some with many ties, and labels that two of them know something of."""
    draw = np.random.default_rng(seed)
    labels = {
        "two": (draw.random(letters) < 0.3).astype(float),
        "depth": draw.integers(0, 5, letters).astype(float),
        "line": (np.arange(letters) % 70).astype(float),
        "many": draw.integers(-3, 400, letters) / 2,
    }[kind]
    values = draw.normal(size=(letters, 5))
    values[:, 1] += labels
    values[:, 2] -= 3 * labels
    values[:, 3] = draw.integers(0, 3, letters)
    values[:, 4] = 0.25
    return values, labels


@pytest.mark.parametrize("kind", ["two", "depth", "line", "many"])
@pytest.mark.parametrize("letters", [150, 128, 65])
def test_concordance_is_counted_over_all_pairs(kind: str, letters: int) -> None:
    values, labels = example(kind, letters)
    truth = [all_pairs(unit, labels) for unit in values.T]
    np.testing.assert_allclose(concordances(values, labels[None])[0], truth, rtol=0, atol=1e-14)
    found = tracked(values, labels, many=kind != "two")
    np.testing.assert_allclose(found.auc, truth, rtol=0, atol=1e-14)
    np.testing.assert_array_equal(found.rises, np.array(truth) >= 0.5)
    np.testing.assert_allclose(found.tracks, [max(one, 1 - one) for one in truth], rtol=0, atol=1e-14)
    assert found.best == 2
    assert not found.rises[2]
    assert found.auc[4] == 0.5


def test_areas_of_several_labels_at_once_are_those_of_each() -> None:
    values, labels = example("two")
    several = np.stack([labels, np.roll(labels, 7), 1 - labels])
    truth = [[all_pairs(unit, row) for unit in values.T] for row in several]
    np.testing.assert_allclose(areas(values, several), truth, rtol=0, atol=1e-14)


@pytest.mark.parametrize("many", [False, True])
def test_letters_that_say_nothing_do_not_count(many: bool) -> None:
    values, labels = example("two")
    silent, unknown = labels.copy(), values.copy()
    silent[3:20], unknown[40:50] = np.nan, np.nan
    counted = np.r_[0:3, 20:40, 50:150]
    one, other = tracked(unknown, silent, many=many), tracked(values[counted], labels[counted], many=many)
    for name in ("auc", "low", "high", "accuracy", "letters", "share"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert one.letters == 123
    assert by_chance(unknown, silent, many=many) == by_chance(values[counted], labels[counted], many=many)


def test_means_are_those_of_either_side() -> None:
    values, labels = example("two")
    found = tracked(values, labels)
    np.testing.assert_allclose(found.low, values[labels == 0].mean(axis=0))
    np.testing.assert_allclose(found.high, values[labels == 1].mean(axis=0))
    assert found.share == labels.mean()
    values, labels = example("depth")
    found = tracked(values, labels, many=True)
    low, high = np.quantile(labels, (1 / 3, 2 / 3))
    np.testing.assert_allclose(found.low, values[labels <= low].mean(axis=0))
    np.testing.assert_allclose(found.high, values[labels >= high].mean(axis=0))
    assert np.isnan(found.share)
    assert np.isnan(found.accuracy).all()


@pytest.mark.parametrize(("labels", "low", "high"), [([0] * 8 + [2, 5], 8, 2), ([1] + [4] * 9, 1, 9)])
def test_the_two_thirds_never_share_a_letter(labels: list[float], low: int, high: int) -> None:
    values = np.arange(10.0)[:, None]
    found = tracked(values, np.array(labels, dtype=float), many=True)
    assert found.low == values[:low].mean()
    assert found.high == values[-high:].mean()


def test_a_threshold_is_chosen_on_one_half_and_measured_on_the_other() -> None:
    values, labels = example("two", 400)
    half, truth = 200, []
    for unit in values.T:
        ordered = np.unique(unit[:half])
        best = (-1.0, 0.0, True)
        for rises in (True, False):
            for threshold in (-np.inf, *(ordered[1:] + ordered[:-1]) / 2, np.inf):
                right = (((unit[:half] > threshold) == rises) == labels[:half]).mean()
                if right > best[0]:
                    best = (right, threshold, rises)
        truth.append((((unit[half:] > best[1]) == best[2]) == labels[half:]).mean())
    np.testing.assert_allclose(threshold_accuracies(values, labels), truth)
    assert truth[2] > 0.9


def test_a_threshold_is_not_seen_to_be_right_where_it_was_chosen() -> None:
    values, labels = np.arange(20.0)[:, None], np.r_[np.zeros(5), np.ones(5), np.zeros(10)]
    assert threshold_accuracies(values, labels) == 0.0


@pytest.mark.parametrize("many", [False, True])
def test_chance_is_the_best_of_all_units_on_labels_moved_along(many: bool) -> None:
    values, labels = example("depth" if many else "two")
    tries = []
    for shift in range(1, 41):
        moved = np.roll(labels, shift * 150 // 41)
        found = np.array([all_pairs(unit, moved) for unit in values.T])
        tries.append(np.maximum(found, 1 - found).max())
    assert by_chance(values, labels, many=many) == pytest.approx(np.quantile(tries, 0.95), abs=1e-13)


def test_chance_is_larger_where_unit_and_label_come_in_long_runs() -> None:
    draw = np.random.default_rng(1)
    runs = np.repeat(draw.normal(size=(30, 8)), 50, axis=0), np.repeat(draw.random(30) < 0.5, 50).astype(float)
    single = draw.normal(size=(1500, 8)), (draw.random(1500) < 0.5).astype(float)
    assert by_chance(*runs) > 0.65 > 0.57 > by_chance(*single)


@pytest.mark.parametrize("labels", [np.ones(60), np.full(60, np.nan), np.zeros(0)])
@pytest.mark.parametrize("many", [False, True])
def test_where_nothing_can_be_said_nothing_is(labels: Array, many: bool) -> None:
    values = np.ones((len(labels), 3))
    found = tracked(values, labels, many=many)
    assert found.best is None
    assert np.isnan([*found.auc, *found.low, *found.accuracy]).all()
    assert np.isnan(by_chance(values, labels, many=many))


def test_blocks_are_shorter_than_the_texts_of_these_tests() -> None:
    assert tracking.BLOCK < 65
