"""What gates keep: the paths through one step, and what is left of a memory over many."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine import cells
from engine.analysis import jacobians
from ui.figures.decades import power
from ui.lessons.gradients.chapters.chapter import LOG10, Chapter, influence
from ui.lessons.gradients.figures.keep import paths
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.stepper import Figure
from ui.words import t


def keep(one: Run, settings: GradientSettings) -> Chapter:
    """What one step passes on by each path, and what is left from k to t."""
    look = CELLS[settings.focus]
    memory = "cell" if look.memory == "c" else "hidden"
    terms = jacobians.cell_gradient_terms(one.trace)
    total = np.sum(list(terms.values()), axis=0)
    with np.errstate(all="ignore"):
        size = np.sqrt(np.square(total).sum(axis=(1, 2)))
        gains = {
            name: np.einsum("tij,tij->t", term, total) / size / np.sqrt(total.shape[1]) for name, term in terms.items()
        }
    if not terms["direct"].any():
        del gains["direct"]
    grid, norms, numbers = influence(one, memory)
    direct = (jacobians.direct_path(one.trace)[np.ix_(grid, grid)] / LOG10).T
    numbers = replace(numbers, arrays={**numbers.arrays, "whole": norms.T, "direct": direct})
    symbol = look.memory
    gate = look.keeps or ("I" if settings.skip else "–")
    figure = paths(
        gains,
        direct[:, -1],
        norms.T[:, -1],
        grid,
        words={name: path_name(name) for name in gains},
        symbols=(
            f"∂{symbol}<sub>t</sub>/∂{symbol}<sub>t−1</sub><br>{t('path by path')}",
            gate,
            f"‖∂{symbol}<sub>t</sub>/∂{symbol}<sub>k</sub>‖",
        ),
        t=t,
    )
    cell = cells.get(one.network.cell).title
    title = t("What one step keeps, path by path, and what is left of it from k to t ({cell})", cell=cell)
    note = keep_note(one, gains, int(grid[0]), float(norms[-1, 0]))
    reads = t(
        "Above, one bar a step: what each path hands on to the next; 1 would be all of it. Below, read from the right: "
        "what is left between step k and step t."
    )
    return Chapter((Figure("keep", title, figure, note=note, reads=reads),), numbers, pairs=True)


def path_name(path: str) -> str:
    """What a path through one step is called: `through_forget_gate` goes through the forget gate."""
    if path == "direct":
        return t("direct path")
    gate = path.removeprefix("through_")
    if gate.startswith("peephole_"):
        return t("through the peephole of the {gate}", gate=t(gate.removeprefix("peephole_").replace("_", " ")))
    return t("through the {gate}", gate=t(gate.replace("_", " ")))


def keep_note(one: Run, gains: Mapping[str, Array], start: int, whole: float) -> str:
    """What is left over all steps from `start` on (zero-based), by the direct path and on the whole, in numbers."""
    if "direct" not in gains:
        return t("A plain RNN has one path only, through W and the nonlinearity.")
    best, mean = direct_over_all(one, start)
    said = t(
        "From step {first} to step {last} the direct path alone would leave {best} of the gradient in the best unit, "
        "{mean} on average over the units; the whole product has the norm {whole}.",
        first=start + 1,
        last=one.trace.steps,
        best=power(best),
        mean=power(mean),
        whole=power(whole),
    )
    state = cells.get(one.network.cell).state
    if "stabiliser" in state:
        unit = t("c is measured in units of eᵐ, which change from step to step, and so is what is left of it.")
        said = f"{said} {unit}"
    if "cell" not in state:
        return said
    ways = t(
        "Above, the paths through hₜ₋₁ are counted in: hₜ₋₁ follows cₜ₋₁. Below, cₖ is changed and hₖ is held fixed."
    )
    return f"{ways} {said}"


def direct_over_all(one: Run, start: int) -> tuple[float, float]:
    """log10 of what the direct path leaves from step `start` (zero-based) to the last: in the best unit, on average."""
    factors = np.einsum("tuu->tu", jacobians.cell_gradient_terms(one.trace)["direct"])
    with np.errstate(divide="ignore"):
        logs = np.log10(factors[start + 1 :]).sum(axis=0)
    best = float(logs.max())
    if not np.isfinite(best):
        return best, best
    return best, best + float(np.log10(np.mean(10 ** (logs - best))))
