"""Steering, against its definition: write with a unit held at one value and at the other, and count."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import log2

import numpy as np
import pytest

from engine.analysis.tracking import by_chance, tracked
from engine.cells.base import Array
from engine.learning.character_model import CharacterModel
from engine.learning.properties import Counted, Property, find
from engine.learning.ranking import held_between, ranked, whole
from engine.learning.steered_writing import write
from engine.learning.steering import Steered, reviewed, steering, table
from engine.networks.network import network
from engine.networks.readout import Readout

ALPHABET = ("\n", *"abcd ”“")
UNITS, LOW, HIGH = 19, -0.8, 0.9
TEXT = "ab “cad” dab\n“ba” cd\nabba “dacab bad” dad\ncab “a” b “dad\nabc” bad “cab”" * 3
QUOTES = find("quotes")


def model(cell: str = "lstm", seed: int = 4) -> CharacterModel:
    fresh = Readout.fresh(UNITS, len(ALPHABET), seed)
    sharp = Readout(8 * fresh.weight, fresh.bias)
    return CharacterModel(network(cell, len(ALPHABET), UNITS, seed=seed), sharp, ALPHABET)


def sides(low: float = LOW, high: float = HIGH) -> tuple[Array, Array]:
    return np.full(UNITS, low), np.full(UNITS, high)


def measured(made: CharacterModel, one: Property, **asked: object) -> Steered:
    *_, found = steering(made, one, *sides(), letters=240, streams=4, **asked)  # type: ignore[arg-type]
    return found


def balance(texts: list[str]) -> float:
    text = "".join(texts)
    return log2((text.count("”") + 0.5) / (text.count("“") + 0.5))


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_effect_is_what_holding_does_to_what_is_counted(cell: str) -> None:
    made = model(cell)
    found = measured(made, QUOTES, seed=5, temperature=1.0)
    assert found.letters == 240
    assert not found.apart
    for unit in (0, 7, UNITS - 1):
        low, high = (write(made, 60, 1.0, 5, holds={unit: value}, streams=4) for value in (LOW, HIGH))
        assert found.effect[unit] == pytest.approx(balance([*high]) - balance([*low]), abs=1e-12)
        without = []
        for left_out in range(4):
            rest = [stream for stream in range(4) if stream != left_out]
            without.append(balance([high[stream] for stream in rest]) - balance([low[stream] for stream in rest]))
        error = np.sqrt(3 / 4 * np.sum((np.array(without) - np.mean(without)) ** 2))
        assert found.error[unit] == pytest.approx(error, abs=1e-12)
    assert np.abs(found.effect).max() > 0
    assert found.most == np.abs(found.effect).argmax()


def test_where_nothing_is_counted_all_letters_are_compared() -> None:
    made, one = model(), find("painted", painted=[(2, 5)])
    found = measured(made, one, seed=5)

    def apart(these: tuple[str, ...], those: tuple[str, ...]) -> float:
        this, that = "".join(these), "".join(those)
        return sum(abs(this.count(letter) - that.count(letter)) for letter in ALPHABET) / (2 * 240)

    free = write(made, 60, 0.7, 5, streams=8)
    assert found.apart
    assert found.free == pytest.approx(apart(free[:4], free[4:]), abs=1e-12)
    for unit in (0, 11):
        low, high = (write(made, 60, 0.7, 5, holds={unit: value}, streams=8) for value in (LOW, HIGH))
        assert found.effect[unit] == pytest.approx(apart(low[4:], high[:4]), abs=1e-12)
        assert found.error[unit] > 0


def test_a_unit_that_nobody_hears_steers_nothing() -> None:
    made = model()
    weights = {name: weight.copy() for name, weight in made.network.weights.items()}
    weights["weight_hh_l0"][:, 3] = 0.0
    readout = Readout(np.where(np.arange(UNITS) == 3, 0.0, made.readout.weight), made.readout.bias)
    deaf = CharacterModel(replace(made.network, weights=weights), readout, ALPHABET)
    found = measured(deaf, QUOTES)
    assert found.effect[3] == found.error[3] == 0
    assert np.count_nonzero(found.effect) > UNITS / 2


def test_it_says_how_far_it_is_and_leaves_out_what_it_cannot_hold() -> None:
    made, (low, high) = model(), sides()
    low[2] = np.nan
    steps = list(steering(made, QUOTES, low, high, letters=96, streams=8))
    assert [step.done for step in steps] == [8 / 18, 16 / 18, 1.0]
    known = [int(np.isfinite(step.effect).sum()) for step in steps]
    assert known == [8, 16, 18]
    assert np.isnan(steps[-1].effect[2])
    some = list(steering(made, QUOTES, low, high, letters=96, streams=8, units=[4, 2, 9]))
    assert np.flatnonzero(np.isfinite(some[-1].effect)).tolist() == [4, 9]
    np.testing.assert_array_equal(some[-1].effect[[4, 9]], steps[-1].effect[[4, 9]])
    (nothing,) = steering(made, QUOTES, np.full(UNITS, np.nan), high)
    assert (nothing.most, nothing.done) == (None, 1.0)


def test_a_table_counts_what_is_written() -> None:
    made, (low, high) = model(), sides()
    found = table(made, QUOTES, 6, low, high, seed=3, letters=200, streams=5)
    assert (found.unit, found.values, found.letters) == (6, (LOW, HIGH), 200)
    assert found.counted == ("closed", "opened")

    def count(holds: dict[int, float]) -> tuple[int, ...]:
        text = "".join(write(made, 40, 0.7, 3, holds=holds, streams=5))
        return text.count("”"), text.count("“")

    assert [found.free.counts, found.low.counts, found.high.counts] == [count({}), count({6: LOW}), count({6: HIGH})]
    assert len({unit for unit, _, _ in found.others} - {6}) == 4
    for unit, at_low, at_high in found.others:
        assert (at_low.counts, at_high.counts) == (count({unit: LOW}), count({unit: HIGH}))


def test_whole_reviews_are_judged_in_turn() -> None:
    good, bad = Counted("praise", ("good",), whole_words=True), Counted("complaint", ("bad",), whole_words=True)
    texts = ("good\n\nbad bad\nneither\ngood", "a good\nbad", "Good\ngood bad\nbad\nbad")
    assert reviewed(texts, good, bad) == (3, 2, 2)
    assert reviewed(texts, good, bad, wanted=4) == (3, 1, 0)
    assert reviewed(("good",), good, bad) == (0, 0, 0)


def test_a_ranking_has_both_measures_and_their_controls() -> None:
    made, fresh = model(), model(seed=9)
    asked = {"letters": 96, "streams": 4, "seed": 2}
    first, *_, last = ranked(made, TEXT, QUOTES, untrained=fresh, **asked)  # type: ignore[arg-type]
    assert first.steered is None
    labels = QUOTES.labels(TEXT)
    for state in ("cell", "hidden"):
        signals = made.read(TEXT).signals[state]
        np.testing.assert_array_equal(last.states[state].auc, tracked(signals, labels).auc)
        assert last.shifted[state] == by_chance(signals, labels)
        assert last.untrained[state] == tracked(fresh.read(TEXT).signals[state], labels).tracks.max()
    low, high = (means.round(2) for means in (last.states["cell"].low, last.states["cell"].high))
    *_, steered = steering(made, QUOTES, low, high, **asked)  # type: ignore[arg-type]
    assert last.steered is not None
    np.testing.assert_array_equal(last.steered.effect, steered.effect)
    drained = whole(ranked(made, TEXT, QUOTES, untrained=fresh, **asked))  # type: ignore[arg-type]
    np.testing.assert_array_equal(drained.states["cell"].tracks, last.states["cell"].tracks)
    assert last.memory == "cell"
    assert last.best == last.states["cell"].best
    assert whole(ranked(made, TEXT, QUOTES, steer=False)).steered is None
    np.testing.assert_array_equal(held_between(last.states["cell"]), (low, high))


def coins(seed: int, text: str) -> Array:
    return (np.random.default_rng(seed).random(len(text)) < 0.5).astype(float)


def test_none_tracks_what_is_not_in_the_text() -> None:
    made = model()
    nothing = whole(ranked(made, "abba", QUOTES))
    assert nothing.none_tracks("cell")
    assert nothing.best is None
    assert nothing.steered is not None
    assert nothing.steered.most is None
    claimed = 0
    for seed in range(20):
        noise = replace(QUOTES, labels=partial(coins, seed))
        claimed += not whole(ranked(made, TEXT, noise, steer=False)).none_tracks("cell")
    assert claimed <= 4  # 95 % of tries stay within chance
    last_letter = replace(QUOTES, labels=lambda text: np.array([float(letter in "ab") for letter in text]))
    assert not whole(ranked(made, TEXT, last_letter, steer=False)).none_tracks("cell")
