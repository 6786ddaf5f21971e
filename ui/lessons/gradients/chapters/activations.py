"""Activation functions with their slopes, and where on them this very network works."""

import numpy as np

from engine.cells.activations import FUNCTIONS
from engine.cells.base import Signal
from ui.lessons.gradients.chapters.chapter import Chapter, colour
from ui.lessons.gradients.figures.activations import activation, softmax_example
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.words import ACTIVATION_NAMES
from ui.runs.networks import cell_of
from ui.stepper import Figure
from ui.words import t


def activations(one: Run, settings: GradientSettings) -> Chapter:
    """Every activation function with its slope, and where on it the cell in focus works."""
    used = operating_points(one, settings)
    figures = []
    for name, function in FUNCTIONS.items():
        points = used.get(name)
        if points is None and name == "linear":
            continue
        slope = t("largest slope {slope}", slope=f"{function.max_slope:g}")
        if points is not None:
            mean = float(function.derivative(points).mean())
            slope += "; " + t("here {mean} on average", mean=f"{mean:.2f}")
        title = t(ACTIVATION_NAMES[name])
        drawn = activation(function, points, colour=colour(settings), t=t)
        reads = t("Solid f, dotted f'.") if points is None else t("Solid f, dotted f'; bars: where this network works.")
        figures.append(Figure(f"tile-{name}", title, drawn, note=slope, reads=reads))
    note = t("(a, 0, 0): each p depends on every logit")
    drawn, reads = softmax_example(colour=colour(settings), t=t), t("Solid: each p; dotted: ∂p₁/∂a.")
    figures.append(Figure("tile-softmax", "softmax", drawn, note=note, reads=reads))
    return Chapter(tuple(figures))


def _function_of(block: Signal) -> str:
    """The function between a block's sum and its value; empty for one that is not drawn here (an exponential gate)."""
    if block.kind == "candidate":
        return "tanh" if block.high == 1 else "linear"
    return "sigmoid" if r"\sigma" in block.equation else ""


def operating_points(one: Run, settings: GradientSettings) -> dict[str, Array]:
    """The sums that this very network puts into each of its nonlinearities, all steps and units together."""
    if settings.focus == "rnn":
        name = "candidate_preactivation" if settings.skip else "hidden_preactivation"
        used = {settings.activation: [one.trace[name]]}
    else:
        used = {}
        for block in (signal for signal in cell_of(settings.focus).signals if signal.kind in ("gate", "candidate")):
            function = _function_of(block)
            if function and f"{block.name}_preactivation" in one.trace.signals:
                used.setdefault(function, []).append(one.trace[f"{block.name}_preactivation"])
    points = {name: np.concatenate([array.ravel() for array in arrays]) for name, arrays in used.items()}
    return {name: values[np.isfinite(values)] for name, values in points.items()}
