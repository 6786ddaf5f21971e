"""What the study says of a writer is what is measured of one that ships."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.learning import writers
from engine.learning.writers_study import STUDIED, Run, load, seen


def test_there_is_every_seed() -> None:
    found = load()
    assert set(found) == set(STUDIED)
    for name, runs in found.items():
        assert [one.seed for one in runs] == [recipe.seed for recipe in STUDIED[name]]
        for one in runs:
            assert one.tracks >= one.second >= 0.5
            assert one.most_effect >= max(one.steers, one.next_effect)


@pytest.mark.parametrize("name", ["quotes_en", "reviews_en"])
def test_what_ships_is_one_of_the_runs(name: str) -> None:
    for seed in (0, 1):
        shipped = writers.load(f"{name}_{seed}")
        assert shipped.recipe == STUDIED[name][seed]
        run = load()[name][seed]
        measured = shipped.measured
        assert (run.nats, run.unit, run.tracks) == (measured.nats, measured.unit, measured.tracks)


def test_a_run_is_measured_as_its_file_says() -> None:
    shipped = writers.load("quotes_en_1")
    found, said = seen(shipped.model, shipped.recipe), load()["quotes_en"][1]
    assert (found.unit, found.most) == (said.unit, said.most)
    assert found.steers == pytest.approx(said.steers, abs=0.05)
    assert found.next_effect == pytest.approx(said.next_effect, abs=0.05)


def test_one_unit_suffices_if_it_tracks_and_no_other_steers_as_much() -> None:
    run = Run(0, 0.4, 3, 0.995, 0.9, 0.99, steers=6.0, most=3, most_effect=6.0, next_effect=2.9)
    assert run.suffices
    assert not replace(run, tracks=0.98).suffices
    assert not replace(run, most=4, most_effect=7.0, next_effect=6.0).suffices
