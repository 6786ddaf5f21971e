"""From a pair to what the page places: the stepper with both cells, and sentences."""

import streamlit as st

from ui.figures.enlarged import enlarged
from ui.figures.sequence_rows import explained
from ui.lessons.cells.figures.column import Shown, pair_column
from ui.lessons.cells.run import Pair, make_pair
from ui.lessons.cells.settings import CellsSettings
from ui.look.cells import CELLS
from ui.stepper import Figure, StepperPayload, build_panel
from ui.words import t

LARGER, HEIGHT, COVERED = 1.6, 428, 170  # on the wall: letters, and pixels of the picture


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CellsSettings: repr})
def pair_payload(
    settings: CellsSettings, language: str, *, sums: bool = False, covered: bool = False
) -> StepperPayload:
    """Everything the browser needs to step through both cells, in the words of `language`, the session's.

    With `sums` each cell's equations stand below its diagram, with the numbers of the step. While it is `covered` there
    is the sequence and nothing else.
    """
    pair = make_pair(settings)
    shown = [Shown(run.title, run.trace, run.predictions) for run in pair.runs]
    column = pair_column(shown, pair.sequence, t=t, covered=covered)
    payload = StepperPayload(
        steps=pair.steps,
        figures=(Figure("column", "", column, legend=() if covered else explained(pair.sequence)),),
        panels=tuple(
            build_panel(run.network, run.trace, title=run.title, features=pair.sequence.features, equations=sums)
            for run in (() if covered else pair.runs)
        ),
        transport=not covered,
        keys="none" if covered else "arrows",
        tokens=pair.sequence.tokens,
        notes=tuple(t(note) if note else "" for note in pair.sequence.notes),
        saved_as=f"{settings.a}-{settings.b}-{settings.task}",
    )
    _ = payload.key  # pack and hash it now, once, rather than at every rerun
    return payload


def who(pair: Pair) -> str:
    """Which networks these are, and on what."""
    fresh = [run.title for run in pair.runs if run.trained is None]
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


def hold_links(pair: Pair) -> None:
    """The way to each cell alone, where a hand may move its gates."""
    with st.container(horizontal=True, gap="small"):
        for run in pair.runs:
            if run.member.kind in CELLS and not run.variant:
                st.page_link(
                    "../pages/step_through.py",
                    label=t("Take hold of the gates: {cell}", cell=run.title),
                    icon=":material/front_hand:",
                    query_params={
                        "cell": run.member.kind,
                        "sequence": pair.settings.task,
                        "length": str(pair.steps),
                        "data_seed": str(pair.settings.data_seed),
                    },
                )


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={CellsSettings: repr})
def on_the_wall(settings: CellsSettings, beat: str, language: str) -> StepperPayload:
    """The picture of one beat in the hall: the sequence, and once it is shown both answers and both memories."""
    pair = make_pair(settings)
    shown = [Shown(run.title, run.trace, run.predictions) for run in pair.runs]
    covered = beat == "ask" and settings.cover
    picture = pair_column(shown, pair.sequence, t=t, covered=covered, memories=True)
    return StepperPayload(
        steps=pair.steps,
        figures=(Figure("column", "", enlarged(picture, LARGER, COVERED if covered else HEIGHT)),),
        transport=False,
        keys="none",
        large=True,
        saved_as=f"{settings.a}-{settings.b}-{settings.task}",
    )
