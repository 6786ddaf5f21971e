"""A fragment's request that comes just as the page's run ends costs it nothing of what it said."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from ui.cures import inside, last_words

SCRIPT = """
import streamlit as st

@st.fragment
def part():
    st.text("a part")

part()
for number in range(20):
    st.text(f"line {number}")
"""


def heard_of(script: Path, *, parts: int, whole: bool) -> list[str]:
    """What `said` says, in a thread of its own: in that of the tests a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(said(script, parts, whole))).result()


async def said(script: Path, parts: int, whole: bool) -> list[str]:
    """What a session says whose page has run while nobody listened, asked for its fragment before it is heard."""
    cache = ScriptCache()
    session = AppSession(ScriptData(str(script)), MemoryUploadedFileManager(""), cache, lambda: None, {})
    session.request_rerun(None)
    runner = session._scriptrunner
    assert runner is not None
    assert runner._script_thread is not None
    runner._script_thread.join()  # blocks this event loop, too: a busy server
    (fragment,) = session._fragment_storage._fragments  # type: ignore[attr-defined]
    for _ in range(parts):
        session.request_rerun(ClientState(fragment_id=fragment))
    if whole:
        session.request_rerun(ClientState())
    while session._scriptrunner is not None or vars(session).get(last_words._WAITING):
        await asyncio.sleep(0.001)
    heard = session.flush_browser_queue()
    session.shutdown()
    texts = [one.delta.new_element.text.body for one in heard if one.delta.new_element.text.body]
    return texts + ["the end" for one in heard if one.WhichOneof("type") == "script_finished"]


LINES = [f"line {number}" for number in range(20)]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page on a server that is cured, and afterwards is as it was."""
    monkeypatch.setattr(AppSession, "_create_scriptrunner", AppSession._create_scriptrunner)
    last_words.hear_runs_out()
    monkeypatch.setattr(runtime, "get_instance", MagicMock())  # a run asks the server to forget its last pictures
    path = tmp_path / "page.py"
    path.write_text(SCRIPT)
    return path


@pytest.mark.parametrize("parts", [1, 2])
def test_a_run_is_heard_out_before_a_fragment_begins(script: Path, parts: int) -> None:
    heard = heard_of(script, parts=parts, whole=False)
    assert [text for text in heard if text in LINES] == LINES
    assert "a part" in heard
    assert heard.count("the end") > 1  # the page's and the fragment's


def test_the_whole_page_waits_for_nobody_and_says_it_all(script: Path) -> None:
    heard = heard_of(script, parts=2, whole=True)
    assert [text for text in heard if text in LINES] == LINES
    assert heard.count("the end") == 1


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        last_words.hear_runs_out()
