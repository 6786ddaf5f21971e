"""The gradient laboratory: watch gradients vanish, explode, and be rescued."""

import dataclasses

import streamlit as st

from ui.lessons.gradients.controls import current, links, prediction, presenter_bar, scene_pills, sidebar
from ui.lessons.gradients.run import Curve, curves, many_curves
from ui.lessons.gradients.scenes import expand, is_scene
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.view import chapter, picture
from ui.look.cells import titles
from ui.settings.page import open_page
from ui.settings.parameters import without_place
from ui.stepper import Place, stepper
from ui.teaching.presenter import agree_with_frame
from ui.words import language, prose, t

page = open_page("gradients", GradientSettings)
if (expanded := expand(page.settings)) != page.settings:  # a link that gives little more than a scene's name
    page.put(expanded)
agree_with_frame(page.settings.present)
if not page.settings.present:
    with st.sidebar:
        sidebar(page.widgets)
settings = page.close()
if settings.scene and not is_scene(settings, settings.scene):
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
    presenter_bar(page)
else:
    st.header(t("Why gradients vanish, explode, and can be rescued"), anchor=False)
page.say_problems()
settings, found = page.draw(compute)

scene = current(settings)
if not (settings.present and settings.predict):  # the question says it
    st.markdown(scene.sentence if scene else t("Your own settings. Every scene below is one click away."))
if not settings.present:
    scene_pills(page)
covered = prediction(page.widgets, settings, found)


def remember(place: Place) -> None:
    """Keep where the browser rests: the step k of the cursor, and the step t where the product ends."""
    page.note_place(k=place.step + 1, t=place.unit + 1)


here = dataclasses.replace(settings, k=page.settings.k, t=page.settings.t)
on_top = picture(without_place(settings), covered, language()).at(*here.place())
stepper(on_top, key="gradients", on_rest=remember, link=("k", "t"))
if not (settings.present or covered):
    chapters = {
        "why": t("Why: the product"),
        "terms": t("BPTT, term by term"),
        "keep": t("What gates keep"),
        "remedies": t("Clipping and truncation"),
        "activations": t("Activation functions"),
    }
    which, cell = st.columns([3, 1])
    with which:
        page.widgets.switch("view", t("Look closer"), chapters)
    with cell:
        page.widgets.switch("focus", t("for cell"), titles())
    st.markdown(prose("gradients", settings.view))
    stepper(chapter(without_place(settings), language()).at(*here.place()), key="chapter")
    with st.expander(t("Read more: what this page shows, and what it does not say")):
        st.markdown(prose("gradients", "more"))
        st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
        links()
    st.caption(t("The address of this page is a link to exactly this picture."))
