"""Reading the answer on the page: one long sequence, three ways of reading, and where each one's gradient goes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import streamlit as st

from engine.learning import reader_networks
from engine.networks import wiring
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.reading.figure import accuracies_by_reading
from ui.lessons.architectures.reading.picture import picture
from ui.lessons.architectures.reading.run import (
    AVERAGED,
    READINGS,
    ReadingRun,
    accuracies,
    averaged_shares,
    make_run,
)
from ui.lessons.architectures.reading.telling import (
    best,
    between,
    how,
    in_general,
    of_gradient,
    short_tasks,
    tasks,
    ways,
    where_winners_stand,
)
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled import unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.look.charts import Spec, spec
from ui.look.charts import show as show_chart
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.teaching.predictions import Question
from ui.teaching.scenes import Scene
from ui.words import language, prose, t

_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "early_clue": {"task": "clue", "readout": "last"},
        "pooled": {"task": "clue", "readout": "max"},
        "majority": {"task": "majority", "readout": "last"},
    }
)
SHARES = (0.1, 0.5, 0.99)  # offered as answers
RIGHT = (0.5, 0.75, 1.0)
FEW, MANY = 4, 9  # of the units that have won


def controls(widgets: Widgets) -> None:
    """The task, the way of reading, and which sequence."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        widgets.pick("task", t("Task"), tasks(), st.container(width=280))
        widgets.switch("readout", t("The answer is read from"), _named(), st.container(width=360))
        widgets.whole("seed", t("Sequence"), st.container(width=130))
        widgets.toggle("trained", t("Trained"))


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: ReadingRun, covered: bool) -> str:
    """The graph, and below it where the gradient goes."""
    return unrolled(
        picture(run, covered),
        place=place(page.settings, run.steps, run.steps - 1),
        on_rest=remember(page),
        title=how(run.reading, run.steps),
        note=prose("architectures", "reading_how"),
    )


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: ReadingRun) -> None:
    """How often each way of reading is right, and how its gradient is spread before training and after it."""
    st.caption(" ".join([of_gradient(run), *([where_winners_stand(run)] if run.reading == "max" else [])]))
    charts, table = st.columns([11, 9], gap="large")
    with charts:
        st.subheader(t("New sequences that are answered rightly"), anchor=False)
        for place_of_task, (task, name) in zip(st.columns(2), short_tasks().items(), strict=True):
            with place_of_task:
                st.markdown(f"**{name}**")
                show_chart(st, _chart(task, run.reading if task == run.task else "", language()))
    with table:
        st.subheader(t("Share of the gradient at both ends"), anchor=False)
        st.markdown(_table(run))
        st.caption(
            t("‖∂L/∂xₖ‖ over the sum of all positions, the mean of {count} new sequences of this task; the network of "
              "one seed.", count=AVERAGED)
        )  # fmt: skip
    st.caption(
        t("A point for each of {seeds} seeds, {count} new sequences each; the dashed line is guessing.",
          seeds=len(reader_networks.SEEDS), count=reader_networks.MEASURED_ON)
        + " " + in_general()
    )  # fmt: skip


@st.cache_data(max_entries=16, show_spinner=False)
def _chart(task: str, chosen: str, language: str) -> Spec:
    found = {str(way): values for way, values in accuracies(task).items()}
    return spec(lambda: accuracies_by_reading(found, _named(), chosen, t=t))


def _named() -> dict[str, str]:
    """The ways of reading by their names in the settings."""
    return {str(way): name for way, name in ways().items()}


def _table(run: ReadingRun) -> str:
    """A row for each way of reading: the first and the last tenth, before training and after it."""
    heads = (t("read from"), t("untrained: first ⅒, last ⅒"), t("trained: first ⅒, last ⅒"))
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    for way in READINGS:
        cells = [ways()[way]]
        for is_trained in (False, True):
            shares = averaged_shares(run.task, way, is_trained)
            ends = (shares[: run.tenth], shares[-run.tenth :])
            cells.append(", ".join(percent(float(end.sum())) for end in ends))
        lines.append("| " + " | ".join(f"**{cell}**" if way == run.reading else cell for cell in cells) + " |")
    return "\n".join(lines)


def question(settings: ArchitecturesSettings, run: ReadingRun) -> Question:
    """What is to be predicted: of an untrained network its gradient, of a trained one what it can do, and how."""
    if not run.is_trained:
        return _of_gradient(run)
    if run.task == "majority":
        return _of_ways()
    return _of_winners(run) if run.reading == "max" else _of_accuracy(run)


def _of_gradient(run: ReadingRun) -> Question:
    share = float(run.shares[run.reading][-run.tenth :].sum())
    return Question(
        t("Before training. How much of the gradient of this answer's loss falls on the last tenth of the positions?"),
        tuple(t("about {share}", share=percent(option)) for option in SHARES),
        int(np.argmin([abs(share - option) for option in SHARES])),
        of_gradient(run),
    )


def _of_accuracy(run: ReadingRun) -> Question:
    found = accuracies(run.task)[run.reading]
    clue = run.clue or 0
    return Question(
        t("The clue, {letter}, stands at step {k} of {steps}; no other letter says anything. The network was trained "
          "for {budget} steps and reads its answer from the {way}. How many new sequences does it get right?",
          letter=run.tokens[clue], k=clue + 1, steps=run.steps, budget=run.trained.recipe.steps,
          way={"last": t("last state"), "mean": t("mean of all states")}.get(run.reading, "")),
        (t("half of them: it guesses"), t("about three quarters"), t("all, or nearly all")),
        int(np.argmin([abs(float(np.mean(found)) - option) for option in RIGHT])),
        t("{share} of {count} new sequences, over three seeds.", share=between(found),
          count=reader_networks.MEASURED_ON) + " " + of_gradient(run),
    )  # fmt: skip


def _of_winners(run: ReadingRun) -> Question:
    won, units = int((run.winners < run.tenth).sum()), len(run.winners)
    return Question(
        t("Of each of the {units} units the largest value of all {steps} steps is read. The clue stands at step {k}. "
          "How many units have their largest value in the first {tenth} steps?",
          units=units, steps=run.steps, k=(run.clue or 0) + 1, tenth=run.tenth),
        (t("{few} or fewer", few=FEW), t("{low} to {high}", low=FEW + 1, high=MANY - 1),
         t("{many} or more", many=MANY)),
        0 if won <= FEW else 1 if won < MANY else 2,
        where_winners_stand(run) + " " + of_gradient(run),
    )  # fmt: skip


def _of_ways() -> Question:
    options = tuple(t("the {way}", way=name) for name in ways().values())
    return Question(
        t("Which letter comes more often, A or B? Every letter counts. Which way of reading is right most often?"),
        options,
        READINGS.index(best("majority")),
        in_general(),
    )


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene("early_clue", t("An early clue"), t("All that matters comes first, and the answer is read last.")),
        Scene("pooled", t("An arrow from everywhere"), t("The largest value of each unit, at whichever step it came.")),
        Scene("majority", t("The majority"), t("No letter is the clue: every one of them counts.")),
    )


VIEW = View(
    name="reading",
    title="Reading the answer",
    sentence="One answer from a long sequence: read from the last state, or from all of them.",
    pictogram=wiring.recurrent(4, reading="mean"),
    settings=("task", "readout", "trained"),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda _, run: run.trace,
    question=question,
    scenes=_SCENES,
    told=scenes,
    below=below,
)
