"""The door: who may show the app in a frame, and of what Streamlit is cured."""

import pytest
from streamlit import config
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state import SafeSessionState

from app import frame_ancestors


@pytest.mark.parametrize(
    ("origins", "policy"),
    [
        ("", "'self'"),
        ("https://moodle.example.org", "'self' https://moodle.example.org"),
        ("https://*.example.org, http://localhost:8000", "'self' https://*.example.org http://localhost:8000"),
        ("file:", "'self' file:"),
    ],
)
def test_the_app_is_framed_by_itself_and_by_who_is_named(origins: str, policy: str) -> None:
    assert frame_ancestors(origins) == policy


@pytest.mark.parametrize(
    "origins", ["*", "https:", "'none'", "https://a.org;script-src", "https://a.org/path", "https://a b;c", "data:"]
)
def test_what_is_no_origin_is_refused(origins: str) -> None:
    with pytest.raises(ValueError, match="UNROLLED_FRAME_ANCESTORS names origins"):
        frame_ancestors(origins)


def test_the_server_is_cured() -> None:
    assert AppSession.request_rerun.__module__ == "ui.clicks"
    assert AppSession._create_scriptrunner.__module__ == "ui.last_words"
    assert app_session._populate_theme_msg.__module__ == "ui.thrift"
    assert SafeSessionState.filtered_state.fget.__module__ == "ui.thrift"  # type: ignore[attr-defined]


def test_no_page_around_ours_may_stop_it_or_rerun_it() -> None:
    assert config.get_option("client.allowedOrigins") == []
