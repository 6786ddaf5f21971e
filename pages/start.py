"""The first page: what this is, a live example, and the doors to the lessons."""

import streamlit as st

from ui.lessons import LESSONS
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StartSettings, StepSettings
from ui.lessons.step.view import mini_payload
from ui.settings.parameters import read
from ui.stepper import Guide, stepper
from ui.words import language, prose, t

settings, problems = read(StartSettings, st.query_params.to_dict())

st.header(t("See inside a recurrent network, one timestep at a time"), anchor=False)
for problem in problems:
    st.warning(problem)
st.markdown(prose("start", "intro"))
st.markdown(prose("start", "example"))
run = make_run(StepSettings(length=20))
step, unit = run.place(run.settings)
guide = Guide(settings.tour, "tour", "", on_turn=lambda beat: None)  # the address alone keeps it
stepper(mini_payload(run.settings, language()).at(step, unit), key="mini", guide=guide)
st.markdown(prose("start", "truth"))
st.subheader(t("The lessons"), anchor=False)
for row in range(0, len(LESSONS), 3):
    for column, lesson in zip(st.columns(3), LESSONS[row : row + 3], strict=False):
        with column.container(border=True, height="stretch"):
            st.page_link(lesson.page, label=f"**{t(lesson.name)}**", icon=":material/arrow_forward:")
            st.markdown(t(lesson.door))
