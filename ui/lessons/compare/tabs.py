"""What stands below the race: one idea at a time. Only the chosen one is computed and drawn."""

import streamlit as st

from ui.lessons.compare.run import Comparison
from ui.lessons.compare.sections.conventions import conventions
from ui.lessons.compare.sections.costs import costs
from ui.lessons.compare.sections.gates import gates
from ui.lessons.compare.sections.match import match
from ui.lessons.compare.sections.memory import memory
from ui.lessons.compare.settings import CompareSettings
from ui.settings.page import Page
from ui.words import t


def tabs(page: Page[CompareSettings], settings: CompareSettings, comparison: Comparison, change: int) -> None:
    """The choice of an idea, kept in the address, and what it shows of the `settings` that are on screen.

    `change` is the zero-based step whose input is changed where memory is measured.
    """
    widgets = page.widgets
    names = {
        "gates": t("What each gate does"),
        "conventions": t("Conventions of the GRU"),
        "memory": t("Memory, measured"),
        "costs": t("What it costs"),
        "match": t("A fair match"),
    }
    chosen = widgets.pills("tab", t("One idea at a time"), names, label_visibility="collapsed")
    with st.container(key="idea"):
        if chosen == "conventions":
            conventions(widgets, comparison)
        elif chosen == "memory":
            memory(widgets, comparison, change)
        elif chosen == "costs":
            costs(widgets, comparison)
        elif chosen == "match":
            match(widgets)
        else:
            gates(page, settings, comparison)
