"""The lecture's notes: there are some for every scene, and what they say of a scene is that scene's."""

import re

import numpy as np
import pytest

from ui.lessons.gradients.lecture import LECTURE
from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import NON_NORMAL, curves
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.lessons.gradients.settings import NUMBER, SCENES


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_has_notes(scene: str) -> None:
    notes = LECTURE.notes(scene)
    labels = [note.label for note in notes]
    assert labels[:2] == ["Say", "Ask"]
    assert "Often thought" in labels
    assert len(set(labels)) == len(labels)
    beats = next(one for one in scenes() if one.name == scene).beats
    assert ("At the why" in labels) == ("why" in beats)
    assert all(20 < len(note.text) < 320 for note in notes)


@pytest.mark.parametrize("scene", SCENES)
def test_a_number_in_the_notes_is_one_of_the_scene_s_own(scene: str) -> None:
    settings = SCRIPT.settings_of(scene)
    own = {f"{settings.radius:g}", f"{np.abs(np.linalg.eigvals(NON_NORMAL)).max():g}"}
    said = set(re.findall(r"\d+\.\d+", " ".join(note.text for note in LECTURE.notes(scene))))
    assert said <= own


@pytest.mark.parametrize("scene", SCENES)
def test_the_notes_know_what_the_wall_asks(scene: str) -> None:
    on_the_wall, *then = LECTURE.asked(scene)
    settings = SCRIPT.settings_of(scene)
    assert on_the_wall == question(settings, () if scene == NUMBER else curves(settings.computed()))
    assert len(on_the_wall.options) <= 9  # each has a key
    assert all(after.text != on_the_wall.text for after in then)


def test_a_paragraph_without_a_label_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.teaching.presenter.notes.prose", lambda page, section: "**Say.** This.\n\nAnd that.")
    with pytest.raises(ValueError, match="label"):
        LECTURE.notes("bias")
