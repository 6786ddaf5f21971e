"""From a pair to what the page places: the stepper with both cells, and sentences."""

import streamlit as st

from ui.figures.sequence_rows import explained
from ui.lessons.cells.figures.column import Shown, pair_column
from ui.lessons.cells.run import Pair, make_pair
from ui.lessons.cells.settings import CellsSettings
from ui.stepper import Figure, StepperPayload, build_panel
from ui.words import t


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CellsSettings: repr})
def pair_payload(settings: CellsSettings, language: str, sums: bool) -> StepperPayload:
    """Everything the browser needs to step through both cells, in the words of `language`, the session's.

    With `sums` each cell's equations stand below its diagram, with the numbers of the step.
    """
    pair = make_pair(settings)
    shown = [Shown(run.member.title, run.trace, run.predictions) for run in pair.runs]
    payload = StepperPayload(
        steps=pair.steps,
        figures=(Figure("column", "", pair_column(shown, pair.sequence, t=t), legend=explained(pair.sequence)),),
        panels=tuple(
            build_panel(run.network, run.trace, title=run.member.title, features=pair.sequence.features, equations=sums)
            for run in pair.runs
        ),
        tokens=pair.sequence.tokens,
        notes=tuple(t(note) if note else "" for note in pair.sequence.notes),
        saved_as=f"{settings.a}-{settings.b}-{settings.task}",
    )
    _ = payload.key  # pack and hash it now, once, rather than at every rerun
    return payload


def who(pair: Pair) -> str:
    """Which networks these are, and on what."""
    fresh = [run.member.title for run in pair.runs if run.trained is None]
    if not fresh:
        return ""
    if pair.settings.network == "fresh":
        return t("Both networks are fresh, seed {seed}: their gates mean nothing yet.", seed=pair.settings.seed)
    return t(
        "Nobody has trained {cells} on this task here: what is shown is fresh (seed {seed}), and its gates mean "
        "nothing yet.",
        cells=t(" and ").join(fresh),
        seed=pair.settings.seed,
    )


def pair_title(pair: Pair) -> str:
    """Both cells and what the second is about."""
    first, second = (run.member for run in pair.runs)
    return f"{t(first.title)} → {t(second.title)}, {second.year}: {t(second.idea)}"
