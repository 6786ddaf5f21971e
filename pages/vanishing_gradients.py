"""The gradient laboratory: watch gradients vanish, explode, and be rescued."""

import dataclasses

import streamlit as st

from engine.learning.tasks import InputProblem
from ui.lessons.gradients.controls import PAGE, current, links, prediction, presenter_bar, put, scene_pills, sidebar
from ui.lessons.gradients.run import curves, many_curves
from ui.lessons.gradients.scenes import expand, is_scene
from ui.lessons.gradients.settings import SEEDS, GradientSettings
from ui.lessons.gradients.view import chapter, picture
from ui.settings.page import close_settings, keep_in_url, key, note_place, open_settings, switch
from ui.stepper import Place, stepper
from ui.words import language, prose, say_problem, t

opened = open_settings(GradientSettings, PAGE)
if (expanded := expand(opened.settings)) != opened.settings:  # a link that gives little more than a scene's name
    put(expanded)
if not st.session_state[key(PAGE, "present")]:
    with st.sidebar:
        sidebar()
settings = close_settings(GradientSettings, PAGE)
if settings.scene and not is_scene(settings, settings.scene):
    put(settings := dataclasses.replace(settings, scene=""))


def compute(wanted: GradientSettings) -> GradientSettings:
    """Compute the curves, showing how far it is where there are many runs; the settings that could be computed."""
    asked = wanted.computed()
    if asked.runs > 1 and st.session_state.get(key(PAGE, "*many")) != asked:
        bar = st.progress(0.0, t("Running {count} seeds …", count=SEEDS))
        many_curves(asked, lambda share: [bar.progress(share)].clear())
        bar.empty()
        st.session_state[key(PAGE, "*many")] = asked
    curves(asked)
    return wanted


if settings.present:
    presenter_bar(settings)
else:
    st.header(t("Why gradients vanish, explode, and can be rescued"), anchor=False)
for problem in opened.problems:
    st.warning(problem)
try:
    settings = compute(settings)
    st.session_state[key(PAGE, "*good")] = settings
except InputProblem as problem:
    st.warning(say_problem(problem))
    st.caption(t("Below is the last picture that could be drawn."))
    settings = compute(st.session_state.get(key(PAGE, "*good"), GradientSettings()))
keep_in_url(settings, PAGE)

scene = current(settings)
if not (settings.present and settings.predict):  # the question says it
    st.markdown(scene.sentence if scene else t("Your own settings. Every scene below is one click away."))
if not settings.present:
    scene_pills(settings)
covered = prediction(settings, curves(settings.computed()))


def remember(place: Place) -> None:
    """Keep where the browser rests: the step k of the cursor, and the step t where the product ends."""
    note_place(PAGE, k=place.step + 1, t=place.unit + 1)


kept = st.session_state[key(PAGE, "*kept")]
here = dataclasses.replace(settings, k=kept.k, t=kept.t)
on_top = picture(settings.without_place(), covered, language()).at(*here.place())
stepper(on_top, key="gradients", on_rest=remember, link=("k", "t"))
if settings.present or covered:
    st.stop()

chapters = {
    "why": t("Why: the product"),
    "terms": t("BPTT, term by term"),
    "keep": t("What gates keep"),
    "remedies": t("Clipping and truncation"),
    "activations": t("Activation functions"),
}
which, cell = st.columns([3, 1])
with which:
    switch(PAGE, "view", t("Look closer"), chapters)
with cell:
    switch(PAGE, "focus", t("at the"), {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"})
st.markdown(prose("gradients", settings.view))
stepper(chapter(settings.without_place(), language()).at(*here.place()), key="chapter")
with st.expander(t("Read more: what this page shows, and what it does not say")):
    st.markdown(prose("gradients", "more"))
    st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
    links()
st.caption(t("The address of this page is a link to exactly this picture."))
