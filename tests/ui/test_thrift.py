"""A page on a server that saves work says what it says on any other, and less is done for it."""

from collections.abc import Iterator

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from ui import inside, thrift

THEMES = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


@pytest.fixture(autouse=True)
def thrifty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that saves work, and afterwards is as it was."""
    monkeypatch.setattr(SafeSessionState, "filtered_state", SafeSessionState.filtered_state)
    monkeypatch.setattr(app_session, "_populate_theme_msg", thrift._read_theme)
    thrift.save_work()
    thrift._theme.cache_clear()
    yield
    thrift._theme.cache_clear()


def widgets() -> None:
    """A page whose widgets hold None, or something."""
    import streamlit as st

    st.session_state.setdefault("chosen", None)
    st.session_state.setdefault("number", None)
    st.selectbox("chosen", ["a", "b"], 1, key="chosen")
    st.number_input("number", 0, 9, 3, key="number")
    st.selectbox("other", ["a", "b"], 1, key="other")
    st.slider("slider", 0, 9, 4, key="slider")
    st.text_input("words", "said", key="words")
    st.text(sorted(st.session_state.items(), key=str))
    st.text(len(st.session_state))


def test_widgets_find_their_values_and_no_other_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    page = AppTest.from_function(widgets).run()
    assert [box.value for box in page.selectbox] == [None, "b"]
    assert page.number_input[0].value is None
    held = [("chosen", None), ("number", None), ("other", "b"), ("slider", 4), ("words", "said")]
    assert [text.value for text in page.text] == [str(held), "5"]
    page.selectbox[0].select("a").run()
    assert [box.value for box in page.selectbox] == ["a", "b"]

    state, made = SessionState(), list[str]()
    state["slider"], state["other"] = 4, "b"
    monkeypatch.setattr(SessionState, "__getitem__", lambda _, key: made.append(key))
    kept = SafeSessionState(state, lambda: None).filtered_state
    assert "slider" in kept
    assert "$$ID-1-words" not in kept
    assert made == ["slider"]


def test_the_theme_is_what_the_configuration_says() -> None:
    for section in THEMES:
        known, told = CustomThemeConfig(), CustomThemeConfig()
        thrift._read_theme(known, section)
        for _ in range(2):
            told.Clear()
            app_session._populate_theme_msg(told, section)
            assert told == known
    whole = CustomThemeConfig()
    app_session._populate_theme_msg(whole.light, "theme.light")
    app_session._populate_theme_msg(whole)
    assert whole.light.primary_color  # what stands in it stays


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        thrift.save_work()
