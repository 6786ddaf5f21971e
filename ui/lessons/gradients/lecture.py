"""The gradient laboratory as a lecture: what the speaker's notes say beside each scene."""

from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import curves
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture


def asked(scene: str) -> Question | None:
    """What a scene asks, with its answer, computed from its run."""
    settings = SCRIPT.settings_of(scene)
    if "ask" not in next(one for one in scenes() if one.name == scene).beats:
        return None
    return question(settings, curves(settings.computed()))


LECTURE = Lecture(scenes, "gradients_notes", asked)
