"""Below the stepper of the compare page: memory measured, the conventions of the GRU, and a fair match."""

from functools import partial

import numpy as np
import streamlit as st

from engine.analysis.conventions import ConventionCheck, reset_before, z_writes
from engine.networks.cost import StepTime, measure_step_times, multiply_adds, parameter_count
from ui.lessons.compare.figures.statistics import convention_difference, gate_saturation, input_shares, perturbation
from ui.lessons.compare.run import Comparison, Memory, compare, differ, memories, sizes
from ui.lessons.compare.settings import KINDS, CompareSettings
from ui.lessons.compare.view import sentence_list
from ui.look.cells import CELLS
from ui.look.charts import Spec, show, spec
from ui.settings.widgets import Widgets, key
from ui.words import language, prose, t

FIRM = 0.01  # a share below this, of an input that is remembered to the end, is worth a word


def memory_section(widgets: Widgets, comparison: Comparison, step: int) -> None:
    """How long a change stays, which inputs the last state depends on, how often gates are open and closed."""
    found = memories(comparison.settings, step)
    st.subheader(t("Memory, measured"), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(
            t("**How long does a change of one input stay?** {verdict}", verdict=lasting_verdict(comparison, found))
        )
        which, how = st.columns([1, 1], vertical_alignment="bottom")
        widgets.whole("change", t("Change the input of step"), which)
        with how:
            widgets.switch("scale", t("Scale"), {"log": t("logarithmic"), "linear": t("linear")})
        logarithmic = widgets["scale"] == "log"
        charts = memory_charts(comparison.settings, step, logarithmic, language())
        show(st, charts["change"])
    with right:
        st.markdown(
            t("**Which inputs does the last state depend on?** {verdict}", verdict=share_verdict(comparison, found))
        )
        show(st, charts["shares"])
        with st.expander(t("Read more: gradient and memory are two things")):
            st.markdown(prose("compare", "shares"))
    gates = [memory for memory in found if memory.gates]
    st.markdown(t("**How often is each unit's gate open, how often closed?** {verdict}", verdict=gate_verdict(gates)))
    for column, memory in zip(st.columns(max(2, len(gates)), gap="large"), gates, strict=False):
        show(column, charts[memory.kind])


@st.cache_data(max_entries=32, show_spinner=False)
def memory_charts(settings: CompareSettings, step: int, logarithmic: bool, language: str) -> dict[str, Spec]:
    """The charts of the chapter in the words of `language`: `change`, `shares`, and each cell's gates by its kind."""
    comparison, found = compare(settings), memories(settings, step)
    curves = {}
    for memory in found:
        curves[f"{CELLS[memory.kind].title} h"] = (memory.kind, memory.distances)
        if memory.cell_distances is not None:
            curves[f"{CELLS[memory.kind].title} c"] = (memory.kind, memory.cell_distances)
    shares = {CELLS[memory.kind].title: memory.shares for memory in found}
    tokens = comparison.sequence.tokens
    charts = {
        "change": spec(lambda: perturbation(curves, step, logarithmic=logarithmic, t=t)),
        "shares": spec(lambda: input_shares(shares, tokens, t=t)),
    }
    for run, memory in zip(comparison.runs, found, strict=True):
        if memory.gates:
            words = {name: t(run.trace.describe(name).title) for name in memory.gates}
            charts[memory.kind] = spec(partial(gate_saturation, memory.gates, words, title=run.title, t=t))
    return charts


def lasting_verdict(comparison: Comparison, found: tuple[Memory, ...]) -> str:
    """For how many steps, with the spread, and whether the cells differ by more than that."""
    parts = []
    for memory in found:
        low, middle, high = np.percentile(memory.lasting, (0, 50, 100))
        spread = (
            f"{middle:.0f}"
            if low == high
            else t("{middle} ({low}–{high})", middle=f"{middle:.0f}", low=f"{low:.0f}", high=f"{high:.0f}")
        )
        parts.append(f"{CELLS[memory.kind].title} **{spread}**")
    count = len(found[0].lasting)
    of = t("sequences") if comparison.settings.uses_trained else t("seeds")
    said = t(
        "It is last seen above a tenth of its largest effect after so many steps: {parts} "
        "(median and range of {count} {of}).",
        parts=sentence_list(parts),
        count=count,
        of=of,
    )
    return f"{said} {_same(found)}"


def _same(found: tuple[Memory, ...]) -> str:
    """The pairs whose difference is within the spread."""
    pairs = [
        t("{one} and {other}", one=CELLS[one.kind].title, other=CELLS[other.kind].title)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if not differ(one.lasting, other.lasting)
    ]
    return t("The difference between {pairs} is within the spread.", pairs="; ".join(pairs)) if pairs else ""


def share_verdict(comparison: Comparison, found: tuple[Memory, ...]) -> str:
    """How many last inputs hold nine tenths; and who holds the first one firmly without being sensitive to it."""
    parts = [f"{CELLS[memory.kind].title} **{memory.reach}**" for memory in found]
    said = t(
        "Nine tenths of it belong to so many last inputs (of {steps}): {parts}.",
        steps=comparison.steps,
        parts=sentence_list(parts),
    )
    firm = [
        CELLS[memory.kind].title
        for memory in found
        if memory.lasting[0] == comparison.steps - 1 and memory.shares[0] < FIRM
    ]
    if firm:
        said += " " + t(
            "{cells}: the first input is remembered to the end, though its share is below 1 %.",
            cells=sentence_list(firm),
        )
    return said


def gate_verdict(found: list[Memory]) -> str:
    """The part of all gates that is neither open nor closed most of the time."""
    if not found:
        return t("The cells on show have no gates.")
    parts = []
    for memory in found:
        keeps = next(name for name in ("forget_gate", "update_gate") if name in memory.gates)
        opened, closed = memory.gates[keeps]
        parts.append(
            t(
                "{cell}'s {gate} is open {open} % and closed {closed} % of the time",
                cell=CELLS[memory.kind].title,
                gate=t(keeps.replace("_", " ")),
                open=f"{100 * opened.mean():.0f}",
                closed=f"{100 * closed.mean():.0f}",
            )
        )
    return t(
        "Averaged over units, the {parts}. A point is a unit; larger points are several.", parts=sentence_list(parts)
    )


# --- The two conventions of the GRU ----------------------------------------------------------------------------------

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


def convention_section(widgets: Widgets, comparison: Comparison) -> None:
    """Which gates correspond, and the same GRU in the other conventions, proven or measured on this very run."""
    st.subheader(t("Which gate is which"), anchor=False)
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


# --- A fair match ----------------------------------------------------------------------------------------------------


@st.cache_data(max_entries=16, show_spinner=False)
def step_times(match: str, units: int, features: int, steps: int = 50) -> dict[str, StepTime]:
    """Measured on this machine, once for each match."""
    found = measure_step_times(
        {CELLS[kind].engine: size for kind, size in sizes(match, units, features).items()}, features, steps=steps
    )
    return {kind: found[CELLS[kind].engine] for kind in KINDS}


def fair_section(widgets: Widgets, comparison: Comparison) -> None:
    """Parameters, multiply-adds and time, for equal units and for equal parameters."""
    st.subheader(t("A fair match"), anchor=False)
    features = comparison.sequence.inputs.shape[2]
    units = comparison.runs[0].network.hidden_size if comparison.settings.uses_trained else comparison.settings.units
    with st.container(key=key(widgets.page, "fair").replace(".", "-")):
        fair_table(key(widgets.page, "*timed"), units, features)
    with st.expander(t("Read more: four, three and one blocks")):
        st.markdown(prose("compare", "fair"))


@st.fragment
def fair_table(asked: str, units: int, features: int) -> None:
    """The counts at once; the times when somebody asks for them."""
    ask = t("Measure the time per step on this machine")
    timed = st.session_state.get(asked, False)
    if not timed:
        timed = st.button(ask, icon=":material/timer:")
        st.session_state[asked] = timed
    rows = [
        t("| cell | equal | units | parameters | multiply-adds per step | time per training step |"),
        "|---|---|---|---|---|---|",
    ]
    for match, name in (("units", t("units")), ("parameters", t("parameters"))):
        times = step_times(match, units, features) if timed else None
        for kind, size in sizes(match, units, features).items():
            cell = CELLS[kind].engine
            rows.append(
                f"| **{CELLS[kind].title}** | {name} | {size} | {parameter_count(cell, features, size):,} | "
                f"{multiply_adds(cell, features, size):,} | {_ratio(times, kind)} |"
            )
    st.markdown("\n".join(rows))
    st.markdown(time_verdict(step_times("units", units, features) if timed else None))


def _ratio(times: dict[str, StepTime] | None, kind: str) -> str:
    if times is None:
        return "—"
    return t("{ratio}× the RNN", ratio=f"{times[kind].median / times['rnn'].median:.2f}")


def time_verdict(times: dict[str, StepTime] | None) -> str:
    """The lectures' claim beside what was measured here."""
    claim = t("Lectures say that a GRU is 20–50 % faster than an LSTM.")
    if times is None:
        return claim
    gru, lstm = times["gru"], times["lstm"]
    quick, slow = (gru, lstm) if gru.median < lstm.median else (lstm, gru)
    if quick.median < slow.fastest:
        close = t("a typical round of the quicker one beat every round of the other")
    else:
        close = t("but their rounds overlap, so part of the difference may be the machine's other work")
    here = t("Here, in `torch.nn` (float32, one thread, forward and backward, equal units),")
    if quick is gru:
        less = f"{100 * (1 - gru.median / lstm.median):.0f}"
        return f"{claim} {here} " + t("it took {percent} % less time: {close}.", percent=less, close=close)
    ratio = f"{gru.median / lstm.median:.1f}"
    measured = t("it took **{ratio} times as long**: {close}.", ratio=ratio, close=close)
    why = t(
        "It has fewer multiplications; but on a processor PyTorch runs an LSTM as one fused kernel and a GRU operation "
        "by operation."
    )
    return f"{claim} {here} {measured} {why}"
