"""The long gap: accuracy against the gap from shipped results, and the three cells trained here and now."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import streamlit as st

from engine.learning import gap_study
from engine.learning.gap_study import VARIANTS, GapStudy
from ui.lessons.compare.figures.statistics import accuracy_against_gap
from ui.lessons.compare.view import sentence_list
from ui.look.charts import Spec, show, spec
from ui.settings.widgets import Widgets, key
from ui.words import language, prose, t

KINDS: Mapping[str, str] = MappingProxyType(
    {"lstm_keep": "lstm", "gru_keep": "gru", "rnn": "rnn", "lstm": "lstm", "gru": "gru"}
)
STARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"open": ("lstm_keep", "gru_keep", "rnn"), "plain": ("lstm", "gru", "rnn")}
)
FIRST_LIVE_SEED = 100  # none of the study's own
Live = list[tuple[str, int, int, float, int]]  # variant, gap, seed, accuracy, optimizer steps


def words() -> dict[str, str]:
    """What each variant is called on screen."""
    return {
        "lstm_keep": t("LSTM with forget bias 3"),
        "gru_keep": t("GRU with update bias 3"),
        "rnn": t("RNN"),
        "lstm": t("LSTM with forget bias 0"),
        "gru": t("GRU as PyTorch draws it"),
    }


def gap_section(widgets: Widgets) -> None:
    """The last chapter. It is no fragment: a run of the whole page can be interrupted, by Stop or anything else."""
    st.subheader(t("The long gap"), anchor=False)
    st.markdown(prose("compare", "gap"))
    study = gap_study.load()
    gap = int(widgets.ladder("long", t("Gap, in letters")))
    st.markdown(verdict(study, gap))
    live: Live = st.session_state.setdefault(key(widgets.page, "*live"), [])
    chart = st.empty()
    _draw(chart, study, gap, live)
    st.caption(
        t(
            "{units} units, {budget} optimizer steps at most, {batch} new sequences in each, seeds {first} to {last}: "
            "the same for all; learning rate {rates}, whichever did better. Point: mean; bar: worst to best seed. "
            "`python -m engine.learning.gap_study` makes these results anew.",
            rates=t(" or ").join(f"{rate:g}" for rate in study.rates),
            units=study.units,
            budget=study.budget,
            batch=study.batch,
            first=min(study.seeds),
            last=max(study.seeds),
        )
    )
    start = widgets["start"]
    buttons = st.container(horizontal=True)
    place = st.container()
    seed = FIRST_LIVE_SEED + len({run[2] for run in live if run[1] == gap})
    label = t("Train the three here, at gap {gap}", gap=gap)
    if buttons.button(label, icon=":material/play_arrow:", key=key(widgets.page, "*train")):
        stop = buttons.empty()
        stop.button(
            t("Stop"), icon=":material/stop:", key=key(widgets.page, "*stop")
        )  # pressing anything ends this run
        for variant in STARTS[start]:
            trained = _train(variant, gap, seed, study, place)
            live.append((variant, gap, seed, *trained))
            _draw(chart, study, gap, live)
        stop.empty()
    here = [run for run in live if run[1] == gap]
    if here:
        place.markdown(live_verdict(here))


def _draw(place: st.delta_generator.DeltaGenerator, study: GapStudy, gap: int, live: Live) -> None:
    show(place, _gap_chart(gap, tuple((variant, at, value) for variant, at, _, value, _ in live), language()))


@st.cache_data(max_entries=32, show_spinner=False)
def _gap_chart(gap: int, live: tuple[tuple[str, int, float], ...], language: str) -> Spec:
    """The chart in the words of `language`, the session's."""
    study = gap_study.load()
    accuracy = {name: study.accuracy(name) for name in KINDS}
    return spec(lambda: accuracy_against_gap(accuracy, study.gaps, words(), KINDS, chosen=gap, live=live, t=t))


def _train(
    variant: str, gap: int, seed: int, study: GapStudy, place: st.delta_generator.DeltaGenerator
) -> tuple[float, int]:
    """Train one cell with a progress bar. Streamlit ends the loop when somebody presses Stop or anything else."""
    name = words()[variant]
    rate = study.rates[study.best_rate(variant)[study.gaps.index(gap)]]
    recipe = gap_study.recipe(VARIANTS[variant], gap, seed, rate, study.units, study.budget)
    bar = place.progress(0.0, t("{cell}: starting …", cell=name))
    accuracy, steps = 0.0, 0
    for checked in gap_study.run(recipe, every=5):
        accuracy, steps = checked.accuracy, checked.progress.step
        bar.progress(
            1.0 if checked.done else steps / recipe.steps,
            t(
                "{cell}, seed {seed}: step {step} of {steps}, loss {loss}, {percent} % right",
                cell=name,
                seed=seed,
                step=steps,
                steps=recipe.steps,
                loss=f"{checked.progress.loss:.3f}",
                percent=f"{100 * accuracy:.0f}",
            ),
        )
    return accuracy, steps


def verdict(study: GapStudy, gap: int) -> str:
    """Of how many seeds each variant solved this gap, and what that says about the cells."""
    row = study.gaps.index(gap)
    solved = {name: int(study.solved(name)[row]) for name in KINDS}
    count = len(study.seeds)
    said = t(
        "**At a gap of {gap}**, seeds that learned it (of {count}): {parts}.",
        gap=gap,
        count=count,
        parts=sentence_list([f"{words()[name]}: **{number}**" for name, number in solved.items()]),
    )
    always = [words()[name] for name, number in solved.items() if number == count]
    never = [words()[name] for name, number in solved.items() if number == 0]
    if len(always) == len(solved):
        return said + " " + t("Every cell learns it.")
    if len(never) == len(solved):
        return said + " " + t("None learns it within this budget.")
    if always and never:
        said += " " + t(
            "{always} always, {never} never: that is no accident of a seed.",
            always=sentence_list(always),
            never=sentence_list(never),
        )
    some = [words()[name] for name, number in solved.items() if 0 < number < count]
    if some:
        said += " " + t(
            "For {some} the seed decides: a difference from its neighbours is within the spread.",
            some=sentence_list(some),
        )
    return said


def live_verdict(live: Live) -> str:
    """What was trained here at this gap, run by run."""
    names = words()
    lines = []
    for variant in dict.fromkeys(run[0] for run in live):
        runs = [run for run in live if run[0] == variant]
        values = np.array([run[3] for run in runs])
        lines.append(
            t(
                "{cell}: {percents} % right after {steps} steps",
                cell=names[variant],
                percents=" / ".join(f"{100 * value:.0f}" for value in values),
                steps=" / ".join(str(run[4]) for run in runs),
            )
        )
    many = t("Each press trains one more seed.")
    return t("**Trained here.** {runs}. {many}", runs="; ".join(lines), many=many)
