"""Words of the gradient laboratory: what a curve is called, and what is written at its end."""

import numpy as np

from ui.figures.decades import power
from ui.lessons.gradients.run import Curve, bias_of, treated, untreated
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.words import t

ACTIVATION_NAMES = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU", "sigmoid": "σ", "linear": "linear"}


def label(curve: Curve, settings: GradientSettings) -> str:
    """What a curve is called, with what is special about it."""
    title = CELLS[curve.kind].title
    remedied = settings.clip or settings.window
    if curve.is_before:
        return t("{cell}, without remedy", cell=title) if remedied else t("{cell}, default", cell=title)
    if curve.kind == "rnn":
        inits = {"orthogonal": t("orthogonal"), "identity": "W = I", "gaussian": t("Gaussian"), "nonnormal": "2 × 2"}
        special = [inits[settings.init]] if settings.init in inits else []
        if settings.init in ("orthogonal", "gaussian") or (settings.init == "identity" and settings.radius != 1):
            special.append(f"ρ {settings.radius:g}")
        if settings.activation != "tanh":
            special.append(t(ACTIVATION_NAMES[settings.activation]))
        if settings.skip:
            special.append(t("skip"))
    else:
        bias = bias_of(settings, curve.kind)
        named = {"lstm": t("forget bias {bias}", bias=bias), "gru": t("update bias {bias}", bias=bias)}
        special = [] if bias == "default" else [named.get(curve.kind, t("memory bias {bias}", bias=bias))]
        if treated(settings, curve.kind).init != "default":
            special.append(t(settings.gates_init))
    if settings.window:
        special.append(t("window {steps}", steps=settings.window))
    if settings.clip:
        special.append(f"θ = {settings.theta:g}")
    if not special and treated(settings, curve.kind) == untreated(settings, curve.kind):
        return title
    return f"{title}, {', '.join(special)}"


def ending(curve: Curve, settings: GradientSettings) -> str:
    """What becomes of a curve, in a few words."""
    fate = _fate(curve, settings)
    if curve.clipped is None or not np.isfinite(curve.clipped):
        return fate
    return t("scaled by the clip factor {factor}; {fate}", factor=power(curve.clipped), fate=fate)


def _fate(curve: Curve, settings: GradientSettings) -> str:
    steps = len(curve.logs)
    if curve.nonfinite is not None:
        return t("NaN or ∞")
    if curve.silent == steps:
        return t("zero everywhere")
    if settings.window and not curve.is_before and curve.silent == steps - settings.window:
        return t("nothing beyond the window")
    if curve.silent and curve.gap == steps - curve.silent:
        return t("exactly 0 after {gap} steps", gap=curve.gap)
    if curve.gap is not None:
        return t("1/1000 after {gap} steps", gap=curve.gap)
    if not np.isfinite(curve.logs[-1]):
        return t("0 at the last step")
    change = curve.logs[0] - curve.logs[-1]
    if change > 3:
        return t("grows by a factor of {factor}", factor=power(change))
    return t("alive all the way back")


def told_of(settings: GradientSettings, *, one: bool = False) -> str:
    """Which networks the picture is of: the median of many, or one; a chapter is always of `one`."""
    if one or settings.runs == 1:
        return t("one network, seed {seed}", seed=settings.seed)
    return t(
        "median of {count} seeds, {first} to {last}; the bands hold the middle half",
        count=settings.runs,
        first=settings.seed,
        last=settings.seed + settings.runs - 1,
    )


def reads(settings: GradientSettings, *, covered: bool = False) -> str:
    """How to read the picture, in one line."""
    if covered:
        return t(
            "Height: how much of the gradient at step {step} is left at step t. Read from the right, where it begins.",
            step=settings.length,
        )
    if settings.loss == "every":
        said = t(
            "Height: the size ‖∂L/∂hₜ‖ of the gradient at step t, from its own loss and all later ones. Read from the "
            "right, step {step}.",
            step=settings.length,
        )
    else:
        said = t(
            "Height: the size ‖∂L/∂hₜ‖ of the gradient that reaches step t. Read from the right: the loss is at step "
            "{step}.",
            step=settings.length,
        )
    if settings.runs == 1:
        return said
    many = t("Line: the median of {count} seeds; band: their middle half.", count=settings.runs)
    return f"{said} {many}"
