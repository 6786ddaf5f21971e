"""The tasks of the convolution, and a convolution that learns them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.learning.finding import FinderRecipe, accuracy, logits, train_finder, untrained
from engine.learning.motifs import (
    ALPHABETS,
    ANSWERS,
    MARGIN,
    MOTIF,
    NEAR_MISSES,
    answer,
    coded,
    favourite,
    motif_batch,
    order_batch,
    read_back,
)
from engine.learning.tasks import InputProblem
from engine.networks.convolutional import ConvolutionalNetwork


def test_half_of_the_sequences_hold_the_motif_and_all_hold_near_misses() -> None:
    batch = motif_batch(400, np.random.default_rng(3))
    np.testing.assert_array_equal(batch.inputs.sum(axis=2), 1.0)
    assert 0.4 < batch.targets.mean() < 0.6
    for letters, target in zip(read_back("motif", batch.inputs), batch.targets, strict=True):
        assert len(letters) == 40
        assert letters.count(MOTIF) == target == answer("motif", tuple(letters))
        windows = [letters[start : start + len(MOTIF)] for start in range(len(letters) - len(MOTIF) + 1)]
        alike = [sum(one == other for one, other in zip(window, MOTIF, strict=True)) for window in windows]
        assert alike.count(3) >= NEAR_MISSES - target


@pytest.mark.parametrize("gap", [1, 4, 40])
def test_two_letters_stand_so_far_apart_and_off_the_edges(gap: int) -> None:
    batch = order_batch(300, np.random.default_rng(gap), (gap, gap))
    firsts = set()
    for letters, target in zip(read_back("order", batch.inputs), batch.targets, strict=True):
        first, second = sorted((letters.index("A"), letters.index("B")))
        assert second - first == gap
        assert first >= MARGIN
        assert second < len(letters) - MARGIN
        assert ANSWERS["order"][target] == letters[first]
        assert answer("order", tuple(letters)) == target
        assert letters.count("A") == letters.count("B") == 1
        firsts.add(first)
    assert firsts == set(range(MARGIN, len(letters) - MARGIN - gap))


def test_gaps_are_drawn_from_all_that_are_given() -> None:
    texts = read_back("order", order_batch(200, np.random.default_rng(1), (3, 5)).inputs)
    assert {abs(letters.index("A") - letters.index("B")) for letters in texts} == {3, 4, 5}
    with pytest.raises(ValueError, match="gaps of 1 to 50 and margins of 28 do not fit into 100 steps"):
        order_batch(2, np.random.default_rng(1), (1, 50))


def test_what_a_person_types_is_read_or_refused_kindly() -> None:
    typed = coded("motif", " hafa ce ")
    assert typed.tokens == tuple("HAFACE")
    assert typed.inputs.shape == (6, 1, 8)
    assert coded("order", "WaxB").tokens == tuple("wAxB")
    given: tuple[tuple[str, dict[str, Any], str], ...] = (
        (" \n", {}, "is empty"),
        ("A" * 201, {}, "201 characters"),
        ("FAQ", {}, "character 3 is “Q”"),
        ("FA😀E", {}, "knows only the characters A B C D E F G H, and character 3"),
        ("FAC", {"window": 4}, "reads 4 letters at once, and the text has 3: please type at least 4"),
    )
    for text, more, message in given:
        with pytest.raises(InputProblem, match=message):
            coded("motif", text, **more)


def test_without_one_of_the_two_there_is_no_right_answer() -> None:
    assert answer("order", tuple("wxAyz")) is None
    assert answer("order", tuple("wBxAyB")) == 1


def test_a_filter_answers_most_to_its_favourite() -> None:
    weight = np.random.default_rng(0).normal(size=(8, 3))
    best = favourite(weight, ALPHABETS["motif"])
    sums = {
        word: sum(weight[ALPHABETS["motif"].index(letter), k] for k, letter in enumerate(word))
        for word in (one + two + three for one in "ABCDEFGH" for two in "ABCDEFGH" for three in "ABCDEFGH")
    }
    assert sums[best] == max(sums.values())


@pytest.mark.parametrize(
    "recipe",
    [
        FinderRecipe("motif", widths=(2, 3), units=3, steps=6, batch=16),
        FinderRecipe("order", "stack", (3,), (1, 2), units=4, steps=6, batch=16, seed=2),
        FinderRecipe("order", "gru", units=3, steps=4, batch=8, seed=1),
    ],
)
def test_the_same_recipe_gives_the_same_weights_and_every_weight_learns(recipe: FinderRecipe) -> None:
    *_, last = train_finder(recipe, every=1)
    *_, again = train_finder(recipe)
    before = untrained(recipe).parameters
    assert last.model.parameter_count == sum(values.size for values in before.values())
    for name, values in last.model.parameters.items():
        np.testing.assert_array_equal(values, again.model.parameters[name])
        assert not np.array_equal(values, before[name]), name


@pytest.mark.parametrize("reading", ["last", "max"])
def test_numpy_says_what_torch_was_trained_to_say(reading: Any) -> None:
    import torch

    model = untrained(FinderRecipe("motif", "gru", units=5, reading=reading, seed=4))
    assert not isinstance(model, ConvolutionalNetwork)
    batch = motif_batch(6, np.random.default_rng(0))
    weights = {name: torch.tensor(values, dtype=torch.float32) for name, values in model.parameters.items()}
    found = model.in_torch(weights, torch.tensor(batch.inputs).float())
    np.testing.assert_allclose(logits(model, batch.inputs), found.numpy(), atol=1e-5)


@pytest.mark.parametrize("gap", [4, 5])
def test_the_gap_within_the_window_is_learned_and_the_one_beyond_it_is_not(gap: int) -> None:
    *_, last = train_finder(FinderRecipe("order", widths=(5,), gaps=(gap, gap), steps=150), every=150)
    found = accuracy(last.model, "order", gap)
    assert found > 0.99 if gap == 4 else abs(found - 0.5) < 0.1
