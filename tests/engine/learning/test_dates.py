"""Written dates, and an encoder–decoder that learns to read them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from engine.learning import translating
from engine.learning.dates import FORMATS, READ, WEEKDAYS, WRITTEN, coded, date_batch, read_back, written
from engine.learning.tasks import InputProblem
from engine.learning.translating import DateRecipe, accuracy, train_dates


def test_every_letter_of_every_date_is_known() -> None:
    texts = {way(date(year, month, day)) for way in FORMATS for year in range(1700, 2100, 7)
             for month in range(1, 13) for day in (1, 9, 28)}  # fmt: skip
    assert len({way(date(2021, 3, 5)) for way in FORMATS}) == len(FORMATS)
    assert set("".join(texts) + "".join(WEEKDAYS)) <= set(READ)


def test_a_batch_says_its_dates_and_feeds_the_letter_before() -> None:
    batch = date_batch(20, np.random.default_rng(1), filler=7)
    assert batch.inputs.shape[2] == len(READ)
    np.testing.assert_array_equal(batch.inputs.sum(axis=2), 1.0)
    answers = read_back(batch.targets)
    for column, answer in enumerate(answers):
        text = "".join(READ[index] for index in batch.inputs[:, column].argmax(axis=1))
        day = date.fromisoformat(answer)
        assert any(text.lstrip().startswith(way(day)) for way in FORMATS), (text, answer)
    assert not batch.fed[0].any()
    np.testing.assert_array_equal(batch.fed[1:].argmax(axis=2), batch.targets[:-1])
    assert written(date(2021, 3, 5)) == "2021-03-05"
    assert set("".join(answers)) <= set(WRITTEN)


def test_what_a_person_types_is_read_or_refused_kindly() -> None:
    assert coded(" 5 Марта 2021 ").shape == (13, 1, len(READ))
    assert len(coded("5", length=9)) == 9
    for typed, message in (("  ", "nothing to read yet"), ("1" * 201, "201 characters"), ("5 😀", "never seen “😀”")):
        with pytest.raises(InputProblem, match=message):
            coded(typed)


@pytest.mark.parametrize("attention", [True, False])
def test_a_few_steps_lower_the_loss_and_the_same_recipe_gives_the_same_weights(attention: bool) -> None:
    recipe = DateRecipe(units=6, attention=attention, steps=6, filler=5, batch=16, seed=2)
    first, *_, last = train_dates(recipe, every=1)
    assert last.loss < first.loss
    *_, again = train_dates(recipe)
    for name, values in last.model.parameters.items():
        np.testing.assert_array_equal(values, again.model.parameters[name])
    for name, values in last.model.parameters.items():
        assert not np.array_equal(values, first.model.parameters[name]), name


def test_a_date_counts_if_every_letter_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    *_, last = train_dates(DateRecipe(units=3, attention=True, steps=1, batch=2))
    batch = date_batch(4, np.random.default_rng((0, 3)), 0)
    nearly = batch.targets.copy()
    nearly[7, 2] += 1
    monkeypatch.setattr(translating, "write", lambda model, inputs, steps: nearly)
    assert accuracy(last.model, 0, 4) == 0.75
