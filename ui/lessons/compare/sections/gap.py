"""The long gap: how soon each cell learns it, from the shipped study, and the three cells trained here and now."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import streamlit as st

from engine.learning import gap_study
from engine.learning.gap_study import SOLVED, VARIANTS, GapStudy
from ui.lessons.compare.figures.gap import Line, steps_against_gap
from ui.lessons.compare.figures.learned import Learner, accuracy_against_gap, seeds_that_learned
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.study import KINDS, learned
from ui.lessons.compare.view import sentence_list
from ui.look.charts import Spec, show, spec
from ui.settings.page import Page
from ui.settings.widgets import key
from ui.words import language, prose, t

STARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"open": ("lstm_keep", "gru_keep", "rnn"), "plain": ("lstm", "gru", "rnn")}
)
FIRST_LIVE_SEED = 100  # none of the study's own
SLOW = 5  # times as many steps as the quickest
Live = list[tuple[str, int, int, float, int]]  # variant, gap, seed, accuracy, optimizer steps


def words() -> dict[str, str]:
    """What each variant is called on screen; b is the bias of the gate that keeps the memory."""
    return {
        "lstm_keep": t("LSTM, b = 3"),
        "gru_keep": t("GRU, b = 3"),
        "rnn": t("RNN"),
        "lstm": t("LSTM, b = 0"),
        "gru": t("GRU, default"),
    }


def gap_section(page: Page[CompareSettings], raced: int) -> Callable[[], None]:
    """Beside the race: who learns which gap, and the three trained here and now.

    Args:
        raced: the gap of the race. The study has some gaps only; the nearest of those is shown and trained.

    Returns:
        What trains, if somebody has asked for it: to be called once the rest of the page is drawn.
        It is no fragment: a run of the whole page can be interrupted, by Stop or anything else.
    """
    study = gap_study.load()
    gap = nearest(raced, study.setting.gaps)
    live: Live = st.session_state.setdefault(key(page.name, "*live"), [])
    st.markdown(t("**Who learns which gap?**"))
    st.caption(whose(study))
    chart = st.empty()
    _draw(chart, gap, live)
    st.caption(
        t(
            "Seeds of {count} that learned it ({percent} % right)",
            count=len(study.setting.seeds),
            percent=round(100 * SOLVED),
        )
    )
    show(st, _seeds_chart(gap, language()))
    start = page.widgets["start"]
    buttons = st.container(horizontal=True)
    place = st.container()
    seed = FIRST_LIVE_SEED + len({run[2] for run in live if run[1] == gap})
    label = t("Train the three here, at gap {gap}", gap=gap)
    pressed = buttons.button(label, icon=":material/play_arrow:", key=key(page.name, "*train"))
    stop = buttons.empty()
    told = place.empty()
    if pressed:  # pressing anything ends this run
        stop.button(t("Stop"), icon=":material/stop:", key=key(page.name, "*stop"))

    def tell() -> None:
        here = [run for run in live if run[1] == gap]
        if here:
            told.markdown(live_verdict(here))

    def go_on() -> None:
        if pressed:
            for variant in STARTS[start]:
                trained = _train(variant, gap, seed, study, place)
                live.append((variant, gap, seed, *trained))
                _draw(chart, gap, live)
            stop.empty()
        tell()

    tell()
    return go_on


def study_section(page: Page[CompareSettings], raced: int) -> None:
    """How soon each learned it, seed by seed, and how that was found."""
    study = gap_study.load()
    gap = nearest(raced, study.setting.gaps)
    st.markdown(prose("compare", "gap"))
    st.markdown(verdict(study, gap))
    show(st, _steps_chart(gap, tuple(st.session_state.get(key(page.name, "*live"), ())), language()))
    st.caption(how(study))


def nearest(gap: int, gaps: Sequence[int]) -> int:
    """The gap of the study that is nearest, by ratio."""
    return min(gaps, key=lambda one: abs(np.log(one / gap)))


def whose(study: GapStudy) -> str:
    """Whose accuracy this is: other networks than those in the race."""
    return t(
        "Not the racers: networks of {units} units, {count} seeds behind every point, at most {budget} updates each. "
        "Rings: single seeds.",
        units=study.setting.units,
        count=len(study.setting.seeds),
        budget=f"{study.setting.budget:,}",
    )


def learners(study: GapStudy) -> list[Learner]:
    """The study's variants as the figures show them."""
    gaps = study.setting.gaps
    called = {
        "lstm_keep": t("LSTM b=3"),
        "gru_keep": t("GRU b=3"),
        "rnn": t("RNN"),
        "lstm": t("LSTM b=0"),
        "gru": t("GRU b≈0"),
    }
    return [
        Learner(
            name,
            KINDS[name],
            called[name],
            name in ("lstm", "gru"),
            gaps,
            np.stack([study.runs(name, gap).accuracy for gap in gaps]),
            tuple(learned(study, name, gap) for gap in gaps),
        )
        for name in KINDS
    ]


