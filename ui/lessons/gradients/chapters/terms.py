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
    terms = jacobians.weight_contributions(one.trace, terms=True)["weight_hh_l0"]
    total = terms.sum(axis=0)
    with np.errstate(all="ignore"):
        scale = np.abs(total).max()
        shares = np.einsum("tij,ij->t", terms / scale, total / scale) / np.square(total / scale).sum()
    norms = dict(jacobians.weight_contributions(one.trace))
    direct = FIRST.of(one.trace.direct_gradients["hidden"])
    # ŷ_t = U h_t with U = I, so L = ½‖ŷ_t‖² is ½‖h_t‖², and step t adds ŷ_t h_tᵀ to ∂L/∂U where it has a loss
    norms["output"] = np.linalg.norm(direct, axis=1) * np.linalg.norm(FIRST.of(one.trace["hidden"]), axis=1)
    figure = bptt_terms(shares, norms, colour=colour(settings), t=t)
    cell = cells.get(one.network.cell).title
    reads = t("One bar a step, read from the right: what that one use of the weights adds to their gradient.")
    return Chapter((Figure("terms", t("∂L/∂W is a sum over steps ({cell})", cell=cell), figure, reads=reads),))
