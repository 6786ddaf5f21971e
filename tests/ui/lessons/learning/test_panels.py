"""What the panels for questions and series are given, and that each task has those that belong to it."""

import json
from math import sin
from string import Formatter

import pytest

from engine.learning.exercises import FirstSymbol, Hello, Intent, Series, Sine, sunspots
from ui.assets import module_url, read
from ui.lessons.learning.intents import MODULE, intents_panel
from ui.lessons.learning.series import MODULE as SERIES
from ui.lessons.learning.series import series_panel
from ui.lessons.learning.series.panels import MOST
from ui.lessons.learning.view import asides

SWELL = tuple(10 + sin(step) for step in range(40))


@pytest.mark.parametrize("tongue", ["en", "ru"])
def test_the_words_and_answers_are_those_of_the_question_that_the_rows_show(tongue: str) -> None:
    exercise = Intent("ru" if tongue == "ru" else "en")
    data = json.loads(json.dumps(intents_panel(exercise)))
    assert data["tokens"] == list(exercise.shown().tokens)
    assert data["classes"] == list(exercise.answers)


@pytest.mark.parametrize("exercise", [Sine(), sunspots(), Series(SWELL, "<b>own</b>")])
def test_every_horizon_that_can_be_asked_for_there_is(exercise: Sine | Series) -> None:
    data = json.loads(json.dumps(series_panel(exercise)))
    assert 1 <= data["horizon"] <= data["most"] <= MOST
    for horizon in (1, data["most"]):
        assert exercise.futures(horizon, 64).future.shape[0] == horizon


def test_each_task_has_its_panels_and_their_modules_are_served() -> None:
    modules = {
        exercise.name: [aside.module for aside in asides(exercise)] for exercise in (Intent(), Sine(), sunspots())
    }
    assert modules == {"intent": [MODULE], "sine": [SERIES], "series": [SERIES]}
    assert asides(FirstSymbol()) == ()
    assert len(asides(Hello())) == 1
    for module in (MODULE, SERIES):
        assert b"class Aside" in read(module_url(module)).body


def test_sentences_have_places_only() -> None:
    for data in (intents_panel(Intent()), series_panel(Sine())):
        for sentence in data["words"].values():
            assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
