"""What every chapter hands to the page, and the products of Jacobians that several of them show."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.analysis import decay
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.stepper import Figure, Numbers
from ui.words import t

LOG10 = np.log(10)


@dataclass(frozen=True)
class Chapter:
    """Figures, the numbers in them that the browser swaps, and whether a second slider says where a product ends.

    `said` is the sentence that follows both sliders, if it is not the usual one.
    """

    figures: tuple[Figure, ...]
    numbers: Numbers = field(default_factory=lambda: Numbers({}))
    pairs: bool = False
    said: str = ""

    @property
    def unit_label(self) -> str:
        """What the second slider is called; empty without one."""
        return t("The product ends at step t =") if self.pairs else ""

    @property
    def reading(self) -> str:
        """The sentence that follows both sliders."""
        if self.said or not self.pairs:
            return self.said
        return t("From step k = {step} to step t = {unit}, {gap} steps: the norm of the product is **{influence}**.")


def colour(settings: GradientSettings) -> str:
    """The colour of the cell in focus."""
    return CELLS[settings.focus].colour


def influence(one: Run, state: str = "hidden") -> tuple[NDArray[np.intp], Array, Numbers]:
    """The influence on at most a hundred steps, and as the browser reads it, (k, t)."""
    grid, norms = decay.influence_grid(one.trace, state=state, most=100 if one.spec.units <= 32 else 60)
    every = int(grid[1] - grid[0]) if len(grid) > 1 else 1
    return grid, norms, Numbers({"influence": norms.T}, offset=int(grid[0]), every=every)
