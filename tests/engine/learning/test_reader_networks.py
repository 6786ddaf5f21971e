"""The readers that ship are what their files say of them, and what is told of them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning import reader_networks, words
from engine.learning.readers import gradient_shares, untrained
from engine.learning.reading_tasks import READING_TASKS

SEEDS = reader_networks.SEEDS


@pytest.mark.parametrize("name", reader_networks.names())
def test_what_is_said_of_it_is_found_again(name: str) -> None:
    found = reader_networks.load(name)
    assert found.recipe == reader_networks.SHELF.recipes[name]
    assert {key: values[0] for key, values in found.accuracies.items()} == reader_networks.measure(
        found.reader, found.recipe
    )
    assert {len(values) for values in found.accuracies.values()} == {len(SEEDS)}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_words_are_known_by_who_has_read_the_clue(language: words.Language) -> None:
    for direction, before, after in (("forward", 1.0, 0.5), ("backward", 0.5, 1.0), ("both", 1.0, 1.0)):
        found = reader_networks.load(f"words_{language}_{direction}").accuracies
        assert set(found["before"]) == {before}
        assert set(found["after"]) == {after}
    one_way, both = (reader_networks.load(f"words_{language}_{name}").reader for name in ("forward", "both"))
    assert both.parameter_count < one_way.parameter_count


def test_an_early_clue_is_for_who_reads_all_states_and_a_majority_for_who_reads_the_last() -> None:
    clue, majority = (
        {way: reader_networks.load(f"{task}_{way}").accuracies["new"] for way in ("last", "mean", "max")}
        for task in ("clue", "majority")
    )
    assert max(clue["last"]) < 0.55
    assert min(*clue["mean"], *clue["max"]) > 0.99
    for seed in SEEDS:
        assert majority["last"][seed] > majority["mean"][seed] > majority["max"][seed]


def test_before_training_the_last_state_hears_the_last_tenth_only() -> None:
    for way, low, high in (("last", 0.97, 1.0), ("mean", 0.05, 0.12), ("max", 0.05, 0.12)):
        found = reader_networks.load(f"clue_{way}")
        batch = READING_TASKS["clue"].batch(found.recipe.length, 40, np.random.default_rng(5))
        assert low < gradient_shares(untrained(found.recipe), batch)[-10:].sum(axis=0).mean() < high
        if way != "last":  # trained, it hears the first tenth, where the clue is
            shares = gradient_shares(found.reader, batch)[:10].sum(axis=0)
            assert shares.mean() > 0.4


LAYERS = (1, 2, 3)


@pytest.mark.parametrize("layers", LAYERS)
def test_how_long_a_changed_symbol_lasts_is_found_again(layers: int) -> None:
    found = reader_networks.load(f"layers_{layers}")
    assert reader_networks.changed_symbol(found.reader, found.recipe) == list(found.lasting[0])
    assert reader_networks.changed_symbol(untrained(found.recipe), found.recipe) == list(found.lasting_untrained[0])
    assert {len(of_layers) for of_layers in (*found.lasting, *found.lasting_untrained)} == {layers}


def test_upper_layers_remember_longer_but_depth_is_no_gain_by_itself() -> None:
    one, two, three = (reader_networks.load(f"layers_{layers}") for layers in LAYERS)
    for found in (two, three):
        for of_layers in (*found.lasting, *found.lasting_untrained):
            assert min(of_layers[1:]) > of_layers[0]
    assert max(max(of_layers) for found in (one, two, three) for of_layers in found.lasting_untrained) < 5
    assert min(of_layers[-1] for of_layers in two.lasting) > 10
    for seed in SEEDS:
        assert one.accuracies["longer"][seed] > max(two.accuracies["longer"][seed], three.accuracies["longer"][seed])
    assert all(600 < found.reader.parameter_count < 730 for found in (one, two, three))


def test_together_they_are_small() -> None:
    assert reader_networks.SHELF.size() < 150_000


def test_there_is_no_other() -> None:
    with pytest.raises(ValueError, match="no reader called 'words'; there are words_en_forward"):
        reader_networks.load("words")
