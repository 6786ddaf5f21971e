"""Every cell: default slopes side by side, and where a gradient is a plain product, the product of one unit."""

import numpy as np

from ui.lessons.gradients.chapters.chapter import Chapter
from ui.lessons.gradients.figures.slopes import slopes_figure
from ui.lessons.gradients.figures.unit_product import unit_product
from ui.lessons.gradients.own_products import diagonal_kind, log_products, own_factors
from ui.lessons.gradients.run import Run, inputs_of, run, treated
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.slopes import LENGTH, SEEDS, UNITS, slopes_of
from ui.look.cells import CELLS
from ui.stepper import Figure, Numbers
from ui.words import t

MOST = 100  # steps between which products are told


def every_cell(one: Run, settings: GradientSettings) -> Chapter:
    """All cells of the table beside one another; below them, for a diagonal cell, what one unit multiplies."""
    slopes = {kind: slopes_of(kind) for kind in CELLS}
    figures = [
        Figure(
            "slopes",
            t("How fast the gradient fades in every cell"),
            slopes_figure(slopes, t),
            note=t(
                "Fresh networks of {units} units on random sequences of {steps} steps, the loss at the last step, "
                "whatever the sidebar says. Mark: the median of {seeds} seeds; whiskers: the least and the most.",
                units=UNITS,
                steps=LENGTH,
                seeds=SEEDS,
            ),
            reads=t(
                "One cell a row. Dot: as it is made. Diamond and square: its memory gate begins with a bias of 1 and "
                "of 3. At −0.30 half of the gradient is lost in every step, at 0 none."
            ),
        )
    ]
    kind = diagonal_kind(settings)
    if kind is None:
        return Chapter(tuple(figures))
    diagonal = one if kind == settings.focus else run(treated(settings, kind), inputs_of(settings))
    unit = chosen_unit(settings)
    logs, (_, factors) = log_products(diagonal)[:, unit], own_factors(diagonal, kind)
    every = -(-settings.length // MOST)
    grid = np.arange((settings.length - 1) % every, settings.length, every)
    with np.errstate(invalid="ignore"):
        between = logs[grid][None, :] - logs[grid][:, None]  # (k, t)
    figures.append(
        Figure(
            "product",
            t("The product of one unit's own numbers ({cell}, unit {unit})", cell=CELLS[kind].title, unit=unit + 1),
            unit_product(kind, factors[:, unit], logs, t=t),
            reads=t("Above: the number of each step. Below, from k on to the right: their running product."),
        )
    )
    said = t(
        "From step k = {step} to step t = {unit}, {gap} steps: the product of unit {which} is **{influence}**.",
        step="{step}",
        unit="{unit}",
        gap="{gap}",
        which=unit + 1,
        influence="{influence}",
    )
    numbers = Numbers({"influence": between, "log_unit": logs}, offset=int(grid[0]), every=every)
    return Chapter(tuple(figures), numbers, pairs=True, said=said)


def chosen_unit(settings: GradientSettings) -> int:
    """Which unit's product is shown, counted from 0."""
    return min(settings.unit, settings.units) - 1
