"""What each cell costs: parameters, operations and time, for equal units and for equal parameters."""

from math import ceil

import streamlit as st

from engine.networks.cost import StepTime, measure_step_times, multiply_adds, parameter_count
from ui.lessons.compare.run import Comparison, sizes
from ui.lessons.compare.settings import KINDS
from ui.look.cells import CELLS
from ui.settings.widgets import Widgets, key
from ui.teaching.reading import read_more
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
    st.markdown(cost_verdict(units, features))
    with st.container(key=key(widgets.page, "costs").replace(".", "-")):
        cost_tables(key(widgets.page, "*timed"), units, features)
    if more := read_more(t("Read more: four, three and one blocks")):
        more.markdown(prose("compare", "fair"))


@st.fragment
def cost_tables(asked: str, units: int, features: int) -> None:
    """The counts at once; the times when somebody asks for them."""
    timed = st.session_state.get(asked, False)
    button = st.empty()
    if not timed:
        timed = button.button(t("Measure the time per step on this machine"), icon=":material/timer:")
        st.session_state[asked] = timed
    if timed:
        button.empty()
    matches = (("units", t("**Equal units**")), ("parameters", t("**Equal parameters**, or nearly")))
    for place, (match, name) in zip(st.columns(2, gap="large"), matches, strict=True):
        times = step_times(match, units, features) if timed else None
        place.markdown(name)
        place.markdown(
            "\n".join(
                [
                    *heading(),
                    *(row(kind, size, features, times) for kind, size in sizes(match, units, features).items()),
                ]
            )
        )
    st.markdown(time_verdict(step_times("units", units, features) if timed else None))


def cost_verdict(units: int, features: int) -> str:
    """How much more an LSTM multiplies with equal units, and what equal parameters make of that."""
    adds = {kind: multiply_adds(CELLS[kind].engine, features, units) for kind in KINDS}
    equal = sizes("parameters", units, features)
    others = [multiply_adds(CELLS[kind].engine, features, size) for kind, size in equal.items()]
    return t(
        "**With equal units, a step of the LSTM takes {gru} times the multiplications of the GRU and {rnn} times those "
        "of the RNN.** With equal parameters the RNN gets {wide} units for the LSTM's {units}, and the multiplications "
        "of all three are within {percent} % of one another.",
        gru=f"{adds['lstm'] / adds['gru']:.2f}",
        rnn=f"{adds['lstm'] / adds['rnn']:.2f}",
        wide=equal["rnn"],
        units=units,
        percent=ceil(100 * (max(others) / min(others) - 1)),
    )


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
