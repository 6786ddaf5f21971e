"""What each cell learned: cell by task, from five seeds each, and the pair trained here and now."""

from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from engine.learning import family
from ui.lessons.cells.controls import task_names
from ui.lessons.cells.family import FAMILY
from ui.lessons.cells.results import LONG, SHOWN, middle, result, titles, told
from ui.lessons.cells.run import Pair
from ui.lessons.cells.settings import TASKS, CellsSettings
from ui.look.cells import CELLS
from ui.settings.page import Page
from ui.settings.widgets import key
from ui.words import t


def learned_section(page: Page[CellsSettings], pair: Pair) -> Callable[[], None]:
    """The table, and beside it the way to train the pair; returns what trains, to be called once the page is drawn.

    It is no fragment: a run of the whole page can be interrupted, by Stop or anything else.
    """
    st.markdown(f"**{t('What each cell learned')}**")
    st.caption(how())
    st.markdown(table())
    st.markdown(reading())
    return _training(page, pair)


def how() -> str:
    """Seeds, sizes and budgets of the networks that ship."""
    found = [one for (_, _, variant), one in family.results().items() if not variant]
    sizes = [one.parameters for one in found]
    budgets = "; ".join(
        t(
            "{task} {updates} updates on {length} steps, rate {rate}",
            task=name,
            updates=of.steps,
            length=of.lengths[1],
            rate=f"{of.learning_rate:g}",
        )
        for task, name in task_names().items()
        for of in (family.BUDGETS[task],)
    )
    return t(
        "Seeds of {seeds} that had learned it when training ended, and the median of all of them on new sequences. "
        "{least} to {most} parameters, Adam, the same batches for a seed, the memory gate begun open, nothing tuned "
        "for a cell: {budgets}. Not within this budget is not never. `python -m engine.learning.family` makes them "
        "anew.",
        seeds=len(family.SEEDS),
        least=min(sizes, default=0),
        most=max(sizes, default=0),
        budgets=budgets,
    )


def table() -> str:
    """Cells by tasks, in Markdown; every entry leads to the network on its task."""
    heads = [t("cell"), *(_head(task) for task in TASKS)]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---|" * len(TASKS)]
    for kind, member in FAMILY.items():
        lines.append(f"| **{t(member.title)}** | {' | '.join(_entry(kind, task) for task in TASKS)} |")
    return "\n".join(lines)


def _head(task: str) -> str:
    measured = {
        "latch": t("% right over {steps} steps", steps=LONG["latch"]),
        "count": t("typical error over {steps} steps", steps=LONG["count"]),
        "toggle": t("% right over {steps} steps", steps=LONG["toggle"]),
        "first": t("% right over a gap of {gap}", gap=family.BUDGETS["first"].lengths[1] - 1),
    }
    return f"{task_names()[task]}, {measured[task]}"


def _entry(kind: str, task: str) -> str:
    found = result(kind, task)
    if found is None:
        return "–"
    count = sum(found.learned)
    colour = "green" if count == len(found.learned) else "orange" if count else "red"
    said = f":{colour}-background[{count}/{len(found.learned)}] {told(task, middle(found, SHOWN[task]))}"
    return f"[{said}]({step_link(kind, task)})" if kind in CELLS else said


def step_link(kind: str, task: str) -> str:
    """Where the network of a cell is stepped through on its task."""
    return "step?" + urlencode({"cell": kind, "sequence": task})


def reading() -> str:
    """Who learned everything, and who did not learn what."""
    whole = [kind for kind in FAMILY if all(_all(kind, task) for task in TASKS)]
    said = []
    if whole:
        said.append(t("**All four tasks in every seed:** {cells}.", cells=titles(whole)))
    for task, name in task_names().items():
        none = [kind for kind in FAMILY if (found := result(kind, task)) is not None and not any(found.learned)]
        if none:
            said.append(t("**{task}, in no seed:** {cells}.", task=name, cells=titles(none)))
    return " ".join(said)


def _all(kind: str, task: str) -> bool:
    found = result(kind, task)
    return found is not None and all(found.learned)


def _training(page: Page[CellsSettings], pair: Pair) -> Callable[[], None]:
    """A button for each cell of the pair; returns what trains the one that was pressed."""
    task = pair.settings.task
    wanted = ""
    row = st.container(horizontal=True, vertical_alignment="center")
    for run in pair.runs:
        if run.member.kind == wanted or result(run.member.kind, task) is None:
            continue
        label = t("Train {cell} here", cell=t(run.member.title))
        if row.button(label, icon=":material/play_arrow:", key=key(page.name, f"*train {run.member.kind}")):
            wanted = run.member.kind
    stop = row.empty()
    place = st.empty()
    if wanted:  # pressing anything ends this run
        stop.button(t("Stop"), icon=":material/stop:", key=key(page.name, "*stop"))

    def go_on() -> None:
        if not wanted:
            return
        place.markdown(_train(wanted, task, place))
        stop.empty()

    return go_on


def _train(kind: str, task: str, place: st.delta_generator.DeltaGenerator) -> str:
    """Train all seeds of a cell as they ship, with a progress bar for the first; what came of it."""
    of, name = family.recipe(task, FAMILY[kind].engine), t(FAMILY[kind].title)
    bar = place.progress(0.0, t("{cell}: starting …", cell=name))
    progress = None
    for progress in family.train(task, FAMILY[kind].engine, of.seed):
        right = "" if progress.accuracy is None else t(", {percent} % right", percent=f"{100 * progress.accuracy:.0f}")
        bar.progress(
            progress.step / of.steps,
            t(
                "{cell}, seed {seed}: update {step} of {steps}, loss {loss}{right}",
                cell=name,
                seed=of.seed,
                step=progress.step,
                steps=of.steps,
                loss=f"{progress.loss:.3f}",
                right=right,
            ),
        )
    assert progress is not None
    shipped = family.load(task, FAMILY[kind].engine, of.seed).network
    far = max(float(np.abs(weight - shipped.weights[name]).max()) for name, weight in progress.network.weights.items())
    return t(
        "**Trained here:** {cell}, seed {seed}, {steps} updates, loss {loss}. {same}",
        cell=name,
        seed=of.seed,
        steps=of.steps,
        loss=f"{progress.loss:.3f}",
        same=t("Every weight is that of the network that ships.")
        if not far
        else t(
            "Its weights differ from those of the network that ships by {far} at most: another machine.",
            far=f"{far:.0e}",
        ),
    )


def _compared(far: float) -> str:
    """How far its weights are from those that ship."""
    if not far:
        return t("Every weight is that of the network that ships.")
    return t("Its weights differ from those that ship by {far} at most: that was another machine.", far=f"{far:.0e}")
