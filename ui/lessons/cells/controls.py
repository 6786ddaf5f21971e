"""The widgets of the lesson: which two cells, on what, and which networks."""

import streamlit as st

from ui.lessons.cells.family import FAMILY
from ui.lessons.cells.settings import TASKS
from ui.settings.widgets import Widgets
from ui.words import t


def task_names() -> dict[str, str]:
    """Every task of the lesson in a few words."""
    names = {
        "latch": t("Keep and overwrite a bit"),
        "count": t("Count since the last reset"),
        "toggle": t("Flip at every flag"),
        "first": t("Recall over a gap"),
    }
    return {task: names[task] for task in TASKS}


def pair_controls(widgets: Widgets) -> None:
    """In one row: both cells, the task, and what else there is to set."""
    names = {kind: t(member.title) for kind, member in FAMILY.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        widgets.pick("a", t("First cell"), names, st.container(width=190))
        widgets.pick("b", t("Second cell"), names, st.container(width=190))
        widgets.pick("task", t("Task"), task_names(), st.container(width=230))
        with st.popover(t("More settings"), icon=":material/tune:"):
            _more(widgets)


def _more(widgets: Widgets) -> None:
    network = widgets.switch("network", t("Networks"), {"trained": t("Trained"), "fresh": t("Fresh")})
    left, right = st.columns(2)
    widgets.whole("length", t("Steps"), left)
    widgets.whole("data_seed", t("Sequence seed"), right)
    widgets.whole("seed", t("Network seed"), left)
    if network == "fresh":
        widgets.whole("units", t("Units"), right)
        equal = {"units": t("units"), "parameters": t("parameters")}
        widgets.switch("equal", t("Equal"), equal)
    if widgets["predict"]:
        widgets.toggle("cover", t("Predict each scene first"))
    widgets.toggle("sums", t("Equations with the numbers of the step"))