def _draw(place: st.delta_generator.DeltaGenerator, gap: int, live: Live) -> None:
    show(place, _accuracy_chart(gap, tuple(live), language()))


@st.cache_data(max_entries=32, show_spinner=False)
def _accuracy_chart(gap: int, live: tuple[tuple[str, int, int, float, int], ...], language: str) -> Spec:
    """The chart in the words of `language`, the session's."""
    trained = [(KINDS[variant], at, accuracy) for variant, at, _, accuracy, _ in live]
    return spec(lambda: accuracy_against_gap(learners(gap_study.load()), chosen=gap, live=trained, t=t))


@st.cache_data(max_entries=32, show_spinner=False)
def _seeds_chart(gap: int, language: str) -> Spec:
    found = learners(gap_study.load())
    return spec(lambda: seeds_that_learned(found, {one.name: one.called for one in found}, chosen=gap, t=t))


@st.cache_data(max_entries=32, show_spinner=False)
def _steps_chart(gap: int, live: tuple[tuple[str, int, int, float, int], ...], language: str) -> Spec:
    """The chart in the words of `language`, the session's."""
    study = gap_study.load()
    gaps = study.setting.gaps
    lines = [Line(name, at, study.runs(name, at).steps, study.runs(name, at).solved) for at in gaps for name in KINDS]
    trained = [
        Line(variant, at, np.array([steps]), np.array([accuracy >= SOLVED])) for variant, at, _, accuracy, steps in live
    ]
    return spec(
        lambda: steps_against_gap(
            lines, gaps, words(), KINDS, budget=study.setting.budget, chosen=gap, live=trained, t=t
        )
    )


def how(study: GapStudy) -> str:
    """What was tried, so that the points can be judged, and the command that makes them anew."""
    setting = study.setting
    return t(
        "Every point is a network of {units} units trained from one seed ({count} seeds for every row, {first} to "
        "{last}), by Adam with {batch} new sequences in each step, for at most {budget} steps. Every {every} it was "
        "tested: on its last batch, and if that was all correct, on {held_out} other sequences. Disc: it has learned; "
        "cross: not within {budget}, which is not never; larger: several seeds. Learning rate {rates}: whichever a "
        "pilot learned with more often, then sooner, from {pilots} other seeds and on other sequences (the shorter "
        "gap's, if the pilot learned with none in {pilot_budget} steps). `python -m engine.learning.gap_study` makes "
        "these results anew.",
        units=setting.units,
        count=len(setting.seeds),
        first=min(setting.seeds),
        last=max(setting.seeds),
        batch=setting.batch,
        budget=f"{setting.budget:,}",
        every=gap_study.CHECK_EVERY,
        held_out=gap_study.HELD_OUT,
        rates=t(" or ").join(f"{rate:g}" for rate in setting.rates),
        pilots=len(setting.pilot_seeds),
        pilot_budget=f"{setting.pilot_budget:,}",
    )


