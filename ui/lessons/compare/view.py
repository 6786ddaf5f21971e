"""From a comparison to what the page places: its sentences, and the stepper's payload."""

import streamlit as st

from ui.figures.sequence_rows import explained
from ui.lessons.compare.accuracy import Accuracy, accuracy, spread
from ui.lessons.compare.figures.column import Shown, compare_column
from ui.lessons.compare.run import CellRun, Comparison, compare, memory_bias
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.study import other_seeds
from ui.look.cells import CELLS
from ui.stepper import Figure, StepperPayload, build_panel
from ui.words import t

GROUP = "compare"  # who stands where the race stands


def sentence_list(parts: list[str]) -> str:
    """A, B and C."""
    if len(parts) == 1:
        return parts[0]
    return t("{most} and {last}", most=", ".join(parts[:-1]), last=parts[-1])


def verdict(comparison: Comparison) -> str:
    """How often each cell is right on new sequences, who does no better than guessing, and what other seeds do."""
    found = {run.kind: accuracy(comparison.settings, run.kind) for run in comparison.runs}
    known = {kind: value for kind, value in found.items() if value is not None}
    if not known:
        return ""
    spelled = [f"**{CELLS[kind].title} {100 * value.value:.0f} %**" for kind, value in known.items()]
    said = t(
        "On {count} new sequences of this length correct answers come from {cells}.",
        count=next(iter(known.values())).count,
        cells=sentence_list(spelled),
    )
    return " ".join(filter(None, (said, _compared(known), _flips(comparison, known), other_seeds(comparison))))


def _flips(comparison: Comparison, known: dict[str, Accuracy]) -> str:
    """A cell that is right at this gap and wrong at the next one keeps its memory by turning it over at every step."""
    if comparison.settings.sequence != "first":
        return ""
    flipping = []
    for kind, value in known.items():
        later = accuracy(comparison.settings, kind, 1)
        if later is not None and abs(value.value - later.value) > 0.9:
            flipping.append(CELLS[kind].title)
    if not flipping:
        return ""
    return t(
        "One letter more or less and {cells} answers the opposite: it holds the symbol by turning its state over at "
        "every step.",
        cells=sentence_list(flipping),
    )


def _compared(known: dict[str, Accuracy]) -> str:
    guessing = [CELLS[kind].title for kind, value in known.items() if value.is_chance]
    if len(guessing) == len(known):
        return t("None of them does better than guessing (50 %, within what so few sequences can tell).")
    values = [value.value for value in known.values()]
    if guessing:
        return t(
            "That of {cells} is guessing: 50 %, within what so few sequences can tell.", cells=sentence_list(guessing)
        )
    if min(values) < max(values) <= min(values) + spread(known):
        return t("The differences are within the spread of so few sequences.")
    return ""


def initialised(comparison: Comparison) -> str:
    """How every cell began, because that decides."""
    settings = comparison.settings
    if not settings.uses_trained:
        start = [f"{run.title}: {_bias(run, settings.start)}" for run in comparison.runs]
        return t(
            "**Fresh networks**, seed {seed}, default initialisation; {start}. {sizes}",
            seed=settings.seed,
            start="; ".join(start),
            sizes=_sizes(comparison),
        )
    if settings.sequence == "latch":
        return t(
            "**How they were trained** is said on each one's own page, *Step through*. {sizes}",
            sizes=_sizes(comparison),
        )
    start = [f"{run.title} {_bias(run, settings.start)}" for run in comparison.runs]
    return t(
        "**How they began.** Default initialisation; {start}. Trained at a gap of {gap} alone. {sizes}",
        start="; ".join(start),
        gap=comparison.runs[0].trained.lengths[1] - 1 if comparison.runs[0].trained else 0,
        sizes=_sizes(comparison),
    )


def _bias(run: CellRun, start: str) -> str:
    bias = memory_bias(run.kind, start)
    if run.kind == "rnn":
        return t("nothing to set")
    symbol = {"lstm": "b_f", "gru": "b_z"}[run.kind]
    if bias is None:
        return t("${symbol}$ as drawn, near 0", symbol=symbol)
    gate = {"lstm": t("forget gate"), "gru": t("update gate")}[run.kind]
    return t("{gate} with ${symbol} = {bias}$", gate=gate, symbol=symbol, bias=f"{bias:g}")


def _sizes(comparison: Comparison) -> str:
    """Units and parameters of each."""
    return (
        sentence_list(
            [
                t(
                    "{cell} {units} units, {parameters} parameters",
                    cell=run.title,
                    units=run.network.hidden_size,
                    parameters=f"{run.network.parameter_count:,}",
                )
                for run in comparison.runs
            ]
        )
        + "."
    )


ORDER_NOTES = {
    "memory": "Units are ordered by how much they keep: mean f (LSTM), mean z (GRU), mean |h| (RNN); most on top.",
    "similarity": "Each cell's units stand where they move most alike, up or down, with those of the first cell "
    "(|correlation| of h).",
    "own": "Units stand in the network's own order.",
}


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={CompareSettings: repr})
def compare_payload(
    settings: CompareSettings, language: str, diagrams: bool, z_writes: bool, bands: str = "all"
) -> StepperPayload:
    """Everything the browser needs to step through one cell, `bands`, or through all at once, in the words of
    `language`, the session's."""
    comparison = compare(settings)
    runs = tuple(run for run in comparison.runs if bands in (run.kind, "all"))
    shown = [Shown(run.title, run.trace, run.predictions) for run in runs]
    column = compare_column(shown, comparison.sequence, t=t, z_writes=z_writes)
    payload = StepperPayload(
        steps=comparison.steps,
        figures=(
            Figure("column", "", column, legend=explained(comparison.sequence) if len(runs) > 1 else ("signed",)),
        ),
        group=GROUP,
        follows=True,
        panels=tuple(
            build_panel(
                run.network,
                run.trace,
                title=run.title,
                features=comparison.sequence.features,
                diagram=diagrams,
                equations=diagrams,
            )
            for run in runs
        ),
        tokens=comparison.sequence.tokens,
        notes=tuple(t(note) if note else "" for note in comparison.sequence.notes),
        saved_as="-".join([*(run.kind for run in runs), settings.sequence]),
    )
    _ = payload.key  # pack and hash it now, once, rather than at every rerun
    return payload
