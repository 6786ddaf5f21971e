"""How the page begins: a place for a file, and what stands there now, a model that was dropped or an example."""

import streamlit as st

from ui.lessons.own.controls import MODEL_MB
from ui.lessons.own.examples import begin, example_controls, said
from ui.lessons.own.session import AWAITED, Model, forget, kept, let_go_of_chosen, open_model, problem, take
from ui.lessons.own.settings import DROPPED, OwnSettings
from ui.lessons.own.view import headline
from ui.settings.page import Page
from ui.words import say_problem, t


def opening(page: Page[OwnSettings]) -> Model:
    """The model that the page is about."""
    place, words = st.columns([1, 2], gap="medium")
    dropped = place.file_uploader(
        t("Your weights: safetensors, .pt, .pth, .npz"),
        max_upload_size=MODEL_MB,
        key="own.*file.model",
    )
    if take("model", dropped, open_model):
        let_go_of_chosen("vocabulary")  # that of an example says nothing of another model
        page.put(st.session_state.pop(AWAITED, None) or OwnSettings(example=DROPPED))
    refused, given = problem("model"), kept("model")
    if given is None and page.settings.example == DROPPED:
        st.session_state[AWAITED] = page.settings
        page.put(OwnSettings())
    model: Model = given.content if given else begin(page)

    def back() -> None:
        """Show the example, as it is shown first."""
        forget()
        page.put(OwnSettings())

    with words:
        if refused is not None:
            st.warning(say_problem(refused))
        if AWAITED in st.session_state:
            st.info(
                t("This address is of a model that was dropped, and no address holds one: please drop its file again.")
            )
        st.markdown(headline(model) if given else said(page.settings.example))
        with st.container(horizontal=True, vertical_alignment="center"):
            if given:
                st.button(t("Try with an example"), on_click=back)
            else:
                example_controls(page)
    return model
