"""What every exercise keeps: shapes, answers, a stream of its own for what is held out, and no state."""

from __future__ import annotations

import pickle
from itertools import islice

import numpy as np
import pytest

from engine.cells.base import Array
from engine.learning.exercises import (
    EXERCISES,
    Adding,
    Echo,
    Exercise,
    FirstSymbol,
    Hello,
    Intent,
    Latch,
    Series,
    Sine,
    Text,
    asked,
    sunspots,
)
from engine.learning.tasks import Batch, InputProblem

ALL: tuple[Exercise, ...] = (
    Latch(),
    FirstSymbol(),
    FirstSymbol(gap=16),
    Adding(),
    Adding(length=5),
    Hello(),
    Text("hello world"),
    Text("тише едешь 🐢\r\nдальше будешь"),
    Intent("en"),
    Intent("ru"),
    Echo(),
    Echo(lag=8, window=4),
    Sine(),
    sunspots(),
    Series(tuple(np.sqrt(range(40))), "roots"),
)
BY_HEART = ("hello", "text")  # there is nothing to hold out: the one sequence is the exercise
EVERY = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: repr(exercise)[:40])


def drawn(exercise: Exercise, batches: int, seed: int = 0, count: int = 8) -> list[Batch]:
    return list(islice(exercise.batches(count, np.random.default_rng((seed, 2))), batches))


def sequences(batch: Batch) -> set[tuple[bytes, bytes]]:
    """Each of its sequences, as something that can be looked up."""
    width = range(batch.inputs.shape[1])
    return {(batch.inputs[:, column].tobytes(), batch.targets[:, column].tobytes()) for column in width}


def test_every_exercise_is_tried() -> None:
    assert {exercise.name for exercise in ALL} == set(EXERCISES)
    assert all(type(exercise) is EXERCISES[exercise.name] for exercise in ALL)


@EVERY
def test_batches_fit_their_names(exercise: Exercise) -> None:
    for batch in [*drawn(exercise, 5), exercise.held_out(8)]:
        steps, count, width = batch.inputs.shape
        assert batch.targets.shape == (steps, count)
        assert batch.inputs.flags.writeable
        assert batch.targets.flags.writeable
        assert width == len(exercise.features)
        assert 1 <= count <= 8
        assert np.isfinite(batch.inputs).all()
        assert asked(batch.targets).any(axis=0).all()
        wanted = batch.targets[asked(batch.targets)]
        assert (wanted.dtype == np.int64) == bool(exercise.answers)
        if exercise.answers:
            assert set(wanted.tolist()) <= set(range(len(exercise.answers)))
    assert exercise.held_out(8).inputs.shape[0] == exercise.longest


@EVERY
def test_the_same_generator_gives_the_same_batches_and_another_gives_others(exercise: Exercise) -> None:
    def bits(seed: int) -> list[set[tuple[bytes, bytes]]]:
        return [sequences(batch) for batch in drawn(exercise, 6, seed)]

    assert bits(0) == bits(0)
    assert (bits(0) == bits(1)) == (exercise.name in BY_HEART)


@EVERY
def test_held_out_is_the_same_every_time_and_a_beginning_of_more(exercise: Exercise) -> None:
    few, again, more = exercise.held_out(8), exercise.held_out(8), exercise.held_out(64)
    np.testing.assert_array_equal(few.inputs, again.inputs)
    np.testing.assert_array_equal(few.targets, again.targets)
    assert len(sequences(more)) >= len(sequences(few))


@EVERY
def test_what_is_held_out_is_never_learned_from(exercise: Exercise) -> None:
    kept = sequences(exercise.held_out(64))
    learned = {one for seed in range(5) for batch in drawn(exercise, 40, seed) for one in sequences(batch)}
    if exercise.name in BY_HEART:
        assert learned == kept
    else:
        assert learned.isdisjoint(kept)


