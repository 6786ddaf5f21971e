"""What a session was given goes with it, though something still points to the session, and though nobody else comes."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state import SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from app import lifespan
from ui.cures import departed, inside


def in_a_thread(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """In that of the tests a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()


class File:
    """As large as somebody's model."""


def test_who_has_left_for_good_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    files = MemoryUploadedFileManager("")
    storage = MemorySessionStorage(ttl_seconds=60)
    manager = WebsocketSessionManager(storage, files, MagicMock(), MagicMock())
    for name, there in (("runtime.exists", True), ("runtime.get_instance", SimpleNamespace(_session_mgr=manager))):
        monkeypatch.setattr(f"ui.cures.departed.{name}", lambda there=there: there)
    monkeypatch.setattr(departed, "LOOK_S", 0.001)
    session = MagicMock(session_state=SessionState())  # the test points to it all the while
    session.id = "left"
    session.shutdown.side_effect = lambda: files.remove_session_files("left")
    session.session_state["model"], given = (held := File()), weakref.ref(held)
    held.itself = held  # type: ignore[attr-defined]
    del held
    files.add_file("left", UploadedFileRec("1", "model.pt", "", b"weights"))
    storage.save(SessionInfo(client=None, session=session))

    async def seen_off() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(departed.see_off(), 0.05)

    gc.disable()
    try:
        in_a_thread(seen_off)
        assert given() is not None, "they may come back"
        assert files.get_files("left", ["1"])
        monkeypatch.setattr(storage._cache, "_timer", lambda: 1e12)
        in_a_thread(seen_off)
    finally:
        gc.enable()
    assert given() is None
    assert not files.get_files("left", ["1"])


def test_the_server_sees_them_off_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[str]()

    async def see_off() -> None:
        said.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            said.append("ended")

    async def served() -> None:
        async with lifespan(MagicMock()):
            await asyncio.sleep(0)
            assert said == ["begun"]
        await asyncio.sleep(0)

    for name, what in {"see_off": see_off, "_warm_up": lambda: None, "_workshop": MagicMock()}.items():
        monkeypatch.setattr(f"app.{name}", what)
    in_a_thread(served)
    assert said == ["begun", "ended"]


def test_that_they_cannot_be_seen_off_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    in_a_thread(departed.see_off)
    assert "read it again, and its test" in caplog.text
    assert "no longer ended at once" in caplog.text
