"""The first page: what this is, a live example, and the doors to the lessons."""

import streamlit as st

from ui.lessons import LESSONS
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.view import mini_payload
from ui.stepper import stepper
from ui.words import language, prose, t

st.header(t("See inside a recurrent network, one timestep at a time"), anchor=False)
st.markdown(prose("start", "intro"))
st.markdown(prose("start", "example"))
run = make_run(StepSettings(length=20))
step, unit = run.place(run.settings)
stepper(mini_payload(run.settings, language()).at(step, unit), key="mini")
st.subheader(t("The lessons"), anchor=False)
for row in range(0, len(LESSONS), 3):
    for column, lesson in zip(st.columns(3), LESSONS[row : row + 3], strict=False):
        with column.container(border=True, height="stretch"):
            st.page_link(lesson.page, label=f"**{t(lesson.name)}**", icon=":material/arrow_forward:")
            st.markdown(t(lesson.door))
