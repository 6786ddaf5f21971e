"""Below the chapter on every cell: the slopes as a table, and one unit's product written out to be checked by hand."""

import numpy as np
import streamlit as st

from ui.figures.decades import exact, signed
from ui.lessons.gradients.chapters.every_cell import chosen_unit
from ui.lessons.gradients.own_products import OwnProduct, diagonal_kind, own_product
from ui.lessons.gradients.run import inputs_of, run, treated
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.slopes import OPENED, Slope, slopes_of
from ui.look.cells import CELLS
from ui.settings.widgets import Widgets
from ui.words import t

WHOLE = 10  # factors that are all written out; of more the first and the last few
ENDS = 3
A_ROW = 4


def by_hand(widgets: Widgets, settings: GradientSettings) -> None:
    """What follows the chapter's figures."""
    with st.expander(t("The slopes as a table")):
        st.markdown(slope_table())
    kind = diagonal_kind(settings)
    if kind is None:
        return
    cell = CELLS[kind].title
    st.markdown(t("**Check it by hand** ({cell}): no gate sees the past, so every unit is alone.", cell=cell))
    widgets.whole("unit", t("Unit"), width=160)
    k, at = settings.place()
    unit = chosen_unit(settings)
    found = own_product(run(treated(settings, kind), inputs_of(settings)), kind, unit, min(k, at), at)
    st.latex(written_out(found, min(k, at) + 1, at + 1))
    st.markdown(verdict(found, unit))


def slope_table() -> str:
    """Decades per step back of every cell, as it is made and with its memory gate opened, as Markdown."""
    heads = [t("as it is made"), *(t("memory bias {bias}", bias=f"{bias:g}") for bias in OPENED)]
    rows = [f"| {t('cell')} | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for kind, look in CELLS.items():
        slopes = slopes_of(kind)
        cells = [_cell(slopes[bias]) if bias in slopes else "—" for bias in (None, *OPENED)]
        rows.append(f"| **{look.title}** | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(slope: Slope) -> str:
    factor = f"×{slope.factor:.3f}"
    if slope.lost_after > 10_000:
        return f"{signed(slope.median)} ({factor})"
    return t("{slope} ({factor}; 1/1000 after {steps})", slope=signed(slope.median), factor=factor,
             steps=int(np.ceil(slope.lost_after)))  # fmt: skip


def written_out(found: OwnProduct, k: int, at: int) -> str:
    """∂h_t/∂h_k = … as LaTeX, in letters and in numbers; k and t counted from 1."""
    steps = range(k + 1, at + 1)
    left = rf"\frac{{\partial h_{{{at}}}}}{{\partial h_{{{k}}}}}"
    if not steps:
        return f"{left} = 1"
    letters = [found.symbol.format(step=step) for step in steps]
    numbers = [f"{factor:.5f}" for factor in found.factors]
    if len(numbers) > WHOLE:
        letters = [*letters[:ENDS], r"\cdots", *letters[-ENDS:]]
        numbers = [*numbers[:ENDS], r"\cdots", *numbers[-ENDS:]]
    result = _latex_number(float(np.log10(found.product)) if found.product > 0 else -np.inf)
    product, spelled = _in_rows(letters, r"\,"), _in_rows(numbers, r" \cdot ")
    return rf"\begin{{aligned}}{left} &= {product} \\ &= {spelled} \\ &\approx {result}\end{{aligned}}"


def _in_rows(factors: list[str], times: str) -> str:
    """Factors in rows that a phone has room for."""
    rows = [times.join(factors[start : start + A_ROW]) for start in range(0, len(factors), A_ROW)]
    return (
        rf"{times} \\ &\quad ".join(rows).replace(rf"{times}\cdots", r" \cdots").replace(rf"\cdots{times}", r"\cdots ")
    )


def verdict(found: OwnProduct, unit: int) -> str:
    """What backpropagation through all units finds for the same, and for the others."""
    with np.errstate(divide="ignore"):
        logs = np.log10([max(found.product, 0.0), max(found.engine, 0.0)])
    both = [exact(float(log)) for log in logs]
    apart = abs(found.product - found.engine) / (abs(found.engine) or 1.0)
    others = t("To every other unit it is exactly 0.") if found.others == 0 else ""
    if apart == 0:
        close = t("the same to the last digit.")
    else:
        close = t("they differ by {apart} of it.", apart=exact(float(np.log10(apart))))
    said = t(
        "{count} numbers of unit {unit} multiplied: **{product}**. Backpropagation through the whole network, from "
        "h at step t back to h at step k: **{engine}**;",
        count=len(found.factors),
        unit=unit + 1,
        product=both[0],
        engine=both[1],
    )
    return f"{said} {close} {others}".strip()


def _latex_number(log: float) -> str:
    """10^log with three digits."""
    if not np.isfinite(log):
        return "0"
    if -3 <= log < 4:
        return f"{float(f'{10**log:.3g}'):g}"
    exponent = int(np.floor(log))
    return rf"{10 ** (log - exponent):.2f} \cdot 10^{{{exponent}}}"
