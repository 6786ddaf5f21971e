"""What the cells on show remember, with the spread over sequences or seeds."""

import numpy as np
import pytest

from engine import tasks
from engine.learning.tasks import InputProblem
from engine.learning.training import held_out
from ui.lessons.compare.memories import OTHERS, change_of, checked_change, differ, memories
from ui.lessons.compare.settings import CompareSettings


def test_a_change_is_another_symbol_of_the_same_kind() -> None:
    first = tasks.first_symbol(9, seed=0)
    for step in range(10):
        before, after = first.inputs[step, 0], (first.inputs[step] + change_of(first, first.inputs, step))[0]
        assert sorted(after) == [0, 0, 0, 0, 0, 1]
        assert after.argmax() != before.argmax()
        assert (after.argmax() < 2) == (before.argmax() < 2) == (step == 0)
    latch = tasks.latch(5, seed=1)
    changed = latch.inputs[2] + change_of(latch, latch.inputs, 2)
    np.testing.assert_array_equal(changed, latch.inputs[2] * [-1, 1])
    one_letter = tasks.text("aaa")
    np.testing.assert_array_equal(change_of(one_letter, one_letter.inputs, 1), [[-1.0]])


def test_memories_tell_the_holders_from_the_forgetter() -> None:
    lstm, gru, rnn = memories(CompareSettings().of_the_run(), 0)
    assert lstm.lasting.min() == gru.lasting.min() == lstm.longest == 80
    assert rnn.lasting.max() < 10
    assert differ(lstm.lasting, rnn.lasting)
    assert differ(rnn.lasting, lstm.lasting)
    assert not differ(lstm.lasting, gru.lasting)


def test_sensitivity_has_a_spread_over_sequences() -> None:
    for memory in memories(CompareSettings().of_the_run(), 0):
        assert memory.shares.shape == (1 + OTHERS, 81)
        np.testing.assert_allclose(memory.shares.sum(axis=1), 1)
        for shares, reach in zip(memory.shares, memory.reach, strict=True):
            assert shares[-reach:].sum() >= 0.9 - 1e-9
            assert shares[len(shares) - reach + 1 :].sum() < 0.9
    lstm = memories(CompareSettings().of_the_run(), 0)[0]
    assert lstm.reach.min() < lstm.reach.max()  # a saturated state: it depends on the sequence


def test_the_other_sequences_are_held_out_ones() -> None:
    (lstm, *_) = memories(CompareSettings(gap=9).of_the_run(), 0)
    inputs = held_out("first", 10, OTHERS).inputs
    assert len({inputs[:, one].tobytes() for one in range(OTHERS)}) == OTHERS
    assert len(lstm.reach) == len(lstm.lasting) == 1 + OTHERS


def test_fresh_networks_have_a_spread_over_seeds() -> None:
    settings = CompareSettings(network="fresh", gap=9, units=4)
    for memory in memories(settings.of_the_run(), 2):
        assert len(memory.reach) == len(memory.lasting) == 1 + OTHERS // 2
        assert memory.longest == 7
        assert len(np.unique(memory.shares, axis=0)) == len(memory.shares)


def test_a_step_that_there_is_not_is_refused_kindly() -> None:
    with pytest.raises(InputProblem, match="only 21 steps"):
        checked_change(CompareSettings(change=22), 21)
    assert checked_change(CompareSettings(change=21), 21) == 20
