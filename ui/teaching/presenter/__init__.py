"""The view for the lecture hall: the picture alone, driven by a clicker, with notes for the speaker in another window.

A lesson with scenes gets it by a few lines in its page:

    agree_with_frame(page.settings.present)
    hall = open_hall(page, SCRIPT, scenes(), stepper="gradients") if page.settings.present else None
    …
    if hall:
        hall.say(question, payload)  # the title, the question or its answer; above the picture

Keys, bar, spotlight and notes live in the browser (`hall.js`), which tells Python the scene and the beat that are
wanted; what comes of them is told to the browser like everything else.
"""

from ui.teaching.presenter.hall import Hall, agree_with_frame, is_frameless, is_presenting, open_hall
from ui.teaching.presenter.notes import Lecture, Note, is_notes_window, notes_window

__all__ = [
    "Hall",
    "Lecture",
    "Note",
    "agree_with_frame",
    "is_frameless",
    "is_notes_window",
    "is_presenting",
    "notes_window",
    "open_hall",
]
