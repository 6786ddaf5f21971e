"""Words and numbers of the gradient laboratory: what a curve is called, and what is written at its end."""

import numpy as np

from ui.figures.stack import power_of_ten
from ui.lessons.gradients.run import Curve, treated, untreated
from ui.lessons.gradients.settings import GradientSettings
from ui.words import t

ACTIVATION_NAMES = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU", "sigmoid": "σ", "linear": "linear"}


def label(curve: Curve, settings: GradientSettings) -> str:
    """What a curve is called, with what is special about it."""
    title = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}[curve.kind]
    remedied = settings.clip or settings.window
    if curve.is_before:
        return t("{cell}, unmended", cell=title) if remedied else t("{cell}, default", cell=title)
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
        bias = settings.forget_bias if curve.kind == "lstm" else settings.update_bias
        named = t("forget bias {bias}", bias=bias) if curve.kind == "lstm" else t("update bias {bias}", bias=bias)
        special = [] if bias == "default" else [named]
        if settings.gates_init != "default":
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
    if curve.nonfinite is not None:
        return t("NaN or ∞")
    if settings.window and not curve.is_before and not np.isfinite(curve.logs[0]):
        return t("nothing beyond the window")
    if curve.gap is not None:
        return t("a thousandth after {gap} steps", gap=curve.gap)
    change = curve.logs[0] - curve.logs[-1]
    if not np.isfinite(change):
        return t("zero everywhere")
    if change > 3:
        return t("grows by {factor}", factor=power(change))
    return t("alive all the way back")


def power(log: float) -> str:
    """10^log for people: 0.02, 3.1, 4·10⁻⁷."""
    if not np.isfinite(log):
        return "0" if log < 0 else "∞"
    if -2 < log < 4:
        return f"{10**log:.2g}" if log < 2 else f"{10**log:.0f}"
    exponent = int(np.floor(log))
    digits = 10 ** (log - exponent)
    return f"{digits:.0f}·{power_of_ten(exponent)}" if round(digits) > 1 else power_of_ten(exponent)


def factor(log: float) -> str:
    """The same where a part of something is meant: 18 %, or 3·10⁻⁵."""
    return f"{100 * 10**log:.0f} %" if -2 <= log <= 1 else power(log)


def signed(number: float) -> str:
    """+0.0414, −0.0458."""
    return f"{number:+.4f}".replace("-", "−")
