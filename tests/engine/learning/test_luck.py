"""Luck in whole numbers: the same bits as anybody gets who follows the description, and no pattern."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.luck import LARGEST, numbers


def described(seed: int, stream: int, i: int) -> float:
    """The description, word for word, in numbers that do not wrap around."""

    def mix(x: int) -> int:
        x %= 2**32
        x ^= x >> 16
        x = x * 0x7FEB352D % 2**32
        x ^= x >> 15
        x = x * 0x846CA68B % 2**32
        return x ^ x >> 16

    key = mix(mix(seed + 0x9E3779B9) + stream)
    return mix(key + (i + 1) * 0x9E3779B9) / 2**32


@pytest.mark.parametrize(("seed", "stream"), [(0, 0), (1, 0), (0, 1), (7, 63), (LARGEST, LARGEST)])
def test_every_number_is_the_described_one_to_the_last_bit(seed: int, stream: int) -> None:
    assert numbers(seed, stream, 300).tolist() == [described(seed, stream, i) for i in range(300)]


def test_a_longer_stream_begins_with_the_shorter_one() -> None:
    np.testing.assert_array_equal(numbers(3, 2, 1000)[:10], numbers(3, 2, 10))
    assert numbers(3, 2, 0).shape == (0,)


def test_numbers_are_spread_and_strangers_to_each_other() -> None:
    drawn = np.stack([numbers(seed, stream, 4000) for seed in range(3) for stream in range(3)])
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.stack([np.histogram(row, 20, (0, 1))[0] for row in drawn])
    assert ((counts - 200) ** 2 / 200).sum(axis=1).max() < 43.8  # χ², 19 degrees of freedom: 1 of 1000 exceeds it
    others = np.corrcoef(np.concatenate((drawn[:, :-1], drawn[:, 1:]))) - np.eye(18)
    assert np.abs(others).max() < 0.08  # 5 standard errors, also of each with its own next number


@pytest.mark.parametrize(("seed", "stream"), [(-1, 0), (0, -1), (LARGEST + 1, 0)])
def test_what_is_no_word_is_refused(seed: int, stream: int) -> None:
    with pytest.raises(ValueError, match="should be from 0 to"):
        numbers(seed, stream, 1)
