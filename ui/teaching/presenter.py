"""The view for the lecture hall: the picture alone, without navigation and settings."""

from typing import Any

import streamlit as st

_SHOWN = "*presenting"


def is_presenting() -> bool:
    """Whether the frame should leave everything but the picture away; asked before the page knows its settings."""
    here = st.session_state.get("*here")
    kept: Any = st.session_state.get(f"{here}.*kept")
    presenting = bool(getattr(kept, "present", st.query_params.get("present") == "1"))
    st.session_state[_SHOWN] = presenting
    return presenting


def agree_with_frame(presenting: bool) -> None:
    """Draw again where the address has just turned the view on or off and the frame could not know it yet."""
    if st.session_state.get(_SHOWN, presenting) != presenting:
        st.rerun()
