"""Clipping and truncation: what they do to the gradient of all parameters."""

import numpy as np

from engine import cells
from engine.analysis import remedies as engine_remedies
from ui.figures.decades import exact
from ui.lessons.gradients.chapters.chapter import Chapter, colour
from ui.lessons.gradients.figures.remedies import clipping, truncation
from ui.lessons.gradients.run import Run
from ui.lessons.gradients.settings import GradientSettings
from ui.stepper import Figure
from ui.words import t


def remedies(one: Run, settings: GradientSettings) -> Chapter:
    """The gradient before and after clipping, and how far the gradient of each window points astray."""
    full = engine_remedies.truncated_gradient(one.trace)
    flat = engine_remedies.flat(full)
    largest = np.argsort(-np.abs(flat))[:24]
    try:
        clipped = engine_remedies.clip_by_norm(full, settings.theta)
        after = engine_remedies.flat(clipped.gradient)[largest]
        note = t(
            "‖g‖ = {norm}, θ = {theta}: every entry is multiplied by {factor}. The angle between before and after is "
            "{angle}°.",
            norm=exact(np.log10(clipped.norm)),
            theta=f"{settings.theta:g}",
            factor=exact(np.log10(clipped.factor)),
            angle=f"{engine_remedies.angle(clipped.gradient, full):.2f}",
        )
    except ValueError:
        after = np.full(len(largest), np.nan)
        note = t("This gradient holds a NaN or an infinity: no factor can mend it, and clipping has nothing to keep.")
    chosen = min(settings.window, settings.length)
    windows = sorted(({int(w) for w in np.geomspace(1, settings.length, 24)} | {chosen}) - {0})
    short = [engine_remedies.truncated_gradient(one.trace, window) for window in windows]
    angles = np.array([engine_remedies.angle(gradient, full) for gradient in short])
    errors = np.array([engine_remedies.relative_error(gradient, full) for gradient in short])
    cell = cells.get(one.network.cell).title
    figures = (
        Figure(
            "left",
            t("Clipping by norm: the gradient before and after ({cell})", cell=cell),
            clipping(flat[largest], after, colour=colour(settings), t=t),
            note=note,
            reads=t("One entry of the gradient a column, open before, filled after: the same factor is the same drop."),
        ),
        Figure(
            "right",
            t("Truncated BPTT: how far the gradient of a window points astray ({cell})", cell=cell),
            truncation(windows, angles, errors, chosen, colour=colour(settings), t=t),
            note=t("The angle to the full gradient of all parameters, and the length of the error in % of its length."),
            reads=t(
                "At the right edge the window is the whole sequence, and nothing is missing; to the left it gets "
                "shorter. 0° is the same direction, 90° has nothing in common with it."
            ),
        ),
    )
    return Chapter(figures)
