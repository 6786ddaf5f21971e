"""Step through a cell: every state, gate and gradient of one run, one timestep at a time."""

import streamlit as st

from engine.learning.tasks import InputProblem
from ui.lessons.step.controls import PAGE, step_controls
from ui.lessons.step.exports import to_csv, to_json, to_pytorch
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.view import badge, headline, step_payload, training_note
from ui.settings.page import close_settings, keep_in_url, key, note_place, open_settings
from ui.stepper import Place, stepper
from ui.words import language, prose, say_problem, t

opened = open_settings(StepSettings, PAGE)
with st.sidebar:
    step_controls()
settings = close_settings(StepSettings, PAGE)

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.header(t("Step through a cell"), anchor=False, width="content")
    check = st.empty()
if opened.problems:
    st.warning("\n\n".join(opened.problems))

try:
    run: Run = make_run(settings.without_place())
    st.session_state[key(PAGE, "*good")] = settings
except InputProblem as problem:
    st.warning(say_problem(problem))
    good = st.session_state.get(key(PAGE, "*good"))
    settings = good or StepSettings()
    st.caption(t("Below is the last picture that could be drawn.") if good else t("Below is the usual first picture."))
    run = make_run(settings.without_place())
keep_in_url(settings, PAGE)
st.markdown(headline(run))


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    note_place(PAGE, t=place.step + 1, unit=place.unit + 1)


step, unit = run.place(st.session_state[key(PAGE, "*kept")])
payload = step_payload(run.settings, language()).at(step, unit)
stepper(payload, key="stepper", on_rest=remember, link=("t", "unit"))
check.markdown(badge(run), width="content")
with st.expander(t("Read more: what you are looking at")):
    st.markdown(prose("step", run.settings.cell))
    st.markdown(training_note(run))
    st.markdown(prose("step", "gradients"))
with st.container(horizontal=True):
    name = f"unrolled-{settings.cell}-{settings.sequence}"
    st.download_button(t("Trace as CSV"), lambda: to_csv(run), f"{name}.csv", "text/csv", on_click="ignore")
    st.download_button(t("Trace as JSON"), lambda: to_json(run), f"{name}.json", "application/json", on_click="ignore")
    st.download_button(t("PyTorch code"), lambda: to_pytorch(run), f"{name}.py", "text/x-python", on_click="ignore")
st.caption(t("The address of this page is a link to exactly this picture: network, sequence, step and unit."))
