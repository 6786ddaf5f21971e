"""Every scene asks something that its own run answers."""

import pytest

from ui.lessons.gradients.predictions import Question, question
from ui.lessons.gradients.run import curves
from ui.lessons.gradients.scenes import expand, is_scene, scenes, settings_of
from ui.lessons.gradients.settings import SCENES, GradientSettings

RIGHT = {
    "vanishing": "10", "saturating": "it vanishes", "exploding": "10⁸", "orthogonal": "never here",
    "identity": "it stays within a factor of 1000", "bias": "3", "skip": "it explodes", "clipping": "its length",
    "window": "45°", "nonnormal": "40",
}  # fmt: skip


def asked(settings: GradientSettings) -> Question:
    return question(settings, curves(settings.computed()))


@pytest.mark.parametrize("name", SCENES)
def test_the_answer_is_what_the_run_shows(name: str) -> None:
    one = asked(settings_of(name))
    assert one.options[one.answer] == RIGHT[name]
    assert len(set(one.options)) == len(one.options)
    assert any(digit in one.explanation for digit in "0123456789")


def test_the_answer_follows_the_run_and_not_the_scene() -> None:
    usual, short = settings_of("vanishing"), GradientSettings(scene="vanishing", scale=3.0)
    assert asked(usual).explanation != asked(short).explanation


def test_the_known_numbers_of_the_matrix_that_is_not_normal() -> None:
    assert "38.7, at k = 9" in asked(settings_of("nonnormal")).explanation
    assert "from k = 63" in asked(settings_of("nonnormal")).explanation


def test_there_is_a_question_without_a_scene() -> None:
    assert "GRU" in asked(GradientSettings(rnn=False, lstm=False)).text


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_knows_itself_and_no_other(name: str) -> None:
    assert [scene.name for scene in scenes() if is_scene(settings_of(name), scene.name)] == [name]
    assert expand(GradientSettings(scene=name, present=True)).present
    assert is_scene(expand(GradientSettings(scene=name, view="terms")), name)
    changed = GradientSettings(scene=name, data_seed=7)
    assert expand(changed) == changed
