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
        "bias": {"beside": "bias", "cells": ("lstm",), "units": 10, "only": True, "rate": "0.01", "updates": 250},
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
        "adding": {"task": "adding", **USUAL["adding"]},
    }
)
SCRIPT = Script(LearningSettings(), _CHANGES, free=("update", "t", "run"))


def scenes() -> tuple[Scene, ...]:
    """All scenes in the session's language, in the order of the lecture."""
    words = {
        "arrives": (
            t("The gradient comes first"),
            t("A symbol, up to forty letters that say nothing, and the question which symbol it was."),
        ),
        "bias": (
            t("A gate that begins open"),
            t("The same LSTM with three biases of its forget gate, over one gap and no shorter ones."),
        ),
        "spikes": (
            t("A spike, and a limit"),
            t("A plain RNN learns a line by heart with large steps: once as it comes, once with the gradient clipped."),
        ),
        "window": (
            t("A window too short"),
            t("Echo the bit of some steps ago. The state goes on for ever, the gradient as far as the window."),
        ),
        "gates": (
            t("Gates one can read"),
            t("Keep a bit until a flag brings the next one: what do the gates do at the flags, and in between?"),
        ),
        "adding": (
            t("Fifty steps, two numbers"),
            t("Add two marked numbers: a plain RNN, one that begins with the identity, and an LSTM."),
        ),
    }
    return tuple(Scene(name, *words[name]) for name in SCENES)
