"""The first page: what this is, a live example, and the doors to the lessons."""

import streamlit as st

from ui.step_run import StepSettings, make_run
from ui.step_view import mini_payload
from ui.stepper import stepper
from ui.text import language, prose, t

st.header(t("See inside a recurrent network, one timestep at a time"), anchor=False)
st.markdown(prose("start", "intro"))
st.markdown(prose("start", "example"))
run = make_run(StepSettings(length=20))
step, unit = run.place(run.settings)
stepper(mini_payload(run.settings, language()).at(step, unit), key="mini")
st.subheader(t("The lessons"), anchor=False)
with st.container(border=True):
    st.page_link("../pages/step_through.py", label=t("**Step through a cell**"), icon=":material/arrow_forward:")
    st.markdown(
        t(
            "An RNN, an LSTM or a GRU on a task it has learned, or on your own text or numbers: every gate, state and "
            "gradient, the equations with this step's numbers, and the sums behind them."
        )
    )
with st.container(border=True):
    st.page_link("../pages/compare_cells.py", label=t("**Compare cells**"), icon=":material/arrow_forward:")
    st.markdown(
        t(
            "LSTM, GRU and RNN on the same sequence under one cursor: who remembers for how long, which gates "
            "correspond, what each costs, and which of them learns a long gap."
        )
    )
