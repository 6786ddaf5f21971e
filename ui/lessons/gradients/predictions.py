"""Predict first: a question on the picture, its answer, and a sentence of explanation, all from the run itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.analysis import remedies
from ui.lessons.gradients.run import NON_NORMAL, Curve, curves, inputs_of, run, treated
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.words import factor, label, power
from ui.words import t

STEPS = (3, 10, 30, 100)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its possible answers, the index of the right one, and why."""

    text: str
    options: tuple[str, ...]
    answer: int
    explanation: str


def question(settings: GradientSettings, found: Sequence[Curve]) -> Question:
    """The question that goes with a picture."""
    main = next(curve for curve in found if not curve.is_before)
    match settings.scene:
        case "saturating" | "identity" | "skip":
            return _fate(main, settings)
        case "exploding":
            return _growth(main, settings)
        case "bias":
            return _smallest_bias(settings)
        case "clipping":
            return _clipping(settings)
        case "window":
            return _window(settings)
        case "nonnormal":
            return _peak(main)
        case _:
            return _gap(main, settings)


def _gap(curve: Curve, settings: GradientSettings) -> Question:
    text = t(
        "How many steps back until the gradient of the {curve} is a thousandth of what it was?",
        curve=label(curve, settings),
    )
    options = (*(str(steps) for steps in STEPS), t("never here"))
    if curve.gap is None:
        why = t(
            "Never on these {steps} steps: at the first step it is still {factor} of what it was at the last.",
            steps=len(curve.logs),
            factor=factor(curve.logs[0] - curve.logs[-1]),
        )
        return Question(text, options, len(STEPS), why)
    why = t(
        "After {gap} steps. Each step back multiplies it by {rate} on average, and {rate} to the power {gap} is "
        "about {power}. {fraction} of the {steps} steps hear next to nothing of the loss.",
        gap=curve.gap,
        rate=f"{10**curve.slope:.2f}",
        power=power(curve.slope * curve.gap),
        fraction=f"{100 * (1 - curve.gap / len(curve.logs)):.0f} %",
        steps=len(curve.logs),
    )
    return Question(text, options, _nearest(curve.gap, STEPS), why)


def _fate(curve: Curve, settings: GradientSettings) -> Question:
    change = curve.logs[0] - curve.logs[-1]
    answer = 0 if change < -3 else 2 if change > 3 else 1
    text = t("Over {steps} steps back, what becomes of this gradient?", steps=len(curve.logs) - 1)
    options = (t("it vanishes"), t("it stays within a factor of 1000"), t("it explodes"))
    numbers = t(
        "From the last step to the first it changes by a factor of {change}, {rate} per step.",
        change=power(change),
        rate=f"×{10**curve.slope:.3f}",
    )
    if settings.scene == "saturating":
        one = run(treated(settings, "rnn"), inputs_of(settings))
        slopes = 1 - np.square(one.trace["hidden"][0, 0, :, 0])
        why = t(
            "tanh saturates: with these inputs its slope f' is {slope} on average, not 1, so a step multiplies by "
            "about f' · ρ and not by ρ = {radius}.",
            slope=f"{slopes.mean():.2f}",
            radius=f"{settings.radius:g}",
        )
    elif settings.scene == "skip":
        why = t(
            "The skip connection adds a path of slope exactly 1, so nothing can shrink below it for long. But the cell "
            "can no longer erase: its state only adds up."
        )
    else:
        why = t("Where ReLU is on, its slope is 1 and W = I: the step changes nothing. Where it is off, all is lost.")
    return Question(text, options, answer, f"{numbers} {why}")


def _growth(curve: Curve, settings: GradientSettings) -> Question:
    change = curve.logs[0] - curve.logs[-1]
    options = (2, 8, 30, 100)
    text = t(
        "ρ(W) = {radius}. By what factor does the gradient grow over {steps} steps back?",
        radius=f"{settings.radius:g}",
        steps=len(curve.logs) - 1,
    )
    why = t(
        "By {change}: in a linear RNN the rate is ρ itself, {radius} to the power {steps} is {power}. In float32, "
        "which ends at 3·10³⁸, about {limit} steps would be enough for inf, and then NaN in every weight.",
        change=power(change),
        radius=f"{settings.radius:g}",
        steps=len(curve.logs) - 1,
        power=power((len(curve.logs) - 1) * np.log10(settings.radius)),
        limit=f"{38.5 / max(curve.slope, 1e-6):.0f}",
    )
    return Question(text, tuple(power(k) for k in options), _nearest(max(change, 1e-3), options), why)


