"""The examples of the page of own models: what they open with shows what is known of them."""

import numpy as np

from engine.learning import units_study, writers
from engine.learning.properties import find
from engine.learning.ranking import ranked, whole
from ui.lessons.own.examples import WRITER, WRITTEN


def test_the_text_of_the_writer_tells_the_unit_that_is_known_to_follow_quotations() -> None:
    model = writers.load(WRITER).model
    assert set(WRITTEN) <= set(model.alphabet)
    found = whole(ranked(model, WRITTEN, find("quotes"), untrained=model, steer=False))
    known = units_study.load()[WRITER]["quotes"].ranking
    for state, units in known.states.items():
        assert np.nanargmax(found.states[state].tracks) == np.nanargmax(units.tracks), state
