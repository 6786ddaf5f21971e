"""The writers of dates that ship are what their files say of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from engine.learning import date_networks
from engine.learning.dates import FORMATS, LETTERS, coded, read_back, written
from engine.learning.translating import accuracy
from engine.recording.decoding import decode


@pytest.mark.parametrize("name", date_networks.names())
def test_what_is_said_of_it_is_found_again(name: str) -> None:
    writer = date_networks.load(name)
    assert writer.recipe == date_networks.SHELF.recipes[name]
    assert tuple(writer.accuracies) == date_networks.FILLERS
    filler = 40 if name == "attention" else 0  # the others take the same way
    assert writer.accuracies[filler] == accuracy(writer.model, filler, date_networks.MEASURED_ON)


def test_the_one_with_attention_reads_every_format() -> None:
    model = date_networks.load("attention").model
    for way, day in ((way, day) for way in FORMATS for day in (date(2021, 3, 5), date(1987, 12, 31))):
        symbols, run = decode(model, coded(way(day)), LETTERS)
        assert read_back(symbols) == (written(day),), way(day)
        np.testing.assert_allclose(run.weights.sum(axis=1), 1.0)


def test_together_they_are_small() -> None:
    assert date_networks.SHELF.size() < 400_000


def test_there_is_no_other() -> None:
    with pytest.raises(ValueError, match="no writer of dates called 'lstm'; there are attention, fixed"):
        date_networks.load("lstm")
