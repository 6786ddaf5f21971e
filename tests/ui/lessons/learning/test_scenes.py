"""Every scene of learning: its link gives its picture, it asks what its run answers, and the speaker has notes."""

from dataclasses import replace

import numpy as np
import pytest

from engine.learning import seeds_study
from engine.learning.recorded import COURSES, load
from ui.lessons.learning.hall import LECTURE
from ui.lessons.learning.predictions import question, seeds_note
from ui.lessons.learning.scenes import SCRIPT
from ui.lessons.learning.settings import SCENES, LearningSettings

ANSWERS = {
    "arrives": "before",
    "bias": "3 alone",
    "spikes": "more than two nats",
    "window": "9 and 17",
    "gates": "falls",
    "adding": "that one and the LSTM",
}


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_asks_and_its_notes_stand_paragraph_by_paragraph(scene: str) -> None:
    assert SCRIPT.expand(LearningSettings(scene=scene)) == SCRIPT.settings_of(scene)
    (asked,) = LECTURE.asked(scene)
    assert asked.options[asked.answer] == ANSWERS[scene]
    assert len(asked.options) == len(set(asked.options))
    assert asked.explanation
    assert f"{len(seeds_study.SEEDS)} seeds" in seeds_note(scene) or scene == "gates"
    notes = LECTURE.notes(scene)
    assert notes
    assert all("**" not in note.text for note in notes)  # one label each: paragraphs have a blank line between


def test_what_is_no_scene_asks_nothing() -> None:
    assert question("") is None
    assert seeds_note("") == ""


@pytest.mark.parametrize("name", [name for name in seeds_study.NAMES if name in COURSES])
def test_the_first_seed_of_the_study_is_the_run_that_is_recorded(name: str) -> None:
    for seeds, rows in zip(seeds_study.load()[name], load(name).runs, strict=True):
        first = seeds[0]
        right = next((row.update for row in rows if (row.accuracy or 0.0) >= 0.9), -1)
        reached = next((row.update for row in rows if row.profile[0] > 1e-3 * row.profile[-1]), -1)
        assert (first.right, first.reached) == (right, reached)
        if name != "arrives":  # which was studied for longer
            assert first.loss == pytest.approx(rows[-1].loss, abs=1e-5)
            losses = np.concatenate([row.losses for row in rows])
            assert first.jump == pytest.approx((losses[1:] - np.minimum.accumulate(losses)[:-1]).max(), abs=1e-3)


def test_another_seed_is_measured_again() -> None:
    course = replace(seeds_study.courses("spikes")[1], seed=1)
    found, noted = seeds_study.seen(course), seeds_study.load()["spikes"][1][1]
    assert (found.reached, found.right, found.diverged) == (noted.reached, noted.right, noted.diverged)
    assert found.loss == pytest.approx(noted.loss, rel=0.2)  # rounding is another on another machine


def test_the_window_learns_where_it_is_longer_than_the_lag() -> None:
    short, longer, longest = seeds_study.load()["window"]
    assert all(one.right < 0 for one in short)
    assert all(one.right >= 0 for one in (*longer, *longest))


def test_the_gradient_comes_first_in_every_run_that_learned() -> None:
    learned = [one for seeds in seeds_study.load()["arrives"] for one in seeds if one.right >= 0]
    assert len(learned) > 10
    assert all(0 <= one.reached < one.right for one in learned)
