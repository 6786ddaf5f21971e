"""The page as one reads it at a desk: the tree, a scene or a pair of one's own, and what all of them learned."""

from dataclasses import replace

import streamlit as st

from ui.lessons.cells.controls import pair_controls
from ui.lessons.cells.equations import difference_section
from ui.lessons.cells.predictions import question
from ui.lessons.cells.run import make_pair, without_unknown_variant
from ui.lessons.cells.scenes import SCRIPT, scenes
from ui.lessons.cells.sections.learned import learned_section
from ui.lessons.cells.sections.search import search_section
from ui.lessons.cells.settings import CellsSettings
from ui.lessons.cells.tree.component import tree
from ui.lessons.cells.view import hold_links, pair_payload, pair_title, who
from ui.settings.page import Page
from ui.stepper import Place, stepper
from ui.teaching.predictions import asking, turn_at
from ui.teaching.reading import read_more
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import language, prose, t


def at_the_desk(page: Page[CellsSettings], script_file: str) -> None:
    """Draw it all; `script_file` is the page's own."""
    top, below = st.container(gap="small"), st.container()
    with below:
        title = st.container(gap="xsmall")
        pair_controls(page.widgets)
    SCRIPT.close(page, without_unknown_variant)

    def choose(a: str, b: str) -> None:
        """Put two cells side by side."""
        page.put(replace(page.settings, a=a, b=b, variant=""))

    def remember(place: Place) -> None:
        """Keep where the browser rests, counted from 1 as people do."""
        page.note_place(t=place.step + 1, unit=place.unit + 1)

    with top:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.header(t("The family of recurrent cells"), anchor=False, width="content")
            st.markdown(prose("cells", "read"), width="content")
        drawn = st.container(gap=None)
    page.say_problems()
    settings, pair = page.draw(lambda wanted: make_pair(wanted.of_run))
    with drawn:
        tree((settings.a, settings.b), choose)
    shown = SCRIPT.current(settings)
    scene = next((scene for scene in scenes() if scene.name == shown), None)
    asked = question(pair, shown)
    turn = turn_at(page, asked, hash(settings.of_run)) if asked and settings.predict else None
    covered = turn is not None and settings.cover and not turn.revealed
    with title:
        scene_pills(page, SCRIPT, scenes())
        st.subheader(f"{scene.title}. {scene.sentence}" if scene else pair_title(pair), anchor=False)
    page.tell(scene.title if scene else pair_title(pair), scene.sentence if scene else "")
    with below, st.container(key="unrolled-pair", horizontal=True, gap="medium"):
        difference = st.container(key="unrolled-difference", gap="xsmall")
        # First in time, though second in place: formulas can wait, the picture is waited for.
        with st.container(key="unrolled-both", gap="xsmall"):
            with asking(turn, lambda: None, covered=covered):
                if told := who(pair):
                    st.caption(told)
            payload = pair_payload(settings.of_run, language(), sums=settings.sums, covered=covered)
            stepper(payload.at(*pair.place(page.settings)), key="pair", on_rest=remember, link=("t", "unit"))
            if not covered:
                hold_links(pair)
        with difference:
            difference_section(pair)
    with st.container(key="unrolled-results", horizontal=True, gap="medium"):
        with st.container(key="unrolled-learned", gap="xsmall"):
            train_here = learned_section(page, pair)
        with st.container(key="unrolled-search", gap="xsmall"):
            search_section()
    if more := read_more(t("Read more: what this page shows, and what it does not say")):
        with more:
            st.markdown(prose("cells", "more"))
            st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
            scene_links(script_file, scenes())
    st.caption(t("The address of this page is a link to exactly this picture."))
    train_here()
