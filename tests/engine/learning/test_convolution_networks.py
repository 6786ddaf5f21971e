"""The convolutions that ship are what their files say of them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning import convolution_networks
from engine.learning.convolution_networks import ALONE, MEASURED_GAPS, MEASURED_ON, SEEDS, SHELF, load
from engine.learning.finding import accuracy, logits
from engine.learning.motifs import ALPHABETS, ANSWERS, MOTIF, coded, favourite
from engine.networks.convolutional import ConvolutionalNetwork

MEASURED = [
    (name, gap) for name, of in SHELF.recipes.items() for gap in (MEASURED_GAPS if of.task == "order" else (0,))
]  # fmt: skip


@pytest.mark.parametrize(("name", "gap"), MEASURED)
def test_what_is_said_of_it_is_found_again(name: str, gap: int) -> None:
    there = load(name)
    assert there.accuracies[gap] == accuracy(there.model, there.recipe.task, gap, MEASURED_ON)


@pytest.mark.parametrize("name", convolution_networks.names())
def test_the_best_of_three_seeds_ships(name: str) -> None:
    there = load(name)
    assert (there.recipe.task == "order") == (tuple(there.alone) == ALONE)
    mean = np.mean(list(there.accuracies.values()))
    assert mean == pytest.approx(max(there.seeds), abs=1e-4)
    assert SEEDS.index(there.recipe.seed) == int(np.argmax(there.seeds))


@pytest.mark.parametrize("name", ["order_5", "order_25", "order_dilated"])
def test_what_the_window_holds_is_answered_and_what_it_does_not_is_guessed(name: str) -> None:
    there = load(name)
    assert isinstance(there.model, ConvolutionalNetwork)
    for gap, found in there.accuracies.items():
        if gap < there.model.window:
            assert found > 0.97, gap
        else:
            assert abs(found - 0.5) < 0.1, gap
    for gap, found in there.alone.items():
        assert gap < there.model.window or abs(found - 0.5) < 0.1, gap


def test_a_gru_does_not_care_for_the_gap() -> None:
    assert min(load("order_gru").accuracies.values()) > 0.99


def test_the_motif_is_read_by_filters_as_wide_as_it_is() -> None:
    found = {name: load(name).accuracies[0] for name in SHELF.names() if name.startswith("motif")}
    assert abs(found["motif_1"] - 0.5) < 0.1
    assert found["motif_1"] < found["motif_2"] < found["motif_3"] < 0.9
    assert min(found["motif_4"], found["motif_1_2_3_4"], found["motif_gru_max"]) > 0.99


def test_the_motif_is_found_in_what_a_filter_learned() -> None:
    model = load("motif_4").model
    assert isinstance(model, ConvolutionalNetwork)
    weights = model.banks[0][0].filters.weight
    assert MOTIF in {favourite(weight, ALPHABETS["motif"]) for weight in weights}


def test_a_typed_sequence_is_answered() -> None:
    there = load("motif_4")
    for typed, right in (("hhhhFACEhhhh", "there"), ("hhhhFADEhhhh", "not there")):
        found = logits(there.model, coded("motif", typed, window=4).inputs).argmax(axis=1)
        assert [ANSWERS["motif"][index] for index in found] == [right]


def test_together_they_are_small() -> None:
    assert SHELF.size() < 50_000
