"""Named scenes of the gradient laboratory: settings that show one thing well, each behind a link of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ui.lessons.gradients.settings import NUMBER, OF_NEURON, SCENES, GradientSettings
from ui.teaching.scenes import BEATS, Scene, Script
from ui.words import t

_ONLY_RNN = {"lstm": False, "gru": False}
_ONLY_LSTM = {"rnn": False, "gru": False}

_CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        NUMBER: {},
        "vanishing": {},
        "saturating": _ONLY_RNN | {"init": "orthogonal", "radius": 1.1, "before": False},
        "exploding": _ONLY_RNN | {"init": "gaussian", "radius": 1.2, "activation": "linear", "before": False},
        "orthogonal": _ONLY_RNN | {"init": "orthogonal", "scale": 0.2},
        "identity": _ONLY_RNN | {"init": "identity", "activation": "relu"},
        "bias": {"rnn": False, "forget_bias": "5", "update_bias": "5", "view": "keep", "focus": "lstm"},
        "skip": _ONLY_RNN | {"skip": True, "view": "keep"},
        "clipping": _ONLY_RNN
        | {"init": "gaussian", "radius": 1.2, "activation": "linear", "clip": True, "view": "remedies"},
        "window": _ONLY_LSTM | {"forget_bias": "3", "window": 20, "view": "remedies", "focus": "lstm"},
        "nonnormal": _ONLY_RNN | {"init": "nonnormal", "activation": "linear", "before": False, "length": 200},
    }
)

OPEN: Mapping[str, Any] = MappingProxyType({"forget_bias": "3", "update_bias": "3"})  # the gates of LSTM and GRU

SCRIPT = Script(
    GradientSettings(),
    _CHANGES,
    free=("t", "k", "view", "focus", "unit", "parts"),
    own={NUMBER: OF_NEURON},
    second={"vanishing": OPEN},
)
# In the lecture hall; of all others as usual. The one number's picture is its own why.
_BEATS = MappingProxyType({NUMBER: ("ask", "show"), "vanishing": ("ask", "show", "second", "why")})


def scenes() -> tuple[Scene, ...]:
    """All scenes in the order of a lecture, in the session's language."""
    words = {
        NUMBER: (
            t("One number"),
            t("One neuron that hears itself: a pulse goes round its loop and is multiplied by w every time."),
        ),
        "vanishing": (
            t("Vanishing"),
            t("Three fresh cells, one random sequence. How much of the loss at the end still reaches step t?"),
        ),
        "saturating": (
            t("Saturating"),
            t("An RNN with ρ(W) = 1.1: its gradient can explode. With inputs of ordinary size, does it?"),
        ),
        "exploding": (
            t("Exploding"),
            t("A linear RNN with ρ(W) = 1.2: a step back multiplies by W alone."),
        ),
        "orthogonal": (
            t("Orthogonal W"),
            t("An orthogonal W neither stretches nor shrinks: what is left is tanh, with small inputs."),
        ),
        "identity": (
            t("Identity and ReLU"),
            t("W = I with ReLU: the slope of a step is 1 where a unit's sum is positive, else 0."),
        ),
        "bias": (
            t("Forget bias"),
            t("A bias of 5 on the forget (or update) gate opens it from the start."),
        ),
        "skip": (t("Skip connection"), t("hₜ = hₜ₋₁ + tanh(…): the gradient has a path of slope 1 at every step.")),
        "clipping": (
            t("Clipping"),
            t("A gradient longer than θ is scaled down to length θ. What else does that change?"),
        ),
        "window": (
            t("Truncated window"),
            t("Backpropagation stops after 20 steps, to save time and memory. What does that cost?"),
        ),
        "nonnormal": (
            t("Not normal"),
            t("Linear, W = [[0.9, 10], [0, 0.9]]: ρ is 0.9, but W can stretch. What does the gradient do?"),
        ),
    }
    return tuple(Scene(name, *words[name], _BEATS.get(name, BEATS)) for name in SCENES)
