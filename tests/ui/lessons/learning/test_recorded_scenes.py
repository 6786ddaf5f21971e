"""A scene is recorded: its courses are those that were trained to be shipped."""

import pytest

from engine.learning import recorded
from ui.lessons.learning.recorded import recorded_job
from ui.lessons.learning.run import learners
from ui.lessons.learning.scenes import SCRIPT
from ui.lessons.learning.settings import usual_of


@pytest.mark.parametrize("scene", SCRIPT.changes)
def test_a_scene_is_recorded(scene: str) -> None:
    courses = tuple(learner.course for learner in learners(SCRIPT.settings_of(scene)))
    assert courses == recorded.COURSES[scene]
    assert recorded_job(courses) == f"recorded-{scene}"


def test_hello_is_recorded() -> None:
    assert recorded_job(tuple(learner.course for learner in learners(usual_of("hello")))) == "recorded-hello"
