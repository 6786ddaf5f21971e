"""What is shipped of every unit is what its network does: figures that are measured again, with the same luck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.analysis.tracking import tracked
from engine.cells.base import Array
from engine.learning import units_study, writers
from engine.learning.character_model import CharacterModel
from engine.learning.corpora import corpus
from engine.learning.properties import find
from engine.learning.ranking import held_between, ranked, whole
from engine.learning.steered_writing import write
from engine.learning.steering import Steered, Table, steering
from engine.learning.units_study import PATH, READ, SEED, STREAMS, WRITTEN, Known, as_json, from_json, load, measure

ALL = {(writer, name) for writer in writers.names() for name in units_study.properties(writer)}


def own(writer: str) -> Known:
    """What is known of what a writer was made for."""
    return load()[writer][units_study.properties(writer)[0]]


def test_there_is_everything_of_every_writer_in_a_small_file() -> None:
    assert {(writer, name) for writer, known in load().items() for name in known} == ALL
    assert PATH.stat().st_size <= 200_000


@pytest.mark.parametrize("writer", load())
def test_units_track_what_is_shipped(writer: str) -> None:
    trained, name = writers.load(writer), units_study.properties(writer)[0]
    text, shipped = corpus(trained.recipe.corpus), own(writer).ranking
    read, one = text.held_out(READ), find(name, text)
    found = tracked(trained.model.read(read, only=["cell"]).signals["cell"], one.labels(read), many=one.kind == "many")
    kept = shipped.states["cell"]
    assert (kept.letters, kept.share == pytest.approx(found.share, abs=1e-3, nan_ok=True)) == (found.letters, True)
    for field, within in (("auc", 6e-4), ("low", 6e-3), ("high", 6e-3), ("accuracy", 6e-4)):
        np.testing.assert_allclose(getattr(kept, field), getattr(found, field), rtol=0, atol=within)
    assert found.tracks[shipped.best or 0] > found.tracks.max() - 1e-3
    # and the unit steers as much, held at the values that are shipped
    sides = held_between(kept)
    best = [shipped.best or 0]
    *_, steered = steering(trained.model, one, *sides, units=best, seed=SEED, letters=WRITTEN, streams=STREAMS)
    assert shipped.steered is not None
    for field in ("effect", "error"):
        np.testing.assert_allclose(getattr(shipped.steered, field)[best], getattr(steered, field)[best], atol=6e-3)


@pytest.mark.parametrize("writer", ["quotes_en_1"])
def test_tables_are_counted_in_what_is_written(writer: str) -> None:
    known, trained = own(writer), writers.load(writer)
    counted = find(known.ranking.name, corpus(trained.recipe.corpus)).counted
    one = known.tables[0]
    assert one.unit == known.ranking.best
    assert one.counted == tuple(each.name for each in counted)
    for row, holds in ((one.free, {}), (one.high, {one.unit: one.values[1]})):
        text = "\n".join(write(trained.model, one.letters // 20, 0.7, SEED, holds=holds, streams=20))
        assert row.counts == tuple(each.count(text) for each in counted)


def test_controls_are_those_of_the_untrained_network_and_of_labels_moved_along() -> None:
    trained, shipped = writers.load("quotes_en_1"), own("quotes_en_1").ranking
    text = corpus(trained.recipe.corpus)
    fresh = CharacterModel(*writers.untrained(trained.recipe), text.alphabet)
    again = whole(ranked(trained.model, text.held_out(READ), find("quotes", text), untrained=fresh, steer=False))
    for part in ("shifted", "untrained"):
        assert getattr(again, part) == pytest.approx(getattr(shipped, part), abs=6e-4)


def test_what_is_measured_is_the_ranking_with_tables_of_its_best_units() -> None:
    found = measure("quotes_en_1", "next_space", letters=400, written=160, units=[2, 9])
    text = corpus("dialogues_en")
    assert found.ranking.states["cell"].letters in range(399, 400 + 130)
    assert found.ranking.steered is not None
    assert np.flatnonzero(~np.isnan(found.ranking.steered.effect)).tolist() == [2, 9]
    assert [table.unit for table in found.tables] == [found.ranking.best, found.ranking.steered.most]
    assert found.tables[0].counted == tuple(each.name for each in find("next_space", text).counted)
    assert set(found.ranking.untrained) == {"cell", "hidden"}


def test_everything_is_written_and_read_back(tmp_path: Path) -> None:
    writer, name, path = "quotes_en_1", "quotes", tmp_path / "units.json"
    known = load()[writer][name]
    units_study.write({writer: {name: as_json(known)}}, path)
    again = load(path)[writer][name]
    assert as_json(again) == as_json(known)
    assert again.tables == known.tables
    assert all(isinstance(table, Table) for table in again.tables)
    unknown = Steered(np.array([np.nan, 1.0]), np.array([np.nan, 0.25]), 400)
    some = Known(replace(known.ranking, steered=unknown), ())
    back = from_json(name, as_json(some)).ranking.steered
    assert back is not None
    values: Array = back.error
    np.testing.assert_array_equal(values, [np.nan, 0.25])
    nothing = Known(replace(known.ranking, steered=None), ())
    assert from_json(name, as_json(nothing)).ranking.steered is None
