"""How strongly the last letter pulls on each encoder state is what the shipped networks say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.learning import date_networks, pull_study
from engine.learning.dates import LETTERS, READ, DateBatch, date_in, read_back, written
from engine.recording.decoding import record_decoding


def test_every_date_stands_first_and_is_followed_by_filler() -> None:
    batch = pull_study.sample()
    assert batch.inputs.shape == (pull_study.STEPS, pull_study.DATES, len(READ))
    for column, answer in enumerate(read_back(batch.targets)):
        day = date_in("".join(READ[index] for index in batch.inputs[:, column].argmax(axis=1)))
        assert day is not None
        assert written(day) == answer


@pytest.mark.parametrize("name", ["attention", "fixed_larger"])  # the others take the same way
def test_what_ships_is_computed_again(name: str, tmp_path: Path) -> None:
    assert set(pull_study.load()) == set(date_networks.names())
    pull_study.write({name: pull_study.study(name, pull_study.sample())}, tmp_path / "again.json")
    again, ships = pull_study.load(tmp_path / "again.json")[name], pull_study.load()[name]
    for one, other in ((again.before, ships.before), (again.after, ships.after)):
        assert set(one) == set(other) == set(pull_study.WAYS if name == "attention" else ("total",))
        for way in one:
            np.testing.assert_allclose(one[way], other[way], rtol=2e-3)


def test_it_is_the_norm_of_the_loss_s_gradient_over_that_at_the_output() -> None:
    batch = pull_study.sample()
    alone = DateBatch(batch.inputs[:, :1], batch.targets[:, :1])
    model = date_networks.load("attention").model
    targets = np.full((LETTERS, 1), -1)
    targets[-1] = alone.targets[-1]
    run = record_decoding(model, alone.inputs, alone.fed, targets)
    sides = [run.encoder.parts[0, side].gradients["hidden"][:, 0] for side in (0, 1)]
    norms = np.linalg.norm(np.concatenate(sides, axis=-1), axis=-1) / np.linalg.norm(run.gradients["logits"])
    np.testing.assert_allclose(pull_study.pulls(model, alone)["total"], norms, rtol=1e-9)
