"""A model of somebody's own: its layers, what their weights say, and every step of a run."""

from functools import partial

import streamlit as st

from ui.lessons.own.controls import answer_controls, data_controls, layer_controls
from ui.lessons.own.session import forget, model, open_model, problem, take
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.view import about, badge, drawn, headline, payload, unclear, weights_section
from ui.settings.page import open_page
from ui.stepper import Place, once_drawn, stepper
from ui.words import prose, say_problem, t

MEGABYTES = 64

page = open_page("own", OwnSettings)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.header(t("A model of your own"), anchor=False, width="content")
    st.markdown(prose("own", "read"), width="content")
dropped = st.file_uploader(
    t("Weights: safetensors, a state dict of PyTorch (.pt, .pth), or .npz, at most {limit} MB", limit=MEGABYTES),
    max_upload_size=MEGABYTES,
    key="own.*file.model",
)
if take("model", dropped, open_model):
    page.put(OwnSettings())
refused = problem("model")
if refused is not None:
    st.warning(say_problem(refused))
given = model()


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    page.note_place(t=place.step + 1, unit=place.unit + 1)


with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(headline(given), width="content")
    if given.file:
        st.button(t("Back to the example"), on_click=forget)
unclear(given)
if given.found.layers:
    with st.sidebar:
        layer = layer_controls(given, page.widgets)
        data_controls(layer, page.widgets)
        answer_controls(given, layer, page.widgets)
    page.close()
    page.say_problems()
    weights_section(layer, page.settings)
    run = drawn(page, given)
    if run is not None:
        page.tell(t("A model of your own"), about(run))
        shown = payload(run, page.settings)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(about(run), width="content")
            once_drawn("own", shown.key, partial(badge, run), key="own.*badge")
        stepper(shown, key="own", on_rest=remember, link=("t", "unit"))
st.caption(prose("own", "private"))
with st.expander(t("Read more: which files, and what is computed")):
    st.markdown(prose("own", "more"))
