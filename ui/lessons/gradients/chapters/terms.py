"""Backpropagation through time, term by term: what every step adds to ∂L/∂W."""

import numpy as np

from engine import cells
from engine.analysis import jacobians
from ui.figures.part import FIRST
from ui.lessons.gradients.chapters.chapter import Chapter, colour
from ui.lessons.gradients.figures.terms import bptt_terms
from ui.lessons.gradients.run import Run
from ui.lessons.gradients.settings import GradientSettings
from ui.stepper import Figure
from ui.words import t


def terms(one: Run, settings: GradientSettings) -> Chapter:
    """Each step's term in the gradient of every weight matrix."""
    by_name = jacobians.weight_contributions(one.trace, terms=True)
    has_W = by_name["weight_hh_l0"].size > 0  # a cell whose gates do not see the past has V alone
    terms = by_name["weight_hh_l0" if has_W else "weight_ih_l0"]
    total = terms.sum(axis=0)
    with np.errstate(all="ignore"):
        scale = np.abs(total).max()
        shares = np.einsum("tij,ij->t", terms / scale, total / scale) / np.square(total / scale).sum()
    norms = {name: values for name, values in jacobians.weight_contributions(one.trace).items() if by_name[name].size}
    matrix = "W" if has_W else "V"
    direct = FIRST.of(one.trace.direct_gradients["hidden"])
    # ŷ_t = U h_t with U = I, so L = ½‖ŷ_t‖² is ½‖h_t‖², and step t adds ŷ_t h_tᵀ to ∂L/∂U where it has a loss
    norms["output"] = np.linalg.norm(direct, axis=1) * np.linalg.norm(FIRST.of(one.trace["hidden"]), axis=1)
    figure = bptt_terms(shares, norms, matrix=matrix, colour=colour(settings), t=t)
    cell = cells.get(one.network.cell).title
    reads = t("One bar a step, read from the right: what that one use of the weights adds to their gradient.")
    return Chapter(
        (
            Figure(
                "terms", t("∂L/∂{matrix} is a sum over steps ({cell})", matrix=matrix, cell=cell), figure, reads=reads
            ),
        )
    )
