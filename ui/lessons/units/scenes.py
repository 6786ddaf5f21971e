"""Five things to look for in the units of a network, each a question first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ui.lessons.units.settings import SCENES, UnitsSettings
from ui.teaching.scenes import Scene, Script
from ui.words import t

_PLACE = ("unit", "t", "state", "held", "temperature", "luck", "painted", "span", "threshold")
_CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "marks": {},
        "verdict": {"know": "praise", "network": 2},
        "guillemets": {"tongue": "ru"},
        "depth": {"know": "depth"},
        "place": {"know": "line"},
    }
)
TRACKING = ("guillemets", "depth", "place")  # whose question is who tracks it, and not what is written
SCRIPT = Script(UnitsSettings(), _CHANGES, free=_PLACE)


def scenes() -> tuple[Scene, ...]:
    """All scenes in the session's language, in the order of the lecture."""
    words = {
        "marks": (
            t("Inside the marks"),
            t("A network that guesses the next letter, and the marks around speech."),
        ),
        "verdict": (t("Praise or complaint"), t("A network that has read reviews, and one number for the verdict.")),
        "guillemets": (t("Another language"), t("The same corpus in Russian, with « and ».")),
        "depth": (t("How deep"), t("Brackets within brackets, up to four.")),
        "place": (t("Where in the line"), t("What nobody asks for, and what a memory follows all the same.")),
    }
    return tuple(Scene(name, *words[name]) for name in SCENES)
