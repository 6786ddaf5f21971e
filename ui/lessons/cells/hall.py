"""The scenes in a lecture hall: the question over the sequence, then both answers and both memories."""

from ui.lessons.cells.predictions import question
from ui.lessons.cells.run import make_pair
from ui.lessons.cells.scenes import SCRIPT, scenes
from ui.lessons.cells.settings import CellsSettings
from ui.lessons.cells.view import on_the_wall
from ui.settings.page import Page
from ui.stepper import stepper
from ui.teaching.predictions import Question
from ui.teaching.presenter import Lecture, open_hall
from ui.words import language

NAME = "cells"


def in_the_hall(page: Page[CellsSettings]) -> None:
    """Draw what stands on the wall."""
    hall = open_hall(page, SCRIPT, scenes(), stepper=NAME)
    page.close()
    page.say_problems()
    settings, pair = page.draw(lambda wanted: make_pair(wanted.of_run))
    payload = on_the_wall(settings.of_run, hall.beat if settings.cover else "show", language())
    hall.say(question(pair, SCRIPT.current(settings)), payload)
    stepper(payload, key=NAME)
    hall.prepare(payload, lambda wanted, beat: on_the_wall(wanted.of_run, beat, language()))


def asked(scene: str) -> tuple[Question, ...]:
    """What a scene asks, with its answer: computed from its run."""
    found = question(make_pair(SCRIPT.settings_of(scene).of_run), scene)
    return (found,) if found else ()


LECTURE = Lecture(scenes, "cells_notes", asked)
