"""Which gate is which, and the GRU in its other conventions: the same network, or another."""

import streamlit as st

from engine.analysis.conventions import ConventionCheck, reset_before, z_writes
from ui.lessons.compare.figures.conventions import convention_difference
from ui.lessons.compare.run import Comparison, compare
from ui.lessons.compare.settings import CompareSettings
from ui.look.charts import show, spec
from ui.settings.widgets import Widgets
from ui.words import prose, t

KEEPS = r"h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}"
WRITES = r"h_t = (1 - z'_t) \circ h_{t-1} + z'_t \circ n_t"
AFTER = r"n_t = \tanh\left(V_n x_t + b_{in} + r_t \circ (W_n h_{t-1} + b_{hn})\right)"
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
    st.markdown(prose("compare", "gates"))
    if comparison.of("gru") is None:
        return
    names = {"keeps": t("PyTorch: z keeps"), "writes": t("z writes"), "before": t("reset before the product")}
    convention = widgets.switch("convention", t("The GRU's convention"), names)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        st.latex(WRITES if convention == "writes" else KEEPS)
        st.latex(BEFORE if convention == "before" else AFTER)
        if convention == "writes":
            st.latex(r"V'_z = -V_z,\quad W'_z = -W_z,\quad b'_z = -b_z \;\Rightarrow\; z'_t = 1 - z_t")
    with right:
        st.markdown(convention_verdict(comparison, convention))
        check = checked(comparison.settings, convention) if convention == "before" else None
        if check is not None and check.largest > 0:
            differences = check.differences
            show(st, spec(lambda: convention_difference(differences, t=t)))
    with st.expander(t("Read more: the two conventions, and who uses them")):
        st.markdown(prose("compare", "conventions"))


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
            "**{largest}**. In the rows above only the names of $z$ and $1 - z$ are exchanged; the sentences over them "
            "stay with PyTorch's $z$.",
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
