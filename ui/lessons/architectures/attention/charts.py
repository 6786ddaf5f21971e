"""Below the graph: the two charts, and what they say in their own numbers."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from engine.cells.base import Array
from engine.learning import date_networks, pull_study
from ui.lessons.architectures.attention.figures import limits_of, pulls_by_position, right_by_filler
from ui.lessons.architectures.attention.run import DateRun
from ui.lessons.architectures.attention.telling import rough
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.look.charts import Spec, show, spec
from ui.settings.page import Page
from ui.words import language, t


def network_names() -> dict[str, str]:
    """What each network is called, with how it was trained."""
    return {
        name: t("attention, {units} units, {steps} steps", units=recipe.units, steps=recipe.steps)
        if recipe.attention
        else t("fixed vector, {units} units, {steps} steps", units=recipe.units, steps=recipe.steps)
        for name, recipe in date_networks.SHELF.recipes.items()
    }


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: DateRun) -> None:
    """The two charts, and what they do and do not say."""
    left, right = st.columns([13, 9], gap="large")
    rival = settings.writer if settings.writer != "attention" else "fixed"
    with left:
        st.subheader(t("How strongly the last written digit pulls on each encoder state"), anchor=False)
        apart = page.widgets.toggle("apart", t("With attention alone, its two ways apart"))
        titles = (t("before training"), t("after training"))
        for place, title, chart in zip(st.columns(2), titles, _pulls_charts(rival, apart, language()), strict=True):
            place.markdown(f"**{title}**, ‖∂L/∂h‖")
            show(place, chart)
        st.caption(_pulls_told(rival, apart=apart))
    with right:
        st.subheader(t("Dates written without a mistake"), anchor=False)
        show(st, _accuracies_chart(settings.writer, language()))
        st.caption(_accuracies_told())


@st.cache_data(max_entries=32, show_spinner=False)
def _pulls_charts(rival: str, apart: bool, language: str) -> tuple[Spec, ...]:
    found = pull_study.load()
    lines = []
    for when in ("before", "after"):
        attention = getattr(found["attention"], when)
        lines.append(
            {"through": attention["attention"], "end_states": attention["end_states"]}
            if apart
            else {"attention": attention["total"], "fixed": getattr(found[rival], when)["total"]}
        )
    limits = limits_of(*lines)

    def chart(line: Mapping[str, Array]) -> Spec:
        return spec(lambda: pulls_by_position(line, limits, pull_study.LONGEST_DATE, t=t))

    return tuple(map(chart, lines))


@st.cache_data(max_entries=16, show_spinner=False)
def _accuracies_chart(chosen: str, language: str) -> Spec:
    accuracies = {name: date_networks.load(name).accuracies for name in date_networks.names()}
    met = date_networks.SHELF.recipes["attention"].filler
    return spec(lambda: right_by_filler(accuracies, network_names(), met, chosen, t=t))


def _pulls_told(rival: str, *, apart: bool) -> str:
    """What the chart shows, in its own numbers."""
    found = pull_study.load()
    looking, fixed = found["attention"], found[rival]
    how = t(
        "The loss on the last letter alone; ‖∂L/∂h_k‖ divided by ‖∂L/∂logits‖; geometric mean of {count} unseen dates, "
        "each with filler up to {steps} letters.",
        count=pull_study.DATES,
        steps=pull_study.STEPS,
    )
    if apart:
        share = float((looking.after["end_states"] / looking.after["attention"]).max())
        said = t(
            "After training, what comes through the end states is at most {share} of what comes through attention.",
            share=rough(share),
        )
    else:
        ends, middle = fixed.before["total"].max(), fixed.before["total"].min()
        said = t(
            "Before training, the fixed vector's gradient falls from {ends} at the ends to {middle} between them: "
            "it comes from both ends. With attention it lies between {low} and {high} everywhere. After training the "
            "fixed vector has no such valley: its least is {least}.",
            ends=rough(ends), middle=rough(middle), low=rough(looking.before["total"].min()),
            high=rough(looking.before["total"].max()), least=rough(fixed.after["total"].min()),
        )  # fmt: skip
    return f"{how} {said} {t('One seed stands behind each network.')}"


def _accuracies_told() -> str:
    writers = [date_networks.load(name) for name in date_networks.names()]
    said = [
        t("{network}: {none} without filler, {most} with {longest} letters", network=name,
          none=percent(writer.accuracies[0]), most=percent(writer.accuracies[longest]), longest=longest)
        for writer, name in zip(writers, network_names().values(), strict=True)
        for longest in (max(writer.accuracies),)
    ]  # fmt: skip
    return "{} {} {}".format(
        t("Of {count} new dates each.", count=date_networks.MEASURED_ON),
        "; ".join(said) + ".",
        t("One seed stands behind each: more steps or more units help a fixed vector, too."),
    )
