"""What the maps of a run say in a few sentences. Every number in them is of this run."""

import numpy as np

from engine import losses
from engine.opening.data import NUMBERS
from ui.figures.decades import power
from ui.lessons.own.influence.reach import Array, Reach
from ui.lessons.own.run import OwnRun
from ui.words import plain, t

NEAR = 10  # steps back: an example of what is still known
STRONGEST = 3  # inputs that are named
GROWS = 0.01  # decades above 1 from which on it is more than rounding


def of_states(reach: Reach) -> str:
    """What the last state on the map still knows of the ones before it."""
    gaps, logs = _back(reach)
    if not len(gaps):
        return t("There is one step only: nothing comes before it.")
    if np.isnan(logs).all():
        return t("The run holds NaN or ∞: no influence on step {last} is a number.", last=reach.last + 1)
    finite = ~np.isnan(logs)
    lost = "" if finite.all() else " " + t("Beyond that NaN or ∞ is passed, and nothing is a number.")
    gaps, logs = gaps[finite], logs[finite]
    if np.isneginf(logs).all():
        return t("The state at step {last} knows nothing of any step before it: 0.", last=reach.last + 1) + lost
    near = min(int(np.searchsorted(gaps, NEAR)), len(gaps) - 1)
    said = t(
        "A small change of the state at step {near} arrives at step {last} multiplied by at most **{factor}**",
        last=reach.last + 1,
        near=_step(reach, gaps[near]),
        factor=power(logs[near]),
    )
    if near < len(gaps) - 1:
        said += t("; one at step {far}, by **{factor}**", far=_step(reach, gaps[-1]), factor=power(logs[-1]))
    return f"{said}. {_halved(reach, gaps, logs)} {_strongest(reach, gaps, logs)}{lost}".strip()


def _back(reach: Reach) -> tuple[Array, Array]:
    """How many steps each earlier step of the map lies before the last one, ascending, and its influence on that."""
    at = int(np.flatnonzero(reach.grid == reach.last)[0])
    gaps = (reach.grid - reach.last) if reach.backward else (reach.last - reach.grid)
    order = np.argsort(gaps)[1:]
    return gaps[order].astype(np.float64), reach.logs[at][order]


def _step(reach: Reach, gap: float) -> int:
    """The step so many before the last, counted from 1."""
    return int(reach.last + (gap if reach.backward else -gap)) + 1


def _halved(reach: Reach, gaps: Array, logs: Array) -> str:
    below = logs < np.log10(0.5)
    if not below.any():
        return t("Nowhere on the map does this factor fall below one half.")
    first = int(gaps[int(below.argmax())])
    if reach.every == 1:
        return t("On the way back this factor is first below one half at step {step}.", step=_step(reach, first))
    return t(
        "On the way back over the steps of the map this factor is first below one half at step {step}.",
        step=_step(reach, first),
    )


def _strongest(reach: Reach, gaps: Array, logs: Array) -> str:
    best = int(logs.argmax())
    if logs[best] <= GROWS:
        return t("Of all steps before it, step {step} has the largest factor.", step=_step(reach, gaps[best]))
    return t(
        "Of all steps before it, step {step} has the largest factor, and a change there is enlarged: **×{factor}**.",
        step=_step(reach, gaps[best]),
        factor=power(logs[best]),
    )


def of_inputs(reach: Reach, run: OwnRun) -> str:
    """What the loss depends on, input by input."""
    loss = of_loss(run)
    norms = reach.norms
    bad = ~np.isfinite(norms)
    if bad.all():
        return t("NaN or ∞ reaches every input of the run: no ∂L/∂xₜ is a number. (L: {loss})", loss=loss)
    if not norms[~bad].any():
        return t("The loss does not depend on any input: every ∂L/∂xₜ is 0. (L: {loss})", loss=loss)
    order = np.argsort(np.where(bad, np.inf, -norms), kind="stable")
    named = ", ".join(_named(run, int(step), norms) for step in order[:STRONGEST] if norms[step] > 0 and not bad[step])
    said = t("L, {loss}, is most sensitive to the input of {named}; ‖∂L/∂xₜ‖ in brackets.", loss=loss, named=named)
    count = _half(norms[~bad])
    said += " " + t("Half of Σ ‖∂L/∂xₜ‖² comes from {count} of {steps} steps.", count=count, steps=int((~bad).sum()))
    if bad.any():
        said += " " + t("At {count} steps it is NaN or ∞.", count=int(bad.sum()))
    return said


def _half(norms: Array) -> int:
    """Of how many steps the largest squares make half of all."""
    largest = np.sort(norms / norms.max())[::-1]
    squares = np.cumsum(largest**2)
    return int(np.searchsorted(squares, 0.5 * squares[-1])) + 1


def _named(run: OwnRun, step: int, norms: Array) -> str:
    size = power(float(np.log10(norms[step])))
    if run.sequence.task != NUMBERS:
        return t("“{token}” at step {step} ({size})", token=plain(run.sequence.tokens[step]), step=step + 1, size=size)
    return t("step {step} ({size})", step=step + 1, size=size)


def of_loss(run: OwnRun) -> str:
    """What the gradients are of."""
    steps, settings = len(run.sequence), run.settings
    match run.trace.loss_function:
        case losses.SquaredNorm(step=None):
            return t("½ Σ h² of every step")
        case losses.SquaredNorm(step=step) if step is not None:
            return t("½ Σ h² of step {step}", step=step % steps + 1)
        case losses.UnitAtStep(unit=unit, step=step):
            return t("unit {unit} at step {step}", unit=unit + 1, step=step % steps + 1)
        case losses.DirectionAtStep(step=step) if settings.loss == "answer":
            return t("answer {answer} at step {step}", answer=settings.loss_answer, step=step % steps + 1)
        case losses.DirectionAtStep(step=step):
            return t("u · h of step {step}", step=step % steps + 1)
    return t("the error of its answers")


def of_map(reach: Reach, units: int) -> str:
    """Of which steps there is a map, where it is not all of them."""
    if len(reach.grid) == len(reach.norms):
        return ""
    first, last = int(reach.grid[0]) + 1, int(reach.grid[-1]) + 1
    if not reach.is_window:
        return t(
            "The map has one step in {every}, {count} of {steps}; what lies between is multiplied up, not left out.",
            every=reach.every,
            count=len(reach.grid),
            steps=len(reach.norms),
        )
    said = t(
        "With {units} units a second has room for {count} steps on the map, from {first} to {last}.",
        units=units,
        count=len(reach.grid),
        first=first,
        last=last,
    )
    if reach.every > 1:
        said += " " + t("They are {every} apart; what lies between is multiplied up, not left out.", every=reach.every)
    return said
