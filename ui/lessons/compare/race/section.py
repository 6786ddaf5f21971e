"""The race on its page: the sentence over it, the belts, and beside them who learns which gap."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from ui.lessons.compare.race.component import race_component
from ui.lessons.compare.race.lanes import race
from ui.lessons.compare.race.sentences import headline
from ui.lessons.compare.run import Comparison
from ui.lessons.compare.sections.gap import gap_section, study_section
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import initialised, verdict
from ui.settings.page import Page
from ui.stepper import Place
from ui.words import t


def race_section(page: Page[CompareSettings], comparison: Comparison) -> Callable[[], None]:
    """The first thing on the page; returns what is to be called last (`gap_section`)."""
    shown = race(comparison.settings)

    def remember(place: Place) -> None:
        """Keep where the browser rests, counted from 1 as people do."""
        page.note_place(t=place.step + 1, unit=place.unit + 1)

    def another_gap(gap: int) -> None:
        page.put(at_gap(page.settings, gap, comparison.steps))

    gap = page.settings.gap
    step, unit = comparison.place(page.settings)
    with st.container(key="unrolled-race", gap="xsmall"):
        st.header(headline(shown), anchor=False)
        left, right = st.columns([5, 2], gap="medium")  # side by side where there is room: the style sheet says
        with left:
            race_component(shown, Place(step, unit), on_rest=remember, on_gap=another_gap)
        with right, st.container(gap="xsmall"):
            go_on = gap_section(page, gap)
            with st.container(horizontal=True, gap="small"):
                with st.popover(t("About the racers"), type="tertiary"):
                    st.markdown(f"{initialised(comparison)}\n\n{verdict(comparison)}")
                with st.popover(t("About the study"), type="tertiary"):
                    study_section(page, gap)
    return go_on


def at_gap(settings: CompareSettings, gap: int, steps: int) -> CompareSettings:
    """The settings at another gap, from a race over so many steps.

    Who looks at its end, at the answers, looks at those of the next one too; and what is changed below at a step that
    the next one does not have is changed at its last.
    """
    step = gap + 1 if settings.t >= steps else min(settings.t, gap + 1)
    return replace(settings, gap=gap, t=step, change=min(settings.change, gap + 1))