def _smallest_bias(settings: GradientSettings) -> Question:
    biases = ("0", "1", "3", "5")
    gaps = []
    for bias in biases:
        one = replace(settings, rnn=False, gru=False, lstm=True, before=False, forget_bias=bias)
        gaps.append(curves(one.computed())[0].gap)
    alive = [index for index, gap in enumerate(gaps) if gap is None]
    text = t("Which is the smallest forget-gate bias that keeps the LSTM's gradient above a thousandth to the end?")
    told = ", ".join(
        t("bias {bias}: gone after {gap} steps", bias=bias, gap=gap) if gap is not None
        else t("bias {bias}: still alive", bias=bias)
        for bias, gap in zip(biases, gaps, strict=True)
    )  # fmt: skip
    why = t(
        "{told}. With nothing but the gate, a step keeps σ(b) of the memory: σ(1) = 0.73 is a thousandth after 22 "
        "steps, σ(5) = 0.993 after 1000.",
        told=told[:1].upper() + told[1:],
    )
    return Question(text, (*biases, t("none of them")), alive[0] if alive else len(biases), why)


def _clipping(settings: GradientSettings) -> Question:
    one = run(treated(settings, "rnn"), inputs_of(settings))
    gradient = remedies.truncated_gradient(one.trace)
    clipped = remedies.clip_by_norm(gradient, settings.theta)
    turned = remedies.angle(clipped.gradient, gradient)
    answer = (0 if clipped.factor < 1 else 3) if turned < 1e-6 else 2 if clipped.factor < 1 else 1
    text = t("Clipping to θ = {theta}: what does it change in the gradient?", theta=f"{settings.theta:g}")
    options = (t("its length"), t("its direction"), t("both"), t("neither"))
    why = t(
        "‖g‖ = {norm} becomes {after}, a factor of {factor}, and the angle between before and after is {angle}°. The "
        "curve slides down as it is: clipping stops the leap, but early steps still count for as much more than late "
        "ones as before.",
        norm=power(np.log10(clipped.norm)),
        after=f"{clipped.norm * clipped.factor:g}",
        factor=power(np.log10(clipped.factor)),
        angle=f"{turned:.2f}",
    )
    return Question(text, options, answer, why)


def _window(settings: GradientSettings) -> Question:
    one = run(treated(settings, "lstm"), inputs_of(settings))
    full = remedies.truncated_gradient(one.trace)
    short = remedies.truncated_gradient(one.trace, settings.window)
    turned, missing = remedies.angle(short, full), remedies.relative_error(short, full)
    options = (0, 20, 45, 90)
    text = t(
        "Only the last {window} of {steps} steps are kept. By what angle does the gradient turn from the true one?",
        window=settings.window,
        steps=settings.length,
    )
    why = t(
        "By {angle}°: the error is {missing} % of the gradient. Truncation is biased, it does not only add noise: what "
        "lies more than {window} steps back is never learned, however long one trains.",
        angle=f"{turned:.0f}",
        missing=f"{100 * missing:.0f}",
        window=settings.window,
    )
    answer = int(np.argmin([abs(turned - option) for option in options]))
    return Question(text, tuple(f"{option}°" for option in options), answer, why)


def _peak(curve: Curve) -> Question:
    norms = [1.0]
    product = np.eye(2)
    for _ in range(len(curve.logs) - 1):
        product = product @ NON_NORMAL
        norms.append(float(np.linalg.norm(product, 2)))
    peak, below = int(np.argmax(norms)), next((k for k, n in enumerate(norms) if k and n < 1), None)
    options = (1, 4, 40, 400)
    text = t("ρ(W) = 0.9, and σ_max(W) = {sigma}. How large does ‖Wᵏ‖ get before it vanishes?", sigma=f"{norms[1]:.1f}")
    why = t(
        "{peak}, at k = {at}, and it is below 1 only from k = {below} on. The spectral radius tells how it ends, not "
        "how it begins: W is not normal, and its rows pull in almost the same direction.",
        peak=f"{norms[peak]:.1f}",
        at=peak,
        below=below if below is not None else "∞",
    )
    return Question(text, tuple(map(str, options)), _nearest(norms[peak], options), why)


def _nearest(value: float, options: Sequence[float]) -> int:
    """The option nearest on a logarithmic scale."""
    return int(np.argmin([abs(np.log(value / option)) for option in options]))
