"""The door: who may show the app in a frame, and of what Streamlit is cured."""

import pytest
from streamlit import config
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state import SafeSessionState
from uvicorn import Server

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
    cures = {
        AppSession.request_rerun: "clicks",
        AppSession._create_scriptrunner: "last_words",
        AppSession._on_scriptrunner_event: "together",
        ScriptRunner._run_script: "turns",
        Server.startup: "at_once",
        app_session._populate_theme_msg: "thrift",
        SafeSessionState.filtered_state.fget: "thrift",  # type: ignore[attr-defined]
    }
    assert {mended: mended.__module__ for mended in cures} == {
        mended: f"ui.cures.{name}" for mended, name in cures.items()
    }


def test_no_page_around_ours_may_stop_it_or_rerun_it() -> None:
    assert config.get_option("client.allowedOrigins") == []