@EVERY
def test_the_sequence_to_look_at_is_one_of_the_exercise_and_is_not_learned_from(exercise: Exercise) -> None:
    shown = exercise.shown()
    assert (shown.features, shown.classes) == (exercise.features, exercise.answers)
    assert shown.inputs.shape == (len(shown), 1, len(exercise.features))
    assert shown.targets is not None
    assert shown.targets.shape == (len(shown),)
    assert asked(shown.targets).any()
    one = (shown.inputs[:, 0].tobytes(), shown.targets.tobytes())
    learned = {one for seed in range(5) for batch in drawn(exercise, 40, seed) for one in sequences(batch)}
    assert (one in learned) == (exercise.name in BY_HEART)


@EVERY
def test_an_exercise_is_a_value(exercise: Exercise) -> None:
    copy = pickle.loads(pickle.dumps(exercise))
    assert copy == exercise
    assert hash(copy) == hash(exercise)
    np.testing.assert_array_equal(copy.held_out(4).inputs, exercise.held_out(4).inputs)


@EVERY
def test_chance_is_what_there_is_without_looking(exercise: Exercise) -> None:
    """The commonest answer, held out; a regression's baseline is tested where it is made."""
    if exercise.answers:
        batch = exercise.held_out(2000)
        shares = np.bincount(batch.targets[asked(batch.targets)]) / asked(batch.targets).sum()
        assert shares.max() == pytest.approx(exercise.chance, abs=0.04)


def test_the_first_symbol_is_learned_from_gaps_of_every_length_up_to_the_longest() -> None:
    exercise = FirstSymbol(gap=16)
    assert {len(batch.inputs) for batch in drawn(exercise, 200)} == set(range(2, 18))
    held_out = exercise.held_out(16)
    first: Array = held_out.inputs[0].argmax(axis=-1)
    np.testing.assert_array_equal(held_out.targets[-1], first)
    assert not asked(held_out.targets[:-1]).any()


@pytest.mark.parametrize("gap", [15, 300, 2.5, True, "40"])
def test_a_gap_that_cannot_be_is_refused(gap: object) -> None:
    with pytest.raises(InputProblem, match="gap must be a whole number from 16 to 299"):
        FirstSymbol(gap=gap)  # type: ignore[arg-type]


def test_the_sum_of_the_two_marked_numbers_is_asked_at_the_end() -> None:
    batch = Adding(length=7).held_out(200)
    numbers, mark = np.moveaxis(batch.inputs, -1, 0)
    np.testing.assert_array_equal(mark[:3].sum(axis=0), 1)
    np.testing.assert_array_equal(mark[3:].sum(axis=0), 1)
    np.testing.assert_allclose(batch.targets[-1], [x[m > 0].sum() for x, m in zip(numbers.T, mark.T, strict=True)])
    assert not asked(batch.targets[:-1]).any()


def test_who_always_says_one_adds_as_badly_as_chance() -> None:
    sums = Adding().held_out(20_000).targets[-1]
    assert np.square(sums - 1).mean() == pytest.approx(Adding().chance, rel=0.03)
    assert min(np.square(sums - guess).mean() for guess in (0.9, 1.1)) > np.square(sums - 1).mean()


@pytest.mark.parametrize(("lag", "window"), [(3, 8), (3, 3), (8, 4), (5, 1), (1, 1)])
def test_the_echo_goes_on_from_chunk_to_chunk(lag: int, window: int) -> None:
    chunks = drawn(Echo(lag, window), 30)
    assert {len(chunk.inputs) for chunk in chunks} == {window}
    bits = np.concatenate([chunk.inputs[..., 0] for chunk in chunks]) > 0
    echoes = np.concatenate([chunk.targets for chunk in chunks])
    np.testing.assert_array_equal(echoes[lag:], bits[:-lag])
    held_out = Echo(lag, window).held_out(4)
    np.testing.assert_array_equal(held_out.targets[lag:], held_out.inputs[:-lag, :, 0] > 0)
    assert not asked(held_out.targets[:lag]).any()


def test_two_streams_of_one_exercise_do_not_touch_each_other() -> None:
    exercise = Echo()
    alone = drawn(exercise, 6)
    one, other = (exercise.batches(8, np.random.default_rng((seed, 2))) for seed in (0, 1))
    for expected in alone:
        next(other)
        np.testing.assert_array_equal(next(one).targets, expected.targets)
