"""What an interrupted study has done is not done again, and what is written is read back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.learning import data_study, gap_study
from engine.learning.studies import Found, read, write

TINY_GAPS = gap_study.Setting(
    gaps=(2, 3), seeds=(0, 1), units=4, batch=16, budget=25, pilot_seeds=(7, 8), pilot_budget=25
)
TINY_DATA = data_study.Setting(
    sizes=(1, 3), seeds=(0, 1), length=4, units=3, batch=2, updates=3, rates=(1e-2, 1e-1), pilot_seeds=(7, 8)
)


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """A fraction and a count of every run."""

    accuracy: np.ndarray[Any, np.dtype[np.float64]]
    steps: np.ndarray[Any, np.dtype[np.int64]]


def assert_same(one: Mapping[str, Found[Any]], other: Mapping[str, Found[Any]]) -> None:
    assert list(one) == list(other)
    for name, found in one.items():
        np.testing.assert_array_equal(found.rates, other[name].rates)
        for these, those in ((found.runs, other[name].runs), (found.pilot, other[name].pilot)):
            for field in fields(these):
                here, there = getattr(these, field.name), getattr(those, field.name)
                np.testing.assert_array_equal(here, there)
                assert here.dtype == there.dtype


@pytest.mark.parametrize(
    ("module", "tiny", "one"),
    [(gap_study, TINY_GAPS, "gru, gap 3, pilot"), (data_study, TINY_DATA, "gru, 3 sequences, pilot")],
)
def test_an_interrupted_study_goes_on_where_it_was(
    module: Any, tiny: Any, one: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.json"
    whole = module.study(tiny, notes)
    assert len(capsys.readouterr().out.splitlines()) == 2 * 2 * len(module.VARIANTS)  # a pilot and a row each
    known = json.loads(notes.read_text())
    del known[one]
    notes.write_text(json.dumps(known))
    again = module.study(tiny, notes)
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert_same(whole.found, again.found)


def test_a_study_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    generator = np.random.default_rng(0)

    def runs(*shape: int) -> Runs:
        return Runs(generator.random(shape).round(5), generator.integers(1, 50, shape))

    found = {name: Found(runs(2, 2, 2), np.array([0.01, 0.003]), runs(2, 3)) for name in ("lstm", "gru")}
    write(path, TINY_GAPS, found)
    setting, again = read(path, gap_study.Setting, Runs)
    assert setting == TINY_GAPS
    assert_same(found, again)


def test_the_rows_of_a_study_are_found_by_their_name() -> None:
    gaps, data = gap_study.load(), data_study.load()
    assert gaps.rate("lstm_keep", 160) == gaps.found["lstm_keep"].rates[-1]
    np.testing.assert_array_equal(gaps.runs("gru", 10).steps, gaps.found["gru"].runs.steps[1])
    np.testing.assert_array_equal(gaps.runs("gru", 10).accuracy, gaps.found["gru"].runs.accuracy[1])
    np.testing.assert_array_equal(data.accuracy("gru", 8), data.found["gru"].runs.accuracy[2])


@pytest.mark.parametrize("module", [gap_study, data_study])
def test_a_shipped_study_is_written_again_to_the_byte(module: Any, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    module.save(module.load(), path)
    assert path.read_bytes() == module.PATH.read_bytes()
    changed = replace(module.load(), setting=replace(module.SETTING, seeds=(0, 1)))
    module.save(changed, path)
    assert module.load(path).setting.seeds == (0, 1)
