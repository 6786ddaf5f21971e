"""Predict first: what each scene asks; its answer is read off the recorded runs."""

from ui.teaching.predictions import Question


def question(scene: str) -> Question | None:
    """What a scene asks; None for nothing."""
    return None
