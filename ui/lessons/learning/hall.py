"""The scenes in a lecture hall: the question over the place of the front, then the front."""

from ui.lessons.learning.own_column import own_column
from ui.lessons.learning.predictions import question
from ui.lessons.learning.recorded import recorded_job
from ui.lessons.learning.run import learners
from ui.lessons.learning.scenes import SCRIPT, scenes
from ui.lessons.learning.settings import LearningSettings
from ui.lessons.learning.view import show
from ui.settings.page import Page
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture, open_hall

NAME = "learning"


def in_the_hall(page: Page[LearningSettings]) -> None:
    """Draw what stands on the wall."""
    hall = open_hall(page, SCRIPT, scenes(), stepper=NAME)
    page.close()
    page.say_problems()
    settings, runs = page.draw(lambda wanted: learners(wanted, own_column()))
    hall.say(question(SCRIPT.current(settings)))
    show(page, settings, runs, recorded_job(tuple(run.course for run in runs)), covered=hall.covered)
    hall.prepare(None, lambda wanted, beat: None)


def asked(scene: str) -> tuple[Question, ...]:
    """What a scene asks, with its answer."""
    found = question(scene)
    return (found,) if found else ()


LECTURE = Lecture(scenes, "learning_notes", asked)
