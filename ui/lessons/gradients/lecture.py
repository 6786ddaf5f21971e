"""The gradient laboratory as a lecture: what the speaker's notes say beside each scene."""

from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import curves
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.lessons.gradients.settings import NUMBER
from ui.lessons.gradients.transfer import transfer
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture


def asked(scene: str) -> tuple[Question, ...]:
    """What a scene asks, and what may be asked after it, with the answers: computed from its run."""
    settings = SCRIPT.settings_of(scene)
    found = () if scene == NUMBER else curves(settings.computed())
    after = transfer(settings, found)
    return (question(settings, found), *((after,) if after else ()))


LECTURE = Lecture(scenes, "gradients_notes", asked)
