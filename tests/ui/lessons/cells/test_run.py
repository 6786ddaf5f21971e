"""The pair: where it opens, and what its settings ask for."""

from dataclasses import replace

import numpy as np
import pytest

from engine.learning.tasks import InputProblem
from ui.lessons.cells.run import Pair, make_pair
from ui.lessons.cells.scenes import SCRIPT
from ui.lessons.cells.settings import CellsSettings


def right(pair: Pair, step: int) -> tuple[bool, ...]:
    """Which of the two answers a step rightly: False for both where it asks nothing."""
    target = pair.sequence.targets[step] if pair.sequence.targets is not None else -1
    if pair.sequence.classes:
        return tuple(bool(target == np.argmax(run.predictions[step])) for run in pair.runs)
    return tuple(bool(abs(target - run.predictions[step, 0]) < 0.5) for run in pair.runs)


@pytest.mark.parametrize(
    ("scene", "seed"),
    [("", 0), ("drift", 0), ("flip", 0), ("gap", 0), ("bias", 0), ("skip", 0), ("", 3), ("drift", 3), ("flip", 3)],
)
def test_it_opens_just_where_one_cell_goes_wrong_and_the_other_does_not_for_longest(scene: str, seed: int) -> None:
    settings = replace(SCRIPT.settings_of(scene) if scene else CellsSettings(), data_seed=seed)
    pair = make_pair(settings.of_run)
    told = "".join("x" if len(set(right(pair, step))) > 1 else "." for step in range(pair.steps))
    longest = max(told.split("."), key=len)
    assert longest
    assert pair.place(settings) == (told.index(longest), 0)


def test_where_both_are_right_it_opens_at_the_answers_that_differ_most() -> None:
    pair = make_pair(CellsSettings(a="gru", task="latch").of_run)
    assert all(all(right(pair, step)) for step in range(pair.steps))
    first, second = (run.predictions for run in pair.runs)
    assert pair.parting == np.abs(first - second).max(axis=1).argmax()


def test_an_answer_that_nobody_asked_for_is_no_parting() -> None:
    pair = make_pair(CellsSettings(a="gru", task="first").of_run)
    assert pair.parting == pair.steps - 1


def test_a_place_that_is_asked_for_is_kept_as_far_as_there_are_so_many() -> None:
    pair = make_pair(CellsSettings(length=20).of_run)
    assert pair.place(CellsSettings(t=1, unit=2)) == (0, 1)
    assert pair.place(CellsSettings(t=300, unit=128)) == (19, pair.most_units - 1)


def test_a_fresh_network_is_not_called_by_what_is_special_of_a_trained_one() -> None:
    settings = replace(SCRIPT.settings_of("one"), network="fresh", units=5)
    pair = make_pair(settings.of_run)
    assert [run.title for run in pair.runs] == ["RNN", "minGRU"]
    assert pair.most_units == 5
    with pytest.raises(InputProblem, match="LSTM beside LSTM"):
        make_pair(replace(SCRIPT.settings_of("bias"), network="fresh").of_run)
