"""The scenes in a lecture hall: the question over the picture, then what the network writes."""

from ui.lessons.units.predictions import question
from ui.lessons.units.run import asked
from ui.lessons.units.scenes import SCRIPT, scenes
from ui.lessons.units.settings import UnitsSettings
from ui.lessons.units.view import show
from ui.settings.page import Page
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture, open_hall

NAME = "units"


def in_the_hall(page: Page[UnitsSettings]) -> None:
    """Draw what stands on the wall."""
    hall = open_hall(page, SCRIPT, scenes(), stepper=NAME)
    page.close()
    page.say_problems()
    settings, found = page.draw(asked)
    hall.say(question(SCRIPT.current(settings)))
    show(page, settings, found, covered=hall.covered, large=True)
    hall.prepare(None, lambda wanted, beat: None)


def questions(scene: str) -> tuple[Question, ...]:
    """What a scene asks, with its answer."""
    found = question(scene)
    return (found,) if found else ()


LECTURE = Lecture(scenes, "units_notes", questions)
