"""Predict first: what each scene asks, answered by what was measured of the network."""

from ui.teaching.predictions import Question


def question(scene: str) -> Question | None:
    """What a scene asks; None for what is none."""
    return None
