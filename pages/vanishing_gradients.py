"""The gradient laboratory: watch gradients vanish, explode, and be rescued."""

import dataclasses

import streamlit as st

from ui.lessons.gradients.controls import chapter_choice, sidebar
from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import Curve, curves, many_curves
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.view import chapter, picture
from ui.lessons.gradients.words import told_of
from ui.settings.page import open_page
from ui.settings.parameters import without_place
from ui.stepper import Place, stepper, stepper_below
from ui.teaching.predictions import ask
from ui.teaching.presenter import agree_with_frame, presenter_bar
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import language, prose, t

page = open_page("gradients", GradientSettings)
if (expanded := SCRIPT.expand(page.settings)) != page.settings:  # a link that gives little more than a scene's name
    page.put(expanded)
agree_with_frame(page.settings.present)
if not page.settings.present:
    with st.sidebar:
        sidebar(page.widgets)
settings = page.close()
if settings.scene and not SCRIPT.is_scene(settings, settings.scene):
    page.put(dataclasses.replace(settings, scene=""))


def compute(wanted: GradientSettings) -> tuple[Curve, ...]:
    """The curves, showing how far they are where there are many runs."""
    asked = wanted.computed()
    if asked.runs > 1 and st.session_state.get("gradients.*many") != asked:
        bar = st.progress(0.0, t("Running {count} seeds …", count=asked.runs))
        many_curves(asked, lambda share: [bar.progress(share)].clear())
        bar.empty()
        st.session_state["gradients.*many"] = asked
    return curves(asked)


if settings.present:
    presenter_bar(page, SCRIPT, scenes())
else:
    st.header(t("Why gradients vanish, explode, and can be rescued"), anchor=False)
page.say_problems()
settings, found = page.draw(compute)

shown = SCRIPT.current(settings)
scene = next((scene for scene in scenes() if scene.name == shown), None)
if not (settings.present and settings.predict):  # the question says it
    st.markdown(scene.sentence if scene else t("Your own settings. Every scene below is one click away."))
if not settings.present:
    scene_pills(page, SCRIPT, scenes())
covered = settings.predict and ask(page, settings, question(settings, found), hash(settings.computed()))


def remember(place: Place) -> None:
    """Keep where the browser rests: the step k of the cursor, and the step t where the product ends."""
    page.note_place(k=place.step + 1, t=place.unit + 1)


here = dataclasses.replace(settings, k=page.settings.k, t=page.settings.t)
on_top = picture(without_place(settings), covered, language()).at(*here.place())
stepper(on_top, key="gradients", on_rest=remember, link=("k", "t"))
if not (settings.present or covered):
    chapter_choice(page.widgets)
    if settings.runs > 1:
        st.caption(t("Above: {many}. Here: {one}.", many=told_of(settings), one=told_of(settings, one=True)))
    st.markdown(prose("gradients", settings.view))
    below = without_place(settings)
    stepper_below("gradients", on_top.key, lambda: chapter(below, language()).at(*here.place()), key="chapter")
    with st.expander(t("Read more: what this page shows, and what it does not say")):
        st.markdown(prose("gradients", "more"))
        st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
        scene_links(__file__, scenes())
    st.caption(t("The address of this page is a link to exactly this picture."))
