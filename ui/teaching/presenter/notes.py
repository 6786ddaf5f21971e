"""The speaker's notes: a page in a window of its own, in a session of its own, that follows the hall and drives it.

Hall and notes find each other in the browser, by a channel whose name is drawn by lot for each lecture (`channel.js`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from ui.mount import component
from ui.teaching.predictions import Question
from ui.teaching.scenes import Scene
from ui.words import prose, t

CHANNEL = "channel"  # the query parameter with the channel's name: who has it has come from a hall
_notes = component("notes", "teaching/presenter/notes.js", "teaching/presenter/notes.css", lasts=False)
_PARAGRAPH = re.compile(r"\*\*(?P<label>[^*]+)\.\*\* (?P<text>.+)", re.S)


@dataclass(frozen=True, slots=True)
class Note:
    """One paragraph of the notes: what it is (“Say”, “Ask”, “Often thought”), and what to say."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """What the notes window knows of a lesson.

    Attributes:
        scenes: in their order, in the session's language.
        prose: the file of words with a section for each scene: paragraphs, each `**Say.** …`.
        asked: the question that goes with a scene, and those that the speaker may ask after it, with their answers.
    """

    scenes: Callable[[], Sequence[Scene]]
    prose: str
    asked: Callable[[str], Sequence[Question]]

    def notes(self, scene: str) -> tuple[Note, ...]:
        """What to say in a scene. Raises KeyError for one without notes, ValueError for a paragraph without a label."""
        paragraphs = [" ".join(part.split()) for part in prose(self.prose, scene).split("\n\n")]
        found = [_PARAGRAPH.fullmatch(paragraph) for paragraph in paragraphs]
        if not all(found):
            raise ValueError(f"a paragraph of “{scene}” does not begin with a label such as **Say.**")
        return tuple(Note(match["label"], match["text"]) for match in found if match)


def is_notes_window() -> bool:
    """Whether this is such a window, which needs no frame."""
    return CHANNEL in st.query_params


def notes_window(lectures: Mapping[str, Lecture]) -> None:
    """The notes for the lecture that the address names."""
    lecture = lectures.get(st.query_params.get("lesson", ""))
    channel = st.query_params.get(CHANNEL, "")
    if lecture is None or not re.fullmatch(r"[0-9a-z]{8,40}", channel):
        st.info(t("Speaker notes belong to a lecture: press N in the presenter view of a lesson."))
        return
    name = f"notes.{channel}"
    scenes = lecture.scenes()
    state = st.session_state.get(name)
    shown = (state.scene if state else None) or ""
    asked = lecture.asked(shown) if shown in {scene.name for scene in scenes} else ()
    data = {
        "channel": channel,
        "scenes": [
            {
                "name": scene.name,
                "title": scene.title,
                "notes": [[note.label, note.text] for note in lecture.notes(scene.name)],
            }
            for scene in scenes
        ],
        "asked": {"scene": shown, "questions": [asdict(question) for question in asked]},
        "text": _phrases(),
    }
    _notes(key=name, data=data, default={"scene": ""}, on_scene_change=lambda: None)


def _phrases() -> dict[str, str]:
    return {
        "count": t("{at} / {of}"),
        "waiting": t("Waiting for the lecture: is the presenter view still open?"),
        "left": t("The presenter view has been left."),
        "own": t("Your own settings"),
        "ask": t("The picture is covered"),
        "show": t("The picture is shown"),
        "second": t("The second picture is shown"),
        "why": t("The why figure is shown"),
        "coming": t("Next: {title}"),
        "last": t("This is the last scene."),
        "previous": t("← Previous scene"),
        "next": t("Next scene →"),
        "on": t("Space: go on"),
        "answer": t("Answer: {letter} · {option}"),
        "question": t("On the wall"),
        "then": t("And then, if there is time"),
        "title": t("Speaker notes"),
        "restart": t("Start the clock anew"),
    }
