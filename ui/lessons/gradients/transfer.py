"""The question after the answer: the same of a run that differs in one thing, so that what was seen is used."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.analysis import decay, remedies
from ui.figures.decades import power
from ui.figures.part import FIRST
from ui.lessons.gradients.predictions import ANGLES, FACTORS, fate, fates, local_rate
from ui.lessons.gradients.run import Array, Curve, NetworkSpec, Run, curves, inputs_of, run, treated
from ui.lessons.gradients.settings import NUMBER, GradientSettings
from ui.lessons.gradients.sketch import asked_about
from ui.runs.networks import engine_cell
from ui.teaching.predictions import Question, nearest
from ui.words import t

LONG = 300  # steps


def transfer(settings: GradientSettings, found: Sequence[Curve]) -> Question | None:
    """The question that follows the answer of a scene; None for settings of one's own."""
    if settings.scene in ("", NUMBER):
        return None
    curve, scale = asked_about(found), settings.scale
    match settings.scene:
        case "vanishing":
            return _sooner(
                t("And with W twice as large?"), replace(treated(settings, "rnn"), gain=2.0), curve, settings
            )
        case "saturating":
            return _fate(t("And with inputs a tenth as large?"), replace(settings, scale=scale / 10), curve)
        case "exploding":
            return _fate(t("And with ρ(W) = 0.9?"), replace(settings, radius=0.9), curve)
        case "orthogonal" | "skip":
            return _fate(t("And with inputs five times as large?"), replace(settings, scale=min(5 * scale, 5.0)), curve)
        case "identity":
            return _fate(t("And with W = 0.9·I?"), replace(settings, radius=0.9), curve)
        case "bias":
            return _fate(t("And over {steps} steps?", steps=LONG), replace(settings, length=LONG), curve)
        case "clipping":
            return _clipping(settings)
        case "window":
            return _window(settings)
        case _:
            return _peak(settings, curve)


def _sooner(text: str, spec: NetworkSpec, before: Curve, settings: GradientSettings) -> Question:
    """After how many steps it is lost in another network, beside the one that was seen."""
    logs = run(spec, inputs_of(settings)).logs
    gap, steps = decay.steps_until(logs), len(logs)
    options = (t("lost sooner"), t("lost about as soon"), t("lost later"), t("not lost at all"))
    if gap is None:
        answer = 3
        why = t(
            "On these {steps} steps it is not lost: at the first it is still {factor} times what it is at the last.",
            steps=steps,
            factor=power(logs[0] - logs[-1]),
        )
    else:
        earlier = before.gap if before.gap is not None else steps
        answer = 1 if abs(gap - earlier) <= max(1, earlier // 10) else 0 if gap < earlier else 2
        rate, _ = local_rate(logs, gap)
        why = t("It is below 1/1000 after {gap} steps: ×{rate} per step on average.", gap=gap, rate=rate)
    return Question(text, options, answer, f"{why} {_seen(before)}")


def _seen(before: Curve) -> str:
    """What it was in the picture."""
    if before.gap is None:
        return t("In the picture it is not lost.")
    rate, _ = local_rate(before.logs, before.gap)
    return t("In the picture: after {gap} steps, ×{rate}.", gap=before.gap, rate=rate)


def _fate(text: str, other: GradientSettings, before: Curve) -> Question:
    """What becomes of the same curve with other settings."""
    settings = replace(other, scene="", before=False)
    curve = asked_about(curves(settings.computed()))
    return Question(text, fates(), fate(curve), f"{_change(curve)} {_before(before)}")


def _change(curve: Curve) -> str:
    if curve.silent:
        return t("At the first step it is exactly 0.")
    change = curve.logs[0] - curve.logs[-1]
    steps = len(curve.logs) - 1
    rate = f"{10 ** (change / steps):.3f}"
    said = t("At the first step it is {change} times what it is at the last, ×{rate} per step.")
    return said.format(change=power(change), rate=rate)


def _before(curve: Curve) -> str:
    if curve.silent:
        return t("In the picture it is exactly 0 there.")
    return t("In the picture it is {change} times.", change=power(curve.logs[0] - curve.logs[-1]))


def _clipping(settings: GradientSettings) -> Question:
    gradient = remedies.truncated_gradient(_one(settings, "rnn").trace)
    larger = 10 * settings.theta
    first, then = (remedies.clip_by_norm(gradient, theta) for theta in (settings.theta, larger))
    lengths = [clipped.norm * clipped.factor for clipped in (first, then)]
    options = (
        t("as long as with θ = {theta}", theta=f"{settings.theta:g}"),
        t("ten times as long"),
        t("not clipped at all"),
    )
    answer = 2 if then.factor == 1 else int(lengths[1] > 3 * lengths[0])
    why = t(
        "It has length {after}, with θ = {theta} it has {before}; without clipping it is {norm} long. It points the "
        "same way each time.",
        after=f"{lengths[1]:.3g}",
        before=f"{lengths[0]:.3g}",
        theta=f"{settings.theta:g}",
        norm=power(np.log10(first.norm)),
    )
    return Question(t("And with θ = {theta}? Then the gradient is …", theta=f"{larger:g}"), options, answer, why)


def _window(settings: GradientSettings) -> Question:
    trace, wider = _one(settings, "lstm").trace, 2 * settings.window
    full = remedies.truncated_gradient(trace)
    before, turned = (
        remedies.angle(remedies.truncated_gradient(trace, window), full) for window in (settings.window, wider)
    )
    answer = int(np.argmin([abs(turned - option) for option in ANGLES]))
    why = t(
        "By {angle}°. With {window} steps it was {before}°.",
        angle=f"{turned:.0f}",
        window=settings.window,
        before=f"{before:.0f}",
    )
    text = t("And with a window of {window} steps: by about what angle does it turn then?", window=wider)
    return Question(text, tuple(f"{option}°" for option in ANGLES), answer, why)


def _peak(settings: GradientSettings, before: Curve) -> Question:
    spec = replace(treated(settings, "rnn"), cell=engine_cell("rnn", "tanh"))
    one = run(spec, inputs_of(settings))
    grown = _grown(one.logs)
    slopes = 1 - np.square(FIRST.of(one.trace["hidden"]))
    why = t(
        "{peak} times at most; without tanh it is {before}. The slope of tanh is {slope} here on average.",
        peak=f"{10 ** grown.max():.1f}",
        before=f"{10 ** _grown(before.logs).max():.1f}",
        slope=f"{slopes.mean():.2f}",
    )
    text = t("And with tanh, the same W and inputs: how many times as large does it get?")
    return Question(text, tuple(map(str, FACTORS)), nearest(10 ** grown.max(), FACTORS), why)


def _grown(logs: Array) -> Array:
    return np.asarray(logs - logs[-1])


def _one(settings: GradientSettings, kind: str) -> Run:
    return run(treated(settings, kind), inputs_of(settings))
