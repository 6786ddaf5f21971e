"""What the browser is told of a run is what the engine finds."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

import engine
from engine.cells.base import Array
from engine.learning import exercises
from engine.learning.course import Course, Snapshot, watch
from engine.learning.exercises import Exercise
from ui.runs.learning import rows

EXERCISES: tuple[Exercise, ...] = (
    exercises.FirstSymbol(16),
    exercises.Latch(),
    exercises.Adding(10),
    exercises.Hello(),
    exercises.Text("пока 👋"),
    exercises.Echo(3, 5),
    exercises.Intent("en"),
    exercises.Sine(),
)


def last(course: Course) -> Snapshot:
    return list(watch(course))[-1]


def told(course: Course, snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rows.row(2, course, course.exercise.shown(), snapshot))
    return found


def unpacked(text: str, *shape: int) -> Array:
    """As the browser does it."""
    return np.frombuffer(base64.b64decode(text), "<f2").astype(float).reshape(shape)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("cell", ["lstm", "min_gru"])
def test_a_row_holds_what_the_network_does(exercise: Exercise, cell: str) -> None:
    course = Course(exercise, cell=cell, units=3, batch=4, updates=3, every=2)
    snapshot = last(course)
    row, (about,) = told(course, snapshot), json.loads(rows.heading([course]))["runs"]
    shown = exercise.shown()
    trace = engine.record(snapshot.network, shown.inputs)
    steps, answers = len(shown), len(exercise.answers) or 1
    assert (about["steps"], about["units"], about["tokens"]) == (steps, 3, list(shown.tokens))
    assert about["flags"] == list(shown.flags)
    assert [signal["name"] for signal in about["signals"]] == list(row["signals"])
    assert row["signals"].keys() == {name for name in trace.signals if not name.endswith("_preactivation")}
    for name, values in row["signals"].items():
        assert unpacked(values, steps, 3) == pytest.approx(trace[name][0, 0, :, 0], abs=2e-3, rel=1e-3)
    logits = snapshot.readout.logits(trace.outputs)[:, 0]
    wanted = snapshot.readout.probabilities(trace.outputs)[:, 0] if exercise.answers else logits
    assert unpacked(row["answers"], steps, answers) == pytest.approx(wanted, abs=1e-3, rel=1e-3)
    assert (row["run"], row["update"], row["right"]) == (2, 3, snapshot.accuracy and pytest.approx(snapshot.accuracy))
    assert row["loss"] == pytest.approx(snapshot.loss, rel=1e-5)
    assert row["profile"] == pytest.approx(list(snapshot.profile), rel=1e-5)
    assert row["losses"] == pytest.approx(list(snapshot.losses), rel=1e-5)
    assert np.array(row["norms"]) == pytest.approx(snapshot.norms, rel=1e-5)
    assert row["norm"] >= row["clipped"]
    assert about["asked"]
    assert len(about["targets"]) == steps


def test_what_a_run_is_about_stands_in_its_first_line() -> None:
    course = Course(exercises.FirstSymbol(16), units=5, updates=20, every=10, seed=7, clip=None)
    (about,) = json.loads(rows.heading([course]))["runs"]
    assert {name: about[name] for name in ("cell", "updates", "every", "seed", "clip")} == {
        "cell": "gru", "updates": 20, "every": 10, "seed": 7, "clip": None,
    }  # fmt: skip
    assert (about["classes"], about["asked"], about["chance"]) == (["A", "B"], [16], 0.5)
    assert about["targets"][:-1] == [-1] * 16
    assert [signal["kind"] for signal in about["signals"]] == ["gate", "gate", "candidate", "state"]
    assert about["signals"][-1] == {
        "name": "hidden", "symbol": "h_t", "title": "hidden state", "kind": "state", "low": -1.0, "high": 1.0,
    }  # fmt: skip
    (lstm,) = json.loads(rows.heading([replace(course, cell="lstm")]))["runs"]
    cell = next(signal for signal in lstm["signals"] if signal["name"] == "cell")
    assert (cell["low"], cell["high"]) == ("-Infinity", "Infinity")


def test_what_is_no_number_is_a_word() -> None:
    assert [rows.number(value) for value in (None, nan, inf, -inf, 0.1234567, 1e-42)] == [
        None, "NaN", "Infinity", "-Infinity", 0.123457, 1e-42,
    ]  # fmt: skip
    course = Course(exercises.Hello(), cell="elman_relu", units=2, updates=0)
    snapshot = last(course)
    broken = replace(
        snapshot,
        loss=nan,
        profile=np.array([inf, 0.0, nan, 1.0]),
        network=replace(
            snapshot.network, weights={name: weight * 1e300 for name, weight in snapshot.network.weights.items()}
        ),
    )
    row = told(course, broken)
    assert (row["loss"], row["profile"]) == ("NaN", ["Infinity", 0.0, "NaN", 1.0])
    assert not np.isfinite(unpacked(row["signals"]["hidden"], 4, 2)).all()


def test_a_network_is_the_same_after_it_was_kept() -> None:
    snapshot = last(Course(exercises.Hello(), cell="lstm", units=3, updates=2))
    network, readout = rows.unpickled(rows.pickled(snapshot.network, snapshot.readout))
    assert network == snapshot.network
    assert (readout.weight == snapshot.readout.weight).all()
    assert (readout.bias == snapshot.readout.bias).all()
