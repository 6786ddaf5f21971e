"""What a scene says is so: recomputed from the weights, and the answer marked right is what the numbers say."""

import numpy as np
import pytest

from engine.learning import family
from ui.lessons.cells.hall import LECTURE
from ui.lessons.cells.predictions import error, question, reach
from ui.lessons.cells.results import percent, result
from ui.lessons.cells.run import Pair, make_pair
from ui.lessons.cells.scenes import SCRIPT, scenes
from ui.lessons.cells.settings import SCENES
from ui.teaching.predictions import Question


def pair_of(scene: str) -> Pair:
    return make_pair(SCRIPT.settings_of(scene).of_run)


THERE = [scene for scene in SCENES if question(pair_of(scene), scene)]


def asked(scene: str) -> Question:
    found = question(pair_of(scene), scene)
    assert found is not None
    return found


def learned(pair: Pair) -> tuple[int, int]:
    """How many seeds of each, from their weights, on new sequences as long as those that they learned from."""
    counts = []
    for run in pair.runs:
        task, cell = pair.settings.task, run.member.engine
        of = family.recipe(task, cell, variant=run.variant)
        scores = []
        for seed in family.SEEDS:
            one = family.load(task, cell, seed, run.variant)
            scores.append(family.measure(one.network, one.readout, of))
        name = "rmse_40" if task == "count" else "accuracy"
        counts.append(sum(family.is_learned(task, score[name]) for score in scores))
    return counts[0], counts[1]


def test_no_scene_lacks_its_networks() -> None:
    assert list(SCENES) == THERE


@pytest.mark.parametrize("scene", THERE)
def test_every_scene_shows_trained_networks_and_has_a_question_and_notes(scene: str) -> None:
    assert all(run.trained is not None for run in pair_of(scene).runs)
    found = asked(scene)
    assert len(set(found.options)) == len(found.options)
    assert "{" not in found.text + found.explanation
    assert LECTURE.notes(scene)
    assert LECTURE.asked(scene) == (found,)
    assert [one.name for one in scenes()] == list(SCENES)


@pytest.mark.parametrize("scene", [scene for scene in THERE if scene in ("flip", "gap", "skip", "one")])
def test_the_counts_of_seeds_are_those_of_the_weights(scene: str) -> None:
    pair, found = pair_of(scene), asked(scene)
    first, second = learned(pair)
    assert f"{first} of 5" in found.explanation
    assert f"{second} of 5" in found.explanation
    if scene != "flip":
        of_whom = second if scene == "one" else first
        assert found.answer == (0 if not of_whom else 2 if of_whom == len(family.SEEDS) else 1)


def test_the_belt_that_drifts_is_measured_on_the_sequence_on_show() -> None:
    pair, found = pair_of("drift"), asked("drift")
    old, new = pair.runs
    cells = [run.trace["cell"][0, 0, :, 0] for run in pair.runs]
    assert reach(old) == np.abs(cells[0]).max()
    assert reach(old) > 3 * reach(new)
    assert error(pair, old) > error(pair, new)
    assert f"|c| reaches {np.abs(cells[0]).max():.0f} in LSTM 1997" in found.explanation


def test_the_gate_that_sees_only_the_flag_does_not_flip() -> None:
    found = result("min_gru", "toggle")
    assert found is not None
    assert not any(found.learned)
    assert asked("flip").options[asked("flip").answer] in ("50 %", "65 %")


def test_a_hundred_percent_is_all_of_them() -> None:
    assert percent(1.0) == "100"
    assert percent(0.9999) == "99.9"
    assert percent(0.528) == "52.8"
