"""Six runs as scenes, each a question first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from engine.learning.recorded import LINE
from ui.lessons.learning.settings import SCENES, USUAL, LearningSettings
from ui.teaching.scenes import Scene, Script
from ui.words import t

_CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "arrives": {},
        "bias": {
            "beside": "bias",
            "cells": ("lstm",),
            "units": 10,
            "only": True,
            "rate": "0.01",
            "updates": 250,
            "run": 3,
        },
        "spikes": {
            "task": "text",
            "text": LINE,
            "beside": "clip",
            "cells": ("rnn",),
            "start": "orthogonal",
            "optimiser": "sgd",
            "rate": "1",
            "units": 16,
            "bias": "1",
            "batch": 1,
            "updates": 200,
        },
        "window": {"task": "echo", **USUAL["echo"]},
        "gates": {"task": "latch", **USUAL["latch"], "cells": ("lstm",)},
        "adding": {"task": "adding", **USUAL["adding"], "run": 2},
    }
)
SCRIPT = Script(LearningSettings(), _CHANGES, free=("update", "t", "run"))


def scenes() -> tuple[Scene, ...]:
    """All scenes in the session's language, in the order of the lecture."""
    words = {
        "arrives": (
            t("The gradient comes first"),
            t("Recall a symbol after up to forty letters that say nothing."),
        ),
        "bias": (
            t("A gate that begins open"),
            t("One LSTM, three biases of its forget gate, one long gap."),
        ),
        "spikes": (
            t("A spike, and a limit"),
            t("Large steps, with the gradient as it comes and clipped."),
        ),
        "window": (
            t("A window too short"),
            t("The state goes on for ever, the gradient as far as its window."),
        ),
        "gates": (
            t("Gates one can read"),
            t("Keep a bit until a flag brings the next one."),
        ),
        "adding": (
            t("Fifty steps, two numbers"),
            t("Add the two that are marked: three ways to begin."),
        ),
    }
    return tuple(Scene(name, *words[name]) for name in SCENES)
