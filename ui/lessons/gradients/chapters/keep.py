"""What gates keep: the paths through one step, and what is left of a memory over many."""

from dataclasses import replace

import numpy as np

from engine import cells
from engine.analysis import jacobians
from ui.lessons.gradients.chapters.chapter import LOG10, Chapter, influence
from ui.lessons.gradients.figures.keep import paths
from ui.lessons.gradients.run import Array, Run
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.words import power
from ui.stepper import Figure
from ui.words import t


def keep(one: Run, settings: GradientSettings) -> Chapter:
    """What one step passes on by each path, and what is left from k to t."""
    memory = "cell" if settings.focus == "lstm" else "hidden"
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
    symbol = "c" if memory == "cell" else "h"
    gate = {"lstm": "Π f<sub>i</sub>", "gru": "Π z<sub>i</sub>"}.get(settings.focus, "I" if settings.skip else "–")
    figure = paths(
        gains,
        direct[:, -1],
        norms.T[:, -1],
        grid,
        words={
            "direct": t("direct path"),
            "through_forget_gate": t("through the forget gate"),
            "through_input_gate": t("through the input gate"),
            "through_reset_gate": t("through the reset gate"),
            "through_update_gate": t("through the update gate"),
            "through_candidate": t("through the candidate"),
        },
        symbols=(
            f"∂{symbol}<sub>t</sub>/∂{symbol}<sub>t−1</sub><br>{t('path by path')}",
            gate,
            f"‖∂{symbol}<sub>t</sub>/∂{symbol}<sub>k</sub>‖",
        ),
        t=t,
    )
    cell = cells.get(one.network.cell).title
    title = t("What one step keeps, path by path, and what is left of it from k to t ({cell})", cell=cell)
    return Chapter((Figure("keep", title, figure, note=keep_note(gains, direct, norms)),), numbers, pairs=True)


def keep_note(gains: dict[str, Array], direct: Array, norms: Array) -> str:
    """The direct path and the whole product over the full length, in numbers."""
    legend = {
        "direct": t("black: direct path"),
        "through_forget_gate": t("blue: through the forget gate"),
        "through_input_gate": t("green: through the input gate"),
        "through_reset_gate": t("violet: through the reset gate"),
        "through_update_gate": t("blue: through the update gate"),
        "through_candidate": t("pink: through the candidate"),
    }
    said = "; ".join(legend[name] for name in gains)
    if "direct" not in gains:
        return t("A plain RNN has one path only, through W and the nonlinearity ({legend}).", legend=said)
    return t(
        "{legend}. Over all steps the direct path alone would leave {direct} of the memory's gradient, the whole "
        "product leaves {whole}: the direct path is not the whole story.",
        legend=said[:1].upper() + said[1:],
        direct=power(direct[0, -1]),
        whole=power(norms[-1, 0]),
    )
