"""What the scenes ask, and that every network that can be chosen is there and was measured."""

from itertools import product

import pytest

from engine.learning import units_study, writers
from engine.learning.corpora import corpus
from engine.learning.properties import fitting
from ui.lessons.units.predictions import question
from ui.lessons.units.scenes import SCRIPT
from ui.lessons.units.settings import CORPUS_OF, KNOWN, UnitsSettings


@pytest.mark.parametrize("scene", SCRIPT.changes)
def test_every_scene_asks_and_its_answer_is_one_of_the_options(scene: str) -> None:
    asked = question(scene)
    assert asked is not None
    assert 0 <= asked.answer < len(asked.options)
    assert asked.explanation


def test_the_answers_are_what_was_measured() -> None:
    """Written out once more, from the file alone."""
    table = units_study.load()["quotes_en_0"]["quotes"].tables[0]
    opened, closed = (table.counted.index(name) for name in ("opened", "closed"))
    closes = table.high.counts[closed] > 2 * table.high.counts[opened]
    opens = table.high.counts[opened] > 2 * table.high.counts[closed]
    asked = question("marks")
    assert asked is not None
    assert asked.answer == (1 if closes and not opens else 0 if opens and not closes else 2)
    assert f"unit {table.unit + 1} ".lower() in asked.text.lower()
    assert f"{1000 * table.high.counts[closed] / table.letters:.1f} closed" in asked.explanation

    line = units_study.load()["quotes_en_0"]["line"].ranking
    best = line.best
    assert best is not None
    place = question("place")
    assert place is not None
    assert place.answer == int(line.states["cell"].tracks[best] <= line.untrained["cell"])


def test_every_network_that_can_be_chosen_ships_and_was_measured() -> None:
    for know, tongue, network in product(KNOWN, ("en", "ru"), (1, 2)):
        settings = UnitsSettings(know=know, tongue=tongue, network=network)
        assert settings.writer in writers.names()
        if know in CORPUS_OF:
            assert settings.property in units_study.load()[settings.writer]
            assert settings.property == fitting(corpus(writers.load(settings.writer).recipe.corpus))[0]
