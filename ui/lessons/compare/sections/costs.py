"""What each cell costs: parameters, operations and time, for equal units and for equal parameters."""

import streamlit as st

from engine.networks.cost import StepTime, measure_step_times, multiply_adds, parameter_count
from ui.lessons.compare.run import Comparison, sizes
from ui.lessons.compare.settings import KINDS
from ui.look.cells import CELLS
from ui.settings.widgets import Widgets, key
from ui.words import prose, t


@st.cache_data(max_entries=16, show_spinner=False)
def step_times(match: str, units: int, features: int, steps: int = 50) -> dict[str, StepTime]:
    """Measured on this machine, once for each match."""
    found = measure_step_times(
        {CELLS[kind].engine: size for kind, size in sizes(match, units, features).items()}, features, steps=steps
    )
    return {kind: found[CELLS[kind].engine] for kind in KINDS}


def costs(widgets: Widgets, comparison: Comparison) -> None:
    """Parameters, multiply-adds and time, for equal units and for equal parameters."""
    features = comparison.sequence.inputs.shape[2]
    units = comparison.runs[0].network.hidden_size if comparison.settings.uses_trained else comparison.settings.units
    with st.container(key=key(widgets.page, "costs").replace(".", "-")):
        cost_tables(key(widgets.page, "*timed"), units, features)
    with st.expander(t("Read more: four, three and one blocks")):
        st.markdown(prose("compare", "fair"))


@st.fragment
def cost_tables(asked: str, units: int, features: int) -> None:
    """The counts at once; the times when somebody asks for them."""
    ask = t("Measure the time per step on this machine")
    timed = st.session_state.get(asked, False)
    if not timed:
        timed = st.button(ask, icon=":material/timer:")
        st.session_state[asked] = timed
    for match, name in (("units", t("**Equal units**")), ("parameters", t("**Equal parameters**, or nearly"))):
        times = step_times(match, units, features) if timed else None
        st.markdown(name)
        st.markdown(
            "\n".join(
                [
                    *heading(),
                    *(row(kind, size, features, times) for kind, size in sizes(match, units, features).items()),
                ]
            )
        )
    st.markdown(time_verdict(step_times("units", units, features) if timed else None))


def heading() -> tuple[str, str]:
    """Of a table that a phone has room for."""
    return t("| cell, units | weights and biases | multiply-adds per step | time, RNN = 1 |"), "|---|---|---|---|"


def row(kind: str, units: int, features: int, times: dict[str, StepTime] | None) -> str:
    """One cell's size and cost."""
    cell = CELLS[kind].engine
    time = "—" if times is None else f"{times[kind].median / times['rnn'].median:.2f}"
    parameters, adds = parameter_count(cell, features, units), multiply_adds(cell, features, units)
    return f"| **{CELLS[kind].title}**, {units} | {parameters:,} | {adds:,} | {time} |"


def time_verdict(times: dict[str, StepTime] | None) -> str:
    """What a lecture says, beside what was measured here."""
    claim = t(
        "F. Ulyankin's lecture *Recurrent neural networks* (in the course *Глубокое обучение и вообще*, 2022) says "
        "that a GRU learns and answers 20–50 % faster than an LSTM."
    )
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
