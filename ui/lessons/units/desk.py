"""The page as one reads it at a desk: scene, question, the picture, and what is looked for in the sidebar."""

import streamlit as st

from ui.lessons.units.controls import questions, sidebar
from ui.lessons.units.predictions import question
from ui.lessons.units.run import about, asked
from ui.lessons.units.scenes import SCRIPT, scenes
from ui.lessons.units.settings import UnitsSettings
from ui.lessons.units.view import show
from ui.settings.page import Page
from ui.teaching.predictions import asking, turn_at
from ui.teaching.reading import read_more
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import prose, t


def at_the_desk(page: Page[UnitsSettings], script_file: str) -> None:
    """Draw it all; `script_file` is the page's own."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(t("What units know"), anchor=False, width="content")
        st.markdown(prose("units", "read"), width="content")
    with st.sidebar:
        sidebar(page)
        told = st.container()
    top = st.container(gap="xsmall")
    SCRIPT.close(page)
    page.say_problems()
    settings, found = page.draw(asked)
    with told:
        st.caption(about(found))
    shown = SCRIPT.current(settings)
    scene = next((scene for scene in scenes() if scene.name == shown), None)
    put = question(shown) if scene else None
    turn = turn_at(page, put, hash(shown)) if put and settings.predict else None
    covered = turn is not None and settings.cover and not turn.revealed
    with top:
        scene_pills(page, SCRIPT, scenes())
        if scene:
            st.subheader(f"{scene.title}. {scene.sentence}", anchor=False)
    page.tell(scene.title if scene else questions()[settings.know], scene.sentence if scene else "", covered=covered)
    with asking(turn, lambda: None, covered=covered):
        show(page, settings, found, covered=covered)
    if more := read_more(t("Read more: what is measured here, and what it does not say")):
        with more:
            st.markdown(prose("units", f"{settings.know}_more"))
            st.markdown(prose("units", "more"))
            st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
            scene_links(script_file, scenes())
    st.caption(t("The address of this page is a link to exactly this picture."))
