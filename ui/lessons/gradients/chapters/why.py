"""Why: the product of Jacobians from step k to step t, and its factors."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine import cells
from engine.analysis import decay, jacobians
from engine.analysis.spectral import singular_values, spectral_radius
from ui.figures.decades import signed
from ui.figures.influence import influence_map
from ui.lessons.gradients.chapters.chapter import Chapter, colour, influence
from ui.lessons.gradients.figures.why import Factors, factors
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.runs.networks import cell_of
from ui.stepper import Figure
from ui.words import t


def why(one: Run, settings: GradientSettings) -> Chapter:
    """The map of all products of Jacobians, and the factors of the one that is chosen."""
    grid, norms, numbers = influence(one)
    with np.errstate(divide="ignore"):
        singular = np.log10(singular_values(jacobians.step_jacobians(one.trace)))
    log_bound = np.cumsum(singular[:, 0])
    radius, bound = rates(one)
    arrays = {"log_bound": log_bound}
    steps = np.arange(settings.length)
    if radius is not None and bound is not None:
        with np.errstate(divide="ignore"):
            arrays |= {"log_radius": steps * np.log10(radius), "log_sigma": steps * np.log10(bound)}
    below = norms[np.tril(np.ones_like(norms, dtype=bool)) & np.isfinite(norms)]
    low, high = (float(below.min()), float(below.max())) if below.size else (-1.0, 1.0)
    reach = [end for end in (log_bound[-1], *(array[-1] for array in arrays.values())) if np.isfinite(end)]
    span = (min(low, -1.0), max(high, min(max(reach, default=1.0), high + 0.6 * (high - low) + 2), 1.0))
    made_of = Factors(
        singular,
        None if radius is None else float(np.log10(radius)),
        None if bound is None else float(np.log10(bound)),
        span,
    )
    cell = cells.get(one.network.cell).title
    held = held_beside(settings)
    figures = (
        Figure(
            "left",
            t("How much step k moves step t: ‖∂hₜ/∂hₖ‖ ({cell})", cell=cell),
            influence_map(grid, norms, settings.length, colour=colour(settings), t=t),
            note=t("Click a pair. {held}", held=held).strip(),
            reads=t(
                "The stronger the colour, the more step k still moves step t. On the diagonal k = t; the further left "
                "of it, the further back."
            ),
        ),
        Figure(
            "right",
            t("The factors between them, and their product"),
            factors(made_of, grid, colour=colour(settings), t=t),
            note=rate_note(one, norms, grid),
            reads=t(
                "Above: how much each step stretches at most, in a middling direction, and at least; level is 1, no "
                "change. Below, from k on to the right: the running product."
            ),
        ),
    )
    return Chapter(figures, replace(numbers, arrays={**numbers.arrays, **arrays}), pairs=True)


def held_beside(settings: GradientSettings) -> str:
    """What of the state stays as it is where h is changed, for a cell with more than h."""
    cell = cell_of(settings.focus)
    if len(cell.state) == 1:
        return ""
    symbols = {signal.name: signal.symbol.removesuffix("_t") for signal in cell.signals}
    return t(
        "For the {cell} h is changed at k, and of its state the rest is held: {held}.",
        cell=CELLS[settings.focus].title,
        held=", ".join(symbols[name] for name in cell.state[1:]),
    )


def rates(one: Run) -> tuple[float | None, float | None]:
    """ρ(W), the rate in the long run, and γ σ_max(W), the most that one step can do; None without a single W."""
    cell = one.network.cell
    if not cell.startswith("elman") or cell == "elman_skip":
        return None, None
    gamma = 0.25 if cell == "elman_sigmoid" else 1.0
    W = one.network.weights["weight_hh_l0"]
    return spectral_radius(W), gamma * float(np.linalg.norm(W, 2))


def rate_note(one: Run, norms: Array, grid: NDArray[np.intp]) -> str:
    """The slope measured on the last row, beside what ρ and σ_max promise."""
    every = int(grid[1] - grid[0]) if len(grid) > 1 else 1
    nearest = len(grid) // 3  # to the loss, where the rate has not settled
    measured = decay.slope(norms[-1], first=nearest) / every
    if not np.isfinite(measured):
        return t("There is no rate to measure: the product is zero, or no number at all.")
    said = t(
        "Measured from {gap} steps back on: {slope} decades per step (×{rate}).",
        gap=nearest * every,
        slope=signed(measured),
        rate=f"{10**measured:.3f}",
    )
    radius, bound = rates(one)
    if radius is None or bound is None:
        return said
    promise = t(
        "log₁₀ ρ(W) = {log} for ρ = {radius}: the rate in the long run if f' were 1. γ σₘₐₓ(W) = {sigma} is the most "
        "one step can do.",
        log=signed(np.log10(radius)) if radius else "−∞",
        radius=f"{radius:.3f}",
        sigma=f"{bound:.3f}",
    )
    return f"{said} {promise}"
