"""The family of cells: what each one added, and what that buys; any two side by side."""

from dataclasses import replace

import streamlit as st

from ui.lessons.cells.controls import pair_controls
from ui.lessons.cells.equations import difference_section
from ui.lessons.cells.run import make_pair
from ui.lessons.cells.settings import CellsSettings
from ui.lessons.cells.tree.component import tree
from ui.lessons.cells.view import pair_payload, pair_title, who
from ui.settings.page import open_page
from ui.stepper import Place, stepper
from ui.words import language, prose, t

page = open_page("cells", CellsSettings)
top, below = st.container(key="unrolled-family", gap="small"), st.container()
with below:
    title = st.container(gap=None)
    pair_controls(page.widgets)
page.close()


def choose(a: str, b: str) -> None:
    """Put two cells side by side."""
    page.put(replace(page.settings, a=a, b=b))


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    page.note_place(t=place.step + 1, unit=place.unit + 1)


with top:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(t("The family of recurrent cells"), anchor=False, width="content")
        st.markdown(prose("cells", "read"), width="content")
    drawn = st.container(gap=None)
page.say_problems()
settings, pair = page.draw(lambda wanted: make_pair(wanted.of_run))
with drawn:
    tree((settings.a, settings.b), choose)
with title:
    st.subheader(pair_title(pair), anchor=False)
with below, st.container(key="unrolled-pair", horizontal=True, gap="medium"):
    with st.container(key="unrolled-difference", gap="xsmall"):
        difference_section(pair)
    with st.container(key="unrolled-both", gap="xsmall"):
        if told := who(pair):
            st.caption(told)
        payload = pair_payload(settings.of_run, language(), settings.sums)
        stepper(payload.at(*pair.place(page.settings)), key="pair", on_rest=remember, link=("t", "unit"))
with st.expander(t("Read more: what this page shows, and what it does not say")):
    st.markdown(prose("cells", "more"))
st.caption(t("The address of this page is a link to exactly this picture."))
