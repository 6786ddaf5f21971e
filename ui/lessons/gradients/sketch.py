"""Predict by drawing: which curve is sketched, and what the sketch said against the truth."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from ui.figures.decades import power
from ui.lessons.gradients.run import Curve
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.words import label
from ui.look.cells import CELLS
from ui.stepper import Sketch
from ui.words import t

Measure = Literal["gap", "end", "peak", ""]
FIGURE = "gradients"


def asked_about(found: Sequence[Curve]) -> Curve:
    """The curve that the questions and the sketch are about: the first with what the settings say."""
    return next(curve for curve in found if not curve.is_before)


def sketch(settings: GradientSettings, found: Sequence[Curve], *, covered: bool) -> Sketch:
    """The sketch of that curve; while it is `covered`, with nothing about it but its name."""
    curve = asked_about(found)
    name = label(curve, settings)
    words = {
        "hint": t(
            "Commit to an answer first: draw the gradient of “{curve}” from the loss to the left, with the mouse, a "
            "finger, or ← → ↑ ↓. Or choose.",
            curve=name,
        ),
        "ground": t(
            "Sketch of the gradient of “{curve}”: ← and → move the point, ↑ and ↓ its height, Delete clears", curve=name
        ),
        "value": t("{steps} steps back: {height} times what it is at the last step"),
        "clear": t("Clear"),
        "loss": t("loss"),
        "label": t("your guess for the {cell}", cell=CELLS[curve.kind].title),
        "mark": t("you: {steps}"),
    }
    about = format(zlib.crc32(curve.logs.tobytes()), "08x")
    if covered:
        return Sketch(FIGURE, about, False, 0.0, words)
    measure = _measure(curve, settings)
    start = float(curve.logs[-1]) if measure else 0.0
    return Sketch(FIGURE, about, True, start, words, measure, curve.gap, _said(curve, measure))


def _measure(curve: Curve, settings: GradientSettings) -> Measure:
    if curve.nonfinite is not None or not np.isfinite(curve.logs[-1]):
        return ""
    kinds: Mapping[str, Measure] = {"exploding": "end", "nonnormal": "peak"}
    return kinds.get(settings.scene, "gap")


def _said(curve: Curve, measure: Measure) -> Mapping[str, str]:
    """What is said of a sketch, by what it does: `browser/sketch_points.js` says which it is."""
    if measure == "":
        return {"any": t("Your sketch has nothing to lie beside: **this gradient is no number, or 0 from the start.**")}
    steps = len(curve.logs) - 1
    grown = curve.logs[::-1] - curve.logs[-1]
    end = power(grown[-1])
    ends = t("At the first step it is {end} times what it is at the last.", end=end)
    stopped = t("You stopped {steps} steps back.")
    if measure == "end":
        drawn = t("At the first step you drew {guess} times what there is at the last.")
        return {"ends": f"{drawn} **{t('It is {end} times.', end=end)}**", "stopped": f"{stopped} **{ends}**"}
    if measure == "peak":
        at = int(grown.argmax())
        most = t("It gets {most} times as large, {at} steps back.", most=power(grown[at]), at=at)
        truth = most if at else t("It never grows on these {steps} steps.", steps=steps)
        drawn, falls = t("At most you drew {guess} times, {steps} steps back."), t("You never had it grow.")
        return {"peaks": f"{drawn} **{truth}**", "falls": f"{falls} **{truth}**"}
    lost, lost_one = t("You lost it after {steps} steps."), t("You lost it after 1 step.")
    if curve.gap is None:
        never = t("It is not lost on these {steps} steps.", steps=steps)
        kept = t("You never lost it: {guess} times as much at the first step as at the last.")
        truth = f"**{never} {ends}**"
        return {
            "lost": f"{lost} {truth}",
            "lost_one": f"{lost_one} {truth}",
            "kept": f"{kept} **{t('It is {end} times as much.', end=end)}**",
            "stopped": f"{stopped} {truth}",
        }
    took = f"**{t('It took {gap}.', gap=curve.gap)}**"
    alike = f"**{t('So did the run.')}**"
    stopped = t("You stopped {steps} steps back, with more than 1/1000 left.")
    return {
        "lost": f"{lost} {took}",
        "lost_one": f"{lost_one} {took}",
        "same": f"{lost} {alike}",
        "same_one": f"{lost_one} {alike}",
        "kept": f"{t('You never lost it.')} {took}",
        "stopped": f"{stopped} **{t('It is lost after {gap}.', gap=curve.gap)}**",
    }
