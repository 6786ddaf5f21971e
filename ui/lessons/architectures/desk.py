"""The page as one reads it at a desk: the row of pictograms, and the chosen view with question, settings, picture."""

from dataclasses import replace

import streamlit as st

from ui.lessons.architectures.checked import check
from ui.lessons.architectures.chooser.component import chooser
from ui.lessons.architectures.scenes import SCRIPT, scenes, scenes_of
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.view import usual_of
from ui.lessons.architectures.views import VIEWS
from ui.runs.agreement import agreement
from ui.settings.page import Page
from ui.teaching.predictions import asking, turn_at
from ui.teaching.reading import read_more
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import prose, t


def at_the_desk(page: Page[ArchitecturesSettings], script_file: str) -> None:
    """Draw it all; `script_file` is the page's own."""

    def choose(view: str) -> None:
        """Another view, as it is usually found."""
        page.put(replace(page.settings, view=view, scene="", t=0, box=0))

    with st.container(gap="xsmall"):  # tight: below it, the whole picture is to be on the screen
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.header(t("Architectures"), anchor=False, width="content")
            st.markdown(prose("architectures", "read"), width="content")
        chooser(VIEWS, page.settings.view, choose, label=t("How cells are put together"))
        top = st.container(gap="xsmall")
        view = VIEWS[page.settings.view]
        view.controls(page.widgets)
    SCRIPT.close(page)
    page.say_problems()
    settings, run = page.draw(
        lambda wanted: VIEWS[wanted.view].make(VIEWS[wanted.view].of_run(wanted)), usual_of(page.settings)
    )
    view = VIEWS[settings.view]
    shown = SCRIPT.current(settings)
    scene = next((scene for scene in scenes() if scene.name == shown), None)
    asked = view.question(settings, run)
    turn = turn_at(page, asked, hash(view.of_run(settings))) if asked and settings.predict else None
    covered = turn is not None and settings.cover and not turn.revealed
    with top:
        if own := scenes_of(view.name):
            scene_pills(page, SCRIPT, own)
        st.subheader(f"{scene.title}. {scene.sentence}" if scene else t(view.sentence), anchor=False)
    page.tell(scene.title if scene else t("Architectures"), scene.sentence if scene else t(view.sentence))
    with asking(turn, lambda: None, covered=covered):
        view.show(page, settings, run, covered)
    checked = st.container()
    if not covered:
        view.below(page, settings, run)
    if more := read_more(t("Read more: what this page shows, and what it does not say")):
        with more:
            st.markdown(prose("architectures", f"{view.name}_more"))
            st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
            scene_links(script_file, scenes())
    st.caption(t("The address of this page is a link to exactly this picture."))
    if not covered:  # at the end: the picture is on its way by now, and does not wait for torch
        checked.markdown(agreement(check(view.of_run(settings))))
