"""Every scene of the lecture: its link gives its picture, it asks what its run answers, and the speaker has notes."""

import pytest

from ui.lessons.architectures.hall import LECTURE
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import SCENES, ArchitecturesSettings


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_asks_and_its_notes_stand_paragraph_by_paragraph(scene: str) -> None:
    assert SCRIPT.expand(ArchitecturesSettings(scene=scene)) == SCRIPT.settings_of(scene)
    (asked,) = LECTURE.asked(scene)
    assert 0 <= asked.answer < len(asked.options) == len(set(asked.options))
    assert asked.explanation
    notes = LECTURE.notes(scene)
    assert notes
    assert all("**" not in note.text for note in notes)  # one label each: paragraphs have a blank line between
