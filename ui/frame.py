"""The frame around every page: its title, its icon, and the way from page to page. Runs on every full rerun."""

from pathlib import Path

import streamlit as st

from ui.words import t

st.set_page_config(
    page_title="Unrolled",
    page_icon=str(Path(__file__).parent / "icon.svg"),  # a local file: a material icon would be fetched from outside
    layout="wide",
    initial_sidebar_state="auto",
)
page = st.navigation(
    [
        st.Page("../pages/start.py", title=t("Start"), default=True),
        st.Page("../pages/step_through.py", title=t("Step through"), url_path="step"),
        st.Page("../pages/vanishing_gradients.py", title=t("Vanishing gradients"), url_path="gradients"),
        st.Page("../pages/compare_cells.py", title=t("Compare cells"), url_path="compare"),
    ],
    position="hidden" if st.query_params.get("present") == "1" else "top",  # a lecture hall sees the picture alone
)
st.session_state["*came_from"] = st.session_state.get("*here")
st.session_state["*here"] = page.url_path
page.run()
