"""What few read, folded under the picture."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def read_more(about: str) -> DeltaGenerator | None:
    """The place under this line for what there is to read; None while it is folded.

    Nothing of it is written, sent and laid out before somebody unfolds it: pages of prose with formulas would be at
    every changed setting.

    Args:
        about: the line, another than any on the page.
    """
    place = st.expander(about, on_change="rerun")
    return place if place.open else None