def _train(
    variant: str, gap: int, seed: int, study: GapStudy, place: st.delta_generator.DeltaGenerator
) -> tuple[float, int]:
    """Train one cell with a progress bar. Streamlit ends the loop when somebody presses Stop or anything else."""
    name = words()[variant]
    recipe = gap_study.recipe(VARIANTS[variant], gap, seed, study.rate(variant, gap), study.setting)
    bar = place.progress(0.0, t("{cell}: starting …", cell=name))
    accuracy, steps = 0.0, 0
    for checked in gap_study.run(recipe, every=5):
        accuracy, steps = checked.accuracy, checked.progress.step
        bar.progress(
            1.0 if checked.done else steps / recipe.steps,
            t(
                "{cell}, seed {seed}: step {step} of at most {steps}, loss {loss}, {percent} % correct",
                cell=name,
                seed=seed,
                step=steps,
                steps=f"{recipe.steps:,}",
                loss=f"{checked.progress.loss:.3f}",
                percent=f"{100 * accuracy:.0f}",
            ),
        )
    return accuracy, steps


def verdict(study: GapStudy, gap: int) -> str:
    """Of how many seeds each variant learned this gap, how soon, and who is slow rather than unable."""
    setting, names = study.setting, words()
    count, budget = len(setting.seeds), f"{setting.budget:,}"
    medians = {name: median for name in KINDS if (median := _median(study, name, gap)) is not None}
    solved = {name: learned(study, name, gap) for name in KINDS}
    parts = [
        t(
            "{cell}: **{solved}**, after {steps} steps",
            cell=names[name],
            solved=solved[name],
            steps=f"{medians[name]:,.0f}",
        )
        if name in medians
        else t("{cell}: **0**", cell=names[name])
        for name in KINDS
    ]
    said = [
        t(
            "**At a gap of {gap}**, seeds of {count} that learned it within {budget} optimizer steps, and the median "
            "of those: {parts}.",
            gap=gap,
            count=count,
            budget=budget,
            parts="; ".join(parts),
        )
    ]
    none = [names[name] for name in KINDS if not solved[name]]
    if len(none) == len(KINDS):
        said.append(t("None learns it within this budget, which does not say that none ever would."))
    elif none:
        said.append(
            t("Not within {budget} steps, which is not never: {none}.", budget=budget, none=sentence_list(none))
        )
    quickest = min(medians.values(), default=0.0)
    slow = [names[name] for name, median in medians.items() if median >= SLOW * quickest]
    if slow:
        said.append(
            t(
                "Slow, with {times} times the steps of the quickest or more, but not unable: {slow}.",
                times=SLOW,
                slow=sentence_list(slow),
            )
        )
    some = [names[name] for name in KINDS if 0 < solved[name] < count]
    if some:
        said.append(t("The seed decides, within this budget, for {some}.", some=sentence_list(some)))
    if all(number == count for number in solved.values()):
        said.append(t("Every cell learns it, from every seed."))
    return " ".join(said)


def _median(study: GapStudy, variant: str, gap: int) -> float | None:
    """The median optimizer steps of the seeds that learned it."""
    runs = study.runs(variant, gap)
    return float(np.median(runs.steps[runs.solved])) if runs.solved.any() else None


def live_verdict(live: Live) -> str:
    """What was trained here at this gap, run by run."""
    names = words()
    lines = []
    for variant in dict.fromkeys(run[0] for run in live):
        runs = [run for run in live if run[0] == variant]
        lines.append(
            t(
                "{cell}: {percents} % correct after {steps} steps",
                cell=names[variant],
                percents=" / ".join(f"{100 * run[3]:.0f}" for run in runs),
                steps=" / ".join(f"{run[4]:,}" for run in runs),
            )
        )
    seeds = ", ".join(str(seed) for seed in dict.fromkeys(run[2] for run in live))
    return t(
        "**Trained here** (◇; seeds {seeds}). {runs}. Each press trains one more seed.",
        seeds=seeds,
        runs="; ".join(lines),
    )
