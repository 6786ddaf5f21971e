"""The writers that ship: what their files say of them is measured again, and training is what it says it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.learning import writers
from engine.learning.corpora import END, corpus
from engine.learning.pupil import Pupil
from engine.learning.writers import Recipe, measure, ramped, train, untrained, written
from engine.recording.record import record

QUICK = Recipe("dialogues_en", 3, units=6, updates=3, batch=4)


@pytest.mark.parametrize("name", writers.names())
def test_what_is_said_of_a_writer_is_found_again(name: str) -> None:
    found = writers.load(name)
    assert found.recipe == writers.RECIPES[name]
    assert writers.SHELF.path(name).stat().st_size < 100_000
    again = measure(found.model, corpus(found.recipe.corpus), 5000)
    assert again.unit == found.measured.unit
    assert again.nats == pytest.approx(found.measured.nats, rel=0.05)
    assert again.tracks == pytest.approx(found.measured.tracks, abs=0.02)
    assert again.accuracy == (pytest.approx(found.measured.accuracy, abs=0.03) if found.measured.accuracy else None)


@pytest.mark.parametrize("name", writers.names())
def test_units_are_higher_where_what_it_is_about_holds(name: str) -> None:
    found = writers.load(name)
    tracked = writers.tracked_units(found.model, corpus(found.recipe.corpus))
    assert (tracked.high >= tracked.low).all()


def test_the_penalty_is_on_what_the_cells_write() -> None:
    text = corpus("dialogues_en")
    network, readout = untrained(QUICK)
    read, asked = writers.batch(text, ("Tom laughed.", "The tea was cold!"))
    assert read.shape == (18, 2)
    assert (read[0] == 0).all()
    assert [text.alphabet[place] for place in asked[:13, 0]] == [*"Tom laughed.", END]
    assert (asked[13:, 0] == -1).all()
    np.testing.assert_array_equal(read[1:][read[1:] >= 0], asked[:-1][read[1:] >= 0])

    inputs = np.eye(len(text.alphabet))[read.clip(min=0)]
    pupil = Pupil(network, readout)
    of_torch = torch.tensor(inputs).float()
    found = written(pupil.weights, of_torch, pupil.run(of_torch).outputs).detach().numpy()
    trace = record(network, inputs)
    truth = trace.signals["input_gate"][0, 0] * np.abs(trace.signals["candidate"][0, 0])
    np.testing.assert_allclose(found, truth, atol=1e-6)
    assert [ramped(QUICK, done) for done in (0.05, 0.1, 0.3, 0.5, 1.0)] == pytest.approx([0, 0, 0.5, 1, 1])


def test_forget_gates_begin_with_memories_of_one_to_sixty_letters() -> None:
    fresh, _ = untrained(replace(QUICK, units=400))
    bias = sum(fresh.weights[name].reshape(4, -1)[1] for name in ("bias_ih_l0", "bias_hh_l0"))
    memories = np.exp(bias)
    assert 1 < memories.min() < 2
    assert 58 < memories.max() < 60
    assert memories.mean() == pytest.approx(30.5, abs=2)


def test_training_is_that_of_its_recipe_alone_and_changes_with_it() -> None:
    first, again = train(QUICK), train(QUICK)
    assert first[0] == again[0]
    np.testing.assert_array_equal(first[1].weight, again[1].weight)
    assert train(replace(QUICK, seed=4))[0] != first[0]
    assert train(replace(QUICK, write_penalty=0.0))[0] != first[0]


def test_there_is_no_other() -> None:
    with pytest.raises(ValueError, match="There is no writer called 'poet'; there are quotes_en"):
        writers.load("poet")
