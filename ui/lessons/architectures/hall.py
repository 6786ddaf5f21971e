"""The scenes in a lecture hall: the question over the network, then the picture with its answer."""

from ui.lessons.architectures.scenes import SCRIPT, scenes
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.view import usual_of
from ui.lessons.architectures.views import VIEWS
from ui.settings.page import Page
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture, open_hall

NAME = "architectures"


def in_the_hall(page: Page[ArchitecturesSettings]) -> None:
    """Draw what stands on the wall."""
    hall = open_hall(page, SCRIPT, scenes(), stepper=NAME, asks_freely=True)
    page.close()
    page.say_problems()
    settings, run = page.draw(
        lambda wanted: VIEWS[wanted.view].make(VIEWS[wanted.view].of_run(wanted)), usual_of(page.settings)
    )
    view = VIEWS[settings.view]
    asked = view.question(settings, run)
    hall.say(asked)
    view.show(page, settings, run, hall.covered and asked is not None)

    def build(wanted: ArchitecturesSettings, beat: str) -> None:
        VIEWS[wanted.view].make(VIEWS[wanted.view].of_run(wanted))

    hall.prepare(None, build)


def asked(scene: str) -> tuple[Question, ...]:
    """What a scene asks, with its answer: computed from its run."""
    settings = SCRIPT.settings_of(scene)
    view = VIEWS[settings.view]
    found = view.question(settings, view.make(view.of_run(settings)))
    return (found,) if found else ()


LECTURE = Lecture(scenes, "architectures_notes", asked)
