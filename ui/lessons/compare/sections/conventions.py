"""Which gate is which, and the GRU in its other conventions: the same network, or another."""

import numpy as np
import streamlit as st

from engine.analysis.conventions import ConventionCheck, reset_before, z_writes
from ui.figures.stack import power_of_ten
from ui.lessons.compare.figures.conventions import convention_difference
from ui.lessons.compare.run import Comparison, compare
from ui.lessons.compare.settings import CompareSettings
from ui.look.charts import show, spec
from ui.settings.widgets import Widgets
from ui.teaching.reading import read_more
from ui.words import prose, t

EQUAL = 1e-12  # what rounding makes of states that are the same
KEEPS = r"h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}"
WRITES = r"h_t = (1 - z'_t) \circ h_{t-1} + z'_t \circ n_t"
AFTER = r"n_t = \tanh\left(V_n x_t + b_{in} + r_t \circ (W_n h_{t-1} + b_{hn})\right)"
SIGNS = r"V'_z = -V_z,\quad W'_z = -W_z,\quad b'_z = -b_z \;\Rightarrow\; z'_t = 1 - z_t"
BEFORE = r"n_t = \tanh\left(V_n x_t + W_n (r_t \circ h_{t-1}) + b_n\right)"


@st.cache_data(max_entries=32, show_spinner=False)
def checked(settings: CompareSettings, convention: str) -> ConventionCheck | None:
    """The GRU on show, run in another convention on this very sequence."""
    comparison = compare(settings)
    run = comparison.of("gru")
    if run is None:
        return None
    other = reset_before if convention == "before" else z_writes
    return other(run.network, comparison.sequence.inputs)


def conventions(widgets: Widgets, comparison: Comparison) -> None:
    """Which gates correspond, and the same GRU in the other conventions, proven or measured on this very run."""
    if comparison.of("gru") is None:
        st.markdown(t("**There is no GRU on show**: the table says which gates would correspond."))
        st.markdown(prose("compare", "gates"))
        return
    st.markdown(both_verdict(comparison))
    left, right = st.columns([6, 5], gap="medium")
    names = {"keeps": t("PyTorch: z keeps"), "writes": t("z writes"), "before": t("r before the product")}
    with left:
        st.markdown(prose("compare", "gates"))
        st.caption(t("How to read this: in one row of the table stand the gates that do the same in each cell."))
    with right:
        convention = widgets.pills("convention", t("The GRU's convention"), names, label_visibility="collapsed")
        st.markdown(convention_verdict(comparison, convention))
        check = checked(comparison.settings, convention) if convention == "before" else None
        if convention == "before":
            st.latex(BEFORE)
        else:
            st.latex(WRITES if convention == "writes" else KEEPS)
            st.latex(SIGNS if convention == "writes" else AFTER)
        if check is not None and check.largest > 0:
            differences = check.differences
            show(st, spec(lambda: convention_difference(differences, t=t)))
    if more := read_more(t("Read more: one gate or two, the two conventions, and who uses them")):
        more.markdown(prose("compare", "conventions"))


def both_verdict(comparison: Comparison) -> str:
    """What either other convention changes in the states of this very run."""
    signs, place = (checked(comparison.settings, name) for name in ("writes", "before"))
    if signs is None or place is None or not np.isfinite([signs.largest, place.largest]).all():
        return ""
    same = t(
        "**Let $z$ write instead of keep, and the states stay the same: they differ by {largest}, which is rounding.**",
        largest=_short(signs.largest),
    )
    moved = t(
        "**Multiply with $r$ before the matrix product, and it is another network: they differ by up to {largest}.**",
        largest=_short(place.largest),
    )
    unmoved = t("**Where $r$ stands, before the matrix product or after it, makes no difference to this run.**")
    return f"{same} {moved if place.largest > EQUAL else unmoved}"


def _short(size: float) -> str:
    """0.31, 2·10⁻¹⁶."""
    if size == 0 or size >= 0.001:
        return f"{size:.2g}"
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}"


def convention_verdict(comparison: Comparison, convention: str) -> str:
    """What the other convention changes on this run, with the number that proves it."""
    if convention == "keeps":
        return t("This is the GRU shown above: $z$ near 1 keeps the old state, and $r$ acts after the matrix product.")
    check = checked(comparison.settings, convention)
    if check is None:
        return ""
    steps, largest = comparison.steps, f"{check.largest:.1e}"
    if convention == "writes":
        return t(
            ":green-badge[✓ the same states] With the signs of $V_z$, $W_z$, $b_z$ turned, this convention gives the "
            "hidden states of the run above: the largest difference over all {steps} steps and {units} units is "
            "**{largest}**. Where the gates are shown, only the names of $z$ and $1 - z$ are exchanged; the sentences "
            "there stay with PyTorch's $z$.",
            steps=steps,
            units=check.states.shape[1],
            largest=largest,
        )
    at = int(check.differences.argmax()) + 1
    return t(
        ":orange-badge[a different network] The same weights with $r$ before the product give other states: on this "
        "run they differ by at most **{largest}** (at step {at}), and by {end} at the last step.",
        largest=f"{check.largest:.3g}",
        at=at,
        end=f"{check.differences[-1]:.3g}",
    )
