"""Named scenes of the gradient laboratory: settings that show one thing well, each behind a link of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from ui.lessons.gradients.settings import SCENES, GradientSettings
from ui.words import t

# What a person may change in a scene without leaving it: how it is told, and where one looks.
_FREE = ("present", "predict", "cover", "t", "k", "view", "focus", "parts")
_ONLY_RNN = {"lstm": False, "gru": False}

_CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "vanishing": {},
        "saturating": _ONLY_RNN | {"init": "orthogonal", "radius": 1.1, "before": False},
        "exploding": _ONLY_RNN | {"init": "gaussian", "radius": 1.2, "activation": "linear", "before": False},
        "orthogonal": _ONLY_RNN | {"init": "orthogonal", "scale": 0.2},
        "identity": _ONLY_RNN | {"init": "identity", "activation": "relu"},
        "bias": {"rnn": False, "forget_bias": "5", "update_bias": "5", "view": "keep", "focus": "lstm"},
        "skip": _ONLY_RNN | {"skip": True, "view": "keep"},
        "clipping": _ONLY_RNN
        | {"init": "gaussian", "radius": 1.2, "activation": "linear", "clip": True, "view": "remedies"},
        "window": {"rnn": False, "gru": False, "window": 20, "view": "remedies", "focus": "lstm"},
        "nonnormal": _ONLY_RNN | {"init": "nonnormal", "activation": "linear", "before": False, "length": 200},
    }
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A name in the URL, a title, a sentence on what there is to see, and the settings."""

    name: str
    title: str
    sentence: str
    settings: GradientSettings


def scenes() -> tuple[Scene, ...]:
    """All scenes in the order of a lecture, in the session's language."""
    words = {
        "vanishing": (
            t("Vanishing"),
            t("Three fresh cells, one random sequence. How much of the loss at the end still reaches step t?"),
        ),
        "saturating": (
            t("Saturating"),
            t("An RNN with ρ(W) = 1.1: its gradient can explode. With inputs of ordinary size, does it?"),
        ),
        "exploding": (t("Exploding"), t("A linear RNN with ρ(W) = 1.2: every step back multiplies again.")),
        "orthogonal": (
            t("Orthogonal rescue"),
            t("An orthogonal W neither stretches nor shrinks: only tanh still takes its share."),
        ),
        "identity": (
            t("Identity and ReLU"),
            t("W = I with ReLU: while its sum is positive, a unit hands its old state on as it is."),
        ),
        "bias": (t("Forget bias"), t("An open gate keeps the memory: a bias of 5 on the forget (or update) gate.")),
        "skip": (t("Skip connection"), t("hₜ = hₜ₋₁ + tanh(…): the gradient has a path of slope 1 at every step.")),
        "clipping": (
            t("Clipping"),
            t("A gradient longer than θ is scaled down to length θ. What else does that change?"),
        ),
        "window": (
            t("Truncated window"),
            t("Backpropagation stops after 20 steps. What lies further back gets no gradient."),
        ),
        "nonnormal": (
            t("First grows, then dies"),
            t("Linear, W = [[0.9, 10], [0, 0.9]], ρ = 0.9: the gradient must vanish. But not at once."),
        ),
    }
    return tuple(Scene(name, *words[name], settings_of(name)) for name in SCENES)


def settings_of(name: str) -> GradientSettings:
    """A scene's settings."""
    return replace(GradientSettings(scene=name), **_CHANGES[name])


def expand(settings: GradientSettings) -> GradientSettings:
    """A link may give nothing but a scene's name (and how to tell it): then the scene's settings are meant."""
    if not settings.scene:
        return settings
    usual = GradientSettings()
    changed = {field.name for field in fields(settings) if getattr(settings, field.name) != getattr(usual, field.name)}
    if not changed <= {"scene", *_FREE}:
        return settings
    free = {name: getattr(settings, name) for name in changed if name in _FREE}
    return replace(settings_of(settings.scene), **free)


def is_scene(settings: GradientSettings, name: str) -> bool:
    """Whether this is the picture of a scene, however it is told."""
    scene = settings_of(name)
    return replace(settings, scene=name, **{free: getattr(scene, free) for free in _FREE}) == scene
