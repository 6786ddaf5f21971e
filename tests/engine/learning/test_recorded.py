"""Runs that ship: what is read is what was trained, and all of it is small."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from engine.learning import recorded
from engine.learning.course import watch

LIMIT = 2_000_000  # bytes of all checkpoints that ship, those of the step page among them


def test_what_is_read_is_what_was_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    courses = tuple(dataclasses.replace(course, updates=5, every=2) for course in recorded.COURSES["hello"][:2])
    monkeypatch.setattr(recorded, "COURSES", {"short": courses})
    monkeypatch.setattr(recorded, "WEIGHTS", tmp_path)
    first = recorded.build(courses)
    assert recorded.build(courses) == first
    recorded.path("short").write_bytes(first)
    loaded = recorded.load.__wrapped__("short")
    for course, rows in zip(courses, loaded.runs, strict=True):
        for row, trained in zip(rows, watch(course), strict=True):
            assert row.update == trained.update
            for name in ("loss", "accuracy", "batch_loss", "gradient_norm", "clipped_norm", "reach"):
                read, made = getattr(row, name), getattr(trained, name)
                assert (read is None and made is None) or read == pytest.approx(made, rel=1e-6), name
            for name in ("losses", "norms", "profile"):
                np.testing.assert_allclose(getattr(row, name), getattr(trained, name), rtol=1e-6)
            for name, weight in trained.network.weights.items():
                np.testing.assert_allclose(row.network.weights[name], weight, atol=2e-3)


@pytest.mark.parametrize("name", recorded.names())
def test_a_recorded_run_has_every_row_of_its_courses(name: str) -> None:
    run = recorded.load(name)
    for course, rows in zip(run.courses, run.runs, strict=True):
        assert [row.update for row in rows] == sorted({*range(0, course.updates, course.every), course.updates})
        assert sum(len(row.losses) for row in rows) == course.updates
        assert all(len(row.profile) == course.exercise.longest for row in rows)


def test_a_recorded_run_trains_to_the_same_numbers_again() -> None:
    """Where this machine is not the one that recorded it, rounding may part them later on; not in the first rows."""
    run = recorded.load("arrives")
    for course, rows in zip(run.courses, run.runs, strict=True):
        for row, trained in zip(rows[:3], watch(dataclasses.replace(course, updates=8)), strict=True):
            assert row.loss == pytest.approx(trained.loss, rel=1e-4)
            np.testing.assert_allclose(row.profile, trained.profile, rtol=1e-2)


def test_all_checkpoints_together_are_small() -> None:
    shipped = recorded.WEIGHTS.parent
    assert sum(path.stat().st_size for room in ("recorded", "stages") for path in (shipped / room).iterdir()) < LIMIT


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match="no recorded run 'nothing'"):
        recorded.load("nothing")
