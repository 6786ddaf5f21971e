"""The first page: what this is, a live example, and the doors to the lessons."""

import streamlit as st

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
doors = {
    "../pages/step_through.py": (
        t("**Step through a cell**"),
        t(
            "An RNN, an LSTM or a GRU on a task it has learned, or on your own text or numbers: every gate, state and "
            "gradient, the equations with this step's numbers, and the sums behind them."
        ),
    ),
    "../pages/vanishing_gradients.py": (
        t("**Why gradients vanish**"),
        t(
            "The true gradient through time for all cells at once: why it shrinks or explodes, what each remedy does, "
            "questions to predict first, and a view for the lecture hall."
        ),
    ),
    "../pages/compare_cells.py": (
        t("**Compare cells**"),
        t(
            "LSTM, GRU and RNN on the same sequence under one cursor: who remembers for how long, which gates "
            "correspond, what each costs, and which of them learns a long gap."
        ),
    ),
}
for column, (page, (name, what)) in zip(st.columns(3), doors.items(), strict=True):
    with column.container(border=True, height="stretch"):
        st.page_link(page, label=name, icon=":material/arrow_forward:")
        st.markdown(what)
