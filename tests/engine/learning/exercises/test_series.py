"""Series: what is learned from, what is held out, and in which units."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.exercises import Continued, Series, Sine, sunspots
from engine.learning.exercises.series import MAX_VALUES, MIN_VALUES
from engine.learning.tasks import InputProblem

RAMP = Series(tuple(map(float, range(40))), "ramp", period=4)


def test_sunspots_are_those_of_309_years_and_come_again_after_eleven() -> None:
    spots = sunspots()
    assert (len(spots.values), spots.values[:3], spots.values[-1]) == (309, (5.0, 11.0, 16.0), 2.9)
    values = np.array(spots.values) - np.mean(spots.values)
    likeness = [float(values[lag:] @ values[:-lag]) / (len(values) - lag) for lag in range(5, 16)]
    assert spots.period in np.array(range(5, 16))[np.argsort(likeness)[-2:]]


def test_what_is_learned_from_and_what_is_held_out_have_no_value_in_common() -> None:
    learned = RAMP.batch(500, np.random.default_rng(0))
    held_out = RAMP.held_out(500)
    for batch, expected in ((learned, range(30)), (held_out, range(30, 40))):
        values = [RAMP.in_units(part).round().ravel() for part in (batch.inputs, batch.targets)]
        assert set(np.concatenate(values).tolist()) == set(expected)


@pytest.mark.parametrize("exercise", [RAMP, sunspots()], ids=["ramp", "sunspots"])
def test_the_next_value_is_asked_in_units_of_what_is_learned_from(exercise: Series) -> None:
    for batch in (exercise.batch(6, np.random.default_rng(1)), exercise.held_out(6)):
        np.testing.assert_array_equal(batch.inputs[1:, :, 0], batch.targets[:-1])
    there = (np.array(exercise.values[: exercise.learned]) - exercise.scale[0]) / exercise.scale[1]
    assert there.mean() == pytest.approx(0, abs=1e-12)
    assert there.std() == pytest.approx(1)
    shown = exercise.shown()
    assert shown.targets is not None
    assert exercise.in_units(shown.targets)[-1] == pytest.approx(exercise.values[-1])
    assert [float(token.replace("−", "-")) for token in shown.tokens] == pytest.approx(
        exercise.in_units(shown.inputs[:, 0, 0]).tolist()
    )


def test_chance_is_the_error_of_who_says_that_all_stays_as_it_is() -> None:
    assert RAMP.chance == pytest.approx((1 / RAMP.scale[1]) ** 2)
    # the wave moves by 1 − cos(2π / period) of its variance twice, the noise is drawn anew
    assert Sine().chance == pytest.approx(0.02 + np.mean(1 - np.cos(2 * np.pi / np.linspace(10, 25, 999))), rel=0.1)


@pytest.mark.parametrize("exercise", [RAMP, sunspots(), Sine()], ids=["ramp", "sunspots", "sine"])
def test_futures_go_on_after_their_past(exercise: Continued) -> None:
    past, future = exercise.futures(5, 3)
    assert past.shape == (exercise.longest, 3)
    assert future.shape == (5, 3)
    if isinstance(exercise, Series):
        whole = (np.array(exercise.values) - exercise.scale[0]) / exercise.scale[1]
        for column, start in enumerate([exercise.learned, None, len(whole) - 5]):
            if start is not None:
                np.testing.assert_allclose(future[:, column], whole[start : start + 5])
                np.testing.assert_allclose(past[:, column], whole[start - exercise.longest : start])
    else:
        alone, _ = exercise.futures(1, 3)
        assert not np.isnan(alone).any()
        jumps = np.abs(np.diff(np.concatenate([past, future]), axis=0))
        assert jumps.max() < 2 * np.sin(np.pi / 10) + 0.8  # as far as a wave and its noise go in one step


def test_a_horizon_that_what_is_held_out_has_no_room_for_is_refused() -> None:
    assert RAMP.futures(10, 9).future.shape == (10, 1)
    with pytest.raises(InputProblem, match="horizon must be a whole number from 1 to 10, and it is 11"):
        RAMP.futures(11, 9)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ((), f"The series has 0 values: please give from {MIN_VALUES} to 5,000."),
        (range(MIN_VALUES - 1), "has 39 values"),
        (range(MAX_VALUES + 1), "has 5,001 values"),
        ((*range(40), float("nan")), "Value 41, nan, is too large or undefined"),
        ((float("-inf"), *range(40)), "Value 1, -inf, is too large"),
        ((*range(40), 2e12), "Value 41, 2e[+]12, is too large"),
        ((5.0,) * 100, "all the same: there is nothing to learn"),
        ((5.0,) * 75 + (6.0,) * 25, "The first three quarters of the series are all the same"),
    ],
)
def test_a_series_that_cannot_be_learned_is_told_so(values: tuple[float, ...], problem: str) -> None:
    with pytest.raises(InputProblem, match=problem):
        Series(tuple(map(float, values)))


@pytest.mark.parametrize("period", [0, 31, 2.5])
def test_a_period_that_cannot_be_is_refused(period: float) -> None:
    with pytest.raises(InputProblem, match="period must be a whole number from 1 to 30"):
        Series(RAMP.values, period=period)  # type: ignore[arg-type]
