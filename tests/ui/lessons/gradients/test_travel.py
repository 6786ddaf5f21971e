"""What rides back with the gradient is the recorded run, and what is said of its factors is true of them."""

from dataclasses import replace

import numpy as np
import pytest

from engine.analysis import jacobians
from ui.lessons.gradients.run import curves, inputs_of, run, treated
from ui.lessons.gradients.scenes import OPEN, SCRIPT
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.travel import travel
from ui.lessons.gradients.view import picture
from ui.stepper import Travel
from ui.stepper.values import unpack

OPENING = SCRIPT.settings_of("vanishing")


def of(settings: GradientSettings) -> Travel:
    return travel(curves(settings.computed()), settings)


def test_every_curve_rides_and_finds_its_numbers() -> None:
    settings = replace(OPENING, length=20, units=4, focus="gru", **OPEN)
    payload = picture(settings, False, "en")
    assert payload.travels is not None
    assert [(rider.title, rider.dotted) for rider in payload.travels.riders] == [
        ("RNN", False), ("LSTM", True), ("LSTM", False), ("GRU", True), ("GRU", False),
    ]  # fmt: skip
    assert payload.travels.focus.signal == "gru"
    arrays = unpack(payload.content["numbers"]["arrays"], payload.content["values"])
    for curve in curves(settings.computed()):
        np.testing.assert_array_equal(arrays[curve.field], curve.logs)
    assert {rider.signal for rider in payload.travels.riders} == set(arrays)
    assert picture(settings, True, "en").travels is None  # what is covered cannot be played


def test_where_the_cell_in_focus_is_not_drawn_another_is_written_out() -> None:
    assert of(replace(OPENING, rnn=False, focus="rnn", length=5)).focus.signal == "lstm"


def factors(settings: GradientSettings, kind: str) -> np.ndarray:
    (curve,) = (curve for curve in curves(settings.computed()) if curve.name == kind)
    return np.asarray(10.0 ** (curve.logs[:-1] - curve.logs[1:]))


def derivatives(settings: GradientSettings, kind: str) -> np.ndarray:
    one = run(treated(settings, kind), inputs_of(settings))
    return np.asarray(np.abs(jacobians.step_jacobians(one.trace)[1:, 0, 0]))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["rnn", "gru"])
def test_with_one_unit_a_factor_is_the_size_of_the_derivative(kind: str, seed: int) -> None:
    settings = replace(OPENING, units=1, seed=seed, data_seed=seed, length=30, focus=kind)
    assert "With one unit" in of(settings).note[0]
    np.testing.assert_allclose(factors(settings, kind), derivatives(settings, kind), rtol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_where_it_is_not_no_sentence_says_so(seed: int) -> None:
    settings = replace(OPENING, units=1, seed=seed, data_seed=seed, length=30)
    for other in (
        replace(settings, focus="lstm"),  # hands c on beside h
        replace(settings, loss="every", focus="gru"),
        replace(settings, loss="every"),
    ):
        note = " ".join(of(other).note)
        assert "no Jacobians" in note
        assert ("own loss" in note) == (other.loss == "every")
        assert not np.allclose(factors(other, other.focus), derivatives(other, other.focus), rtol=1e-3)
    for other in (replace(settings, units=2), replace(settings, init="nonnormal", activation="linear")):
        assert "no Jacobians" in " ".join(of(other).note)
    assert "medians over 3 seeds" in of(replace(settings, runs=3)).note[0]


def test_a_zero_is_explained_by_what_made_it() -> None:
    window = SCRIPT.settings_of("window")
    assert "the window ends" in of(window).words.zero
    beyond = curves(window.computed())[-1].logs[: -window.window]
    assert np.isneginf(beyond).all()
    assert "nothing came through" in of(replace(window, window=window.length)).words.zero
    assert "nothing came through" in of(OPENING).words.zero
    assert ("loss" in of(OPENING).words.start, "loss" in of(replace(OPENING, loss="every")).words.start) == (
        True,
        False,
    )
