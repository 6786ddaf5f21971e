"""The page as one reads it at a desk: scene, question, the front of learning, and the learner in the sidebar."""

from collections.abc import Sequence

import streamlit as st

from ui.lessons.learning import jobs
from ui.lessons.learning.controls import sidebar
from ui.lessons.learning.own_column import own_column
from ui.lessons.learning.predictions import question, seeds_note
from ui.lessons.learning.recorded import recorded_job
from ui.lessons.learning.run import Learner, learners
from ui.lessons.learning.scenes import SCRIPT, scenes
from ui.lessons.learning.settings import LearningSettings
from ui.lessons.learning.view import show
from ui.settings.page import Page
from ui.teaching.predictions import asking, turn_at
from ui.teaching.reading import read_more
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import prose, say_problem, t


def at_the_desk(page: Page[LearningSettings], script_file: str) -> None:
    """Draw it all; `script_file` is the page's own."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(t("Watch it learn"), anchor=False, width="content")
        st.markdown(prose("learning", "read"), width="content")
    with st.sidebar:
        sidebar(page)
        begin = st.container()
    top = st.container(gap="xsmall")
    SCRIPT.close(page)
    page.say_problems()
    if problem := jobs.refusal():
        st.warning(say_problem(problem))
    settings, runs = page.draw(lambda wanted: learners(wanted, own_column()))
    courses = tuple(run.course for run in runs)
    finished = recorded_job(courses)
    job = jobs.trained_here(courses) or finished
    with begin:
        _begin(runs, trained=job is not None and job != finished, finished=finished is not None)
    shown = SCRIPT.current(settings)
    scene = next((scene for scene in scenes() if scene.name == shown), None)
    asked = question(shown) if scene and job == finished else None
    turn = turn_at(page, asked, hash(settings.of_the_runs)) if asked and settings.predict else None
    covered = turn is not None and settings.cover and not turn.revealed
    with top:
        scene_pills(page, SCRIPT, scenes())
        if scene:
            st.subheader(f"{scene.title}. {scene.sentence}", anchor=False)
    title, sentence = (scene.title, scene.sentence) if scene else (t("Watch it learn"), "")
    page.tell(title, sentence, covered=covered)
    with asking(turn, lambda: None, covered=covered):
        show(page, settings, runs, job, covered=covered)
    told = covered or (turn is not None and turn.revealed)  # the answer to the question says it
    if job == finished and not told and (note := seeds_note(shown)):
        st.markdown(note)
    if more := read_more(t("Read more: what this page shows, and what it does not say")):
        with more:
            st.markdown(prose("learning", "front_more"))
            st.markdown(prose("learning", f"{settings.task}_more"))
            st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
            scene_links(script_file, scenes())
    if finished:
        st.caption(t("The address of this page is a link to exactly this picture."))
    elif settings.task != "column":
        st.caption(t("The address of this page keeps the settings: who opens it can train the same run."))


def _begin(runs: Sequence[Learner], *, trained: bool, finished: bool) -> None:
    """Train what is chosen; go back to what was recorded."""
    courses = tuple(run.course for run in runs)
    again = t("Train again, live") if trained or finished else t("Train, live")
    st.button(
        again, type="primary", width="stretch", on_click=jobs.train, args=(courses,), icon=":material/model_training:"
    )
    if trained and finished:
        st.button(t("Show what was recorded"), width="stretch", on_click=jobs.forget, args=(courses,), type="tertiary")
    many = t("{updates} updates each, side by side", updates=courses[0].updates)
    st.caption(many if len(courses) > 1 else t("{updates} updates", updates=courses[0].updates))
