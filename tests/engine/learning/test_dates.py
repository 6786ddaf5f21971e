"""Written dates, and an encoder–decoder that learns to read them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from engine.learning import translating
from engine.learning.dates import (
    FORMATS,
    READ,
    WEEKDAYS,
    WRITTEN,
    coded,
    date_batch,
    date_in,
    read_back,
    with_filler,
    written,
)  # fmt: skip
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


def test_a_date_is_found_in_every_format_and_in_no_other() -> None:
    for day in (date(2021, 3, 5), date(1701, 5, 2), date(1987, 12, 31), date(1900, 6, 7), date(2050, 8, 9)):
        for way in FORMATS:
            for text in (way(day), f" {way(day).upper()} ", with_filler(way(day), 33, seed=day.day)):
                assert date_in(text) == day, text
    assert date_in("31.12.1150") == date(1150, 12, 31)  # a format that it learned, and a year that it never saw
    no_dates = ("hello", "", "5 march", "31.02.2021", "5th march 2021", "5  march 2021", "march 2021", "20210305")
    too_much = ("5.3.21", "5 march 2021 and more", "5 march 2021monday", "5 march 2021 mon tuesday", "2021-03-05-01")
    for typed in (*no_dates, *too_much):
        assert date_in(typed) is None, typed


def test_filler_is_weekdays_as_long_as_asked_for_and_known_by_its_seed() -> None:
    text = with_filler(" 5 Марта 2021 ", 40, seed=3)
    assert len(text) == len("5 марта 2021") + 1 + 40
    assert text == with_filler("5 марта 2021", 40, seed=3) != with_filler("5 марта 2021", 40, seed=4)
    assert with_filler("5 march 2021", 0) == "5 march 2021"
    coded(text)


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
