"""Predict first: a question on the picture, its answer, and a sentence of explanation, all from the run itself."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.analysis import remedies
from ui.figures.decades import exact, power
from ui.figures.part import FIRST
from ui.lessons.gradients.neuron.neuron import neuron_of
from ui.lessons.gradients.neuron.question import question as of_neuron
from ui.lessons.gradients.overflow import LONGEST, overflow
from ui.lessons.gradients.run import NON_NORMAL, Array, Curve, curves, inputs_of, run, treated
from ui.lessons.gradients.settings import NUMBER, GradientSettings
from ui.lessons.gradients.sketch import asked_about
from ui.lessons.gradients.words import ending, label
from ui.teaching.predictions import Question, nearest
from ui.words import t

STEPS = (3, 10, 30, 100)
FACTORS = (1, 4, 40, 400)
GROWTHS = (-8, 0, 8, 30)  # decades
ANGLES = (0, 20, 45, 90)  # degrees


def question(settings: GradientSettings, found: Sequence[Curve]) -> Question:
    """The question that goes with a picture."""
    if settings.scene == NUMBER:
        return of_neuron(neuron_of(settings))
    main = asked_about(found)
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
        "About how many steps back until the gradient of “{curve}” is below 1/1000 of what it is at the last step?",
        curve=label(curve, settings),
    )
    options = (*(str(steps) for steps in STEPS), t("never here"))
    answer = len(STEPS) if curve.gap is None else nearest(curve.gap, STEPS)
    return Question(text, options, answer, _why_gap(curve, settings))


def _why_gap(curve: Curve, settings: GradientSettings) -> str:
    steps = len(curve.logs)
    if curve.nonfinite is not None:
        return t("It is NaN or ∞ at step {step} and before: a number overflowed on the way.", step=curve.nonfinite + 1)
    if not np.isfinite(curve.logs[-1]):
        return t("There is nothing to lose: h is 0 at the last step, and with it the gradient.")
    if curve.gap is None:
        return t(
            "Never on these {steps} steps: at the first step it is still {factor} times what it is at the last.",
            steps=steps,
            factor=power(curve.logs[0] - curve.logs[-1]),
        )
    if not np.isfinite(curve.logs[-1 - curve.gap]):
        if curve.gap == settings.window:
            return t("After {gap} steps it is exactly 0: backpropagation goes no further back.", gap=curve.gap)
        return t("After {gap} steps it is exactly 0: no way back through the network was open.", gap=curve.gap)
    rate, result = local_rate(curve.logs, curve.gap)
    return t(
        "After {gap} steps. On the way there a step back multiplies it by {rate} on average, and {rate} to the power "
        "{gap} is {result}. {share} of the {steps} steps are reached by less than 1/1000.",
        gap=curve.gap,
        rate=rate,
        result=result,
        share=f"{100 * np.mean(curve.logs < curve.logs[-1] - 3):.0f} %",
        steps=steps,
    )


def local_rate(logs: Array, gap: int) -> tuple[str, str]:
    """The factor per step over the last `gap` steps, and its power `gap`: the first with as many digits as it takes
    that whoever calculates after it finds the second."""
    log_rate = float(logs[-1 - gap] - logs[-1]) / gap
    if log_rate < -2:  # all at once, in a step or two
        return exact(log_rate), power(gap * log_rate)
    digits = max(2, math.ceil(math.log10(20 * gap) - log_rate))  # an error of at most 2.5 % in the power
    rate = f"{10**log_rate:.{digits}f}"
    return rate, power(gap * math.log10(float(rate)))


def _fate(curve: Curve, settings: GradientSettings) -> Question:
    change = curve.logs[0] - curve.logs[-1]
    steps = len(curve.logs) - 1
    text = t("Over {steps} steps back, what becomes of this gradient?", steps=steps)
    if curve.silent:
        numbers = t("It is {ending}.", ending=ending(curve, settings))
    else:
        numbers = t(
            "From the last step to the first it changes by a factor of {change}, ×{rate} per step on average.",
            change=power(change),
            rate=f"{10 ** (change / steps):.3f}",
        )
    why = {"saturating": _why_saturating, "identity": _why_identity, "skip": _why_skip}[settings.scene]
    return Question(text, fates(), fate(curve), f"{numbers} {why(curve, settings)}")


def fates() -> tuple[str, ...]:
    """What may become of a gradient on its way to the first step."""
    return t("it falls below 1/1000"), t("it shrinks, but not so far"), t("it does not shrink")


def fate(curve: Curve) -> int:
    """Which of `fates` it is."""
    change = curve.logs[0] - curve.logs[-1]
    return 0 if change < -3 else 1 if change < 0 else 2


def _why_saturating(curve: Curve, settings: GradientSettings) -> str:
    one = run(treated(settings, "rnn"), inputs_of(settings))
    slopes = 1 - np.square(FIRST.of(one.trace["hidden"]))
    shrinks = curve.logs[0] < curve.logs[-1]
    balance = t("and takes away more than W adds") if shrinks else t("and takes away no more than W adds")
    return t(
        "This W alone would multiply it by ρ = {radius} at every step. But with these inputs tanh saturates: its slope "
        "f' is {slope} on average, {balance}.",
        slope=f"{slopes.mean():.2f}",
        radius=f"{settings.radius:g}",
        balance=balance,
    )


def _why_identity(curve: Curve, settings: GradientSettings) -> str:
    why = t("Where ReLU is on, its slope is 1 and W = I: the step changes nothing. Where it is off, nothing passes.")
    if curve.silent:
        return f"{why} {t('Here every unit was off at least once on the way: this seed lost it all.')}"
    return why


def _why_skip(curve: Curve, settings: GradientSettings) -> str:
    pull = t("here W adds to it on the whole") if curve.logs[0] > curve.logs[-1] else t("here W pulls against it")
    return t(
        "A step's Jacobian is I + diag(f')·W: the skip connection hands everything on, W adds to it or pulls against "
        "it ({pull}). The price: the cell adds to its state and has no gate that erases.",
        pull=pull,
    )


def _growth(curve: Curve, settings: GradientSettings) -> Question:
    change = curve.logs[0] - curve.logs[-1]
    steps = len(curve.logs) - 1
    text = t(
        "ρ(W) = {radius}. How many times as large as at the last step is the gradient {steps} steps back?",
        radius=f"{settings.radius:g}",
        steps=steps,
    )
    why = t(
        "{change} times: in a linear RNN the rate in the long run is ρ itself, and {radius} to the power {steps} is "
        "{power}. {overflow}",
        change=power(change),
        radius=f"{settings.radius:g}",
        steps=steps,
        power=power(steps * np.log10(settings.radius)),
        overflow=_first_overflow(settings),
    )
    answer = int(np.argmin([abs(change - growth) for growth in GROWTHS]))
    return Question(text, tuple(power(growth) for growth in GROWTHS), answer, why)


def _first_overflow(settings: GradientSettings) -> str:
    found = overflow(treated(settings, "rnn"), inputs_of(settings))
    if found.weight_gradient is None or found.loss is None:
        return t("Not even {steps} steps would be too many for float32.", steps=LONGEST)
    first, then = (t("∂L/∂W"), t("the loss"))
    lengths = (found.weight_gradient, found.loss)
    if found.loss < found.weight_gradient:
        first, then, lengths = then, first, lengths[::-1]
    return t(
        "h grows as well on its way forward. So float32, which ends at 3·10³⁸, is left on both ways: with about "
        "{first_steps} steps {first} is inf, with about {then_steps} {then} too, and an update with inf puts inf into "
        "the weights.",
        first=first,
        first_steps=round(lengths[0], -1),
        then=then,
        then_steps=round(lengths[1], -1),
    )


def _smallest_bias(settings: GradientSettings) -> Question:
    biases = ("0", "1", "3", "5")
    gaps = []
    for bias in biases:
        one = replace(settings, rnn=False, gru=False, lstm=True, before=False, forget_bias=bias)
        gaps.append(curves(one.computed())[0].gap)
    alive = [index for index, gap in enumerate(gaps) if gap is None]
    text = t("Which is the smallest forget-gate bias that keeps the LSTM's gradient above 1/1000 all the way back?")
    told = ", ".join(
        t("bias {bias}: below 1/1000 after {gap} steps", bias=bias, gap=gap) if gap is not None
        else t("bias {bias}: still alive", bias=bias)
        for bias, gap in zip(biases, gaps, strict=True)
    )  # fmt: skip
    why = t(
        "{told}. With nothing but the gate, a step keeps σ(b) of the memory: σ(1) = 0.73 leaves 1/1000 after 22 "
        "steps, σ(3) = 0.953 after 142, σ(5) = 0.9933 after 1029.",
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
    moved = (
        t("The curve slides down as it is: what an early step counts beside a late one stays as it was.")
        if clipped.factor < 1
        else t("It was no longer than θ: nothing is changed.")
    )
    why = t(
        "‖g‖ = {norm} over all parameters becomes {after}: everything is scaled by one factor, {factor}, and the angle "
        "between before and after is {angle}°. {moved}",
        norm=power(np.log10(clipped.norm)),
        after=f"{clipped.norm * clipped.factor:.3g}",
        factor=power(np.log10(clipped.factor)),
        angle=f"{turned:.2f}",
        moved=moved,
    )
    return Question(text, options, answer, why)


def _window(settings: GradientSettings) -> Question:
    one = run(treated(settings, "lstm"), inputs_of(settings))
    full = remedies.truncated_gradient(one.trace)
    short = remedies.truncated_gradient(one.trace, settings.window)
    turned, missing = remedies.angle(short, full), remedies.relative_error(short, full)
    text = t(
        "Only the last {window} of {steps} steps are kept. By about what angle does the gradient turn from the true "
        "one?",
        window=settings.window,
        steps=settings.length,
    )
    why = t(
        "By {angle}°: the error is {missing} % of the true gradient's length. Truncation is biased, it does not only "
        "add noise: what lies more than {window} steps back gets no gradient, in this update or in any other. (The "
        "weights are shared by all steps: what they learn from short gaps may serve for long ones.)",
        angle=f"{turned:.0f}",
        missing=f"{100 * missing:.0f}",
        window=settings.window,
    )
    answer = int(np.argmin([abs(turned - option) for option in ANGLES]))
    return Question(text, tuple(f"{option}°" for option in ANGLES), answer, why)


def _peak(curve: Curve) -> Question:
    grown = curve.logs[::-1] - curve.logs[-1]
    at = int(grown.argmax())
    below = next((k for k in range(at, len(grown)) if grown[k] < 0), None)
    text = t(
        "ρ(W) = {radius}, and σₘₐₓ(W) = {sigma}. How many times as large as at the last step does the gradient get?",
        radius=f"{np.abs(np.linalg.eigvals(NON_NORMAL)).max():g}",
        sigma=f"{np.linalg.norm(NON_NORMAL, 2):.1f}",
    )
    end = (
        t("and it is smaller than at the last step only from {below} steps back on", below=below)
        if below is not None
        else t("and on these steps it never gets smaller than at the last")
    )
    why = t(
        "{peak} times, {at} steps back, {end}. The spectral radius tells how it ends, not how it begins: this W has "
        "only one eigenvector, so that Wᵏ = 0.9ᵏ [[1, 11.1·k], [0, 1]], and at first k grows faster than 0.9ᵏ falls.",
        peak=f"{10 ** grown[at]:.1f}",
        at=at,
        end=end,
    )
    return Question(text, tuple(map(str, FACTORS)), nearest(10 ** grown[at], FACTORS), why)
