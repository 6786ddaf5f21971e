"""What a session was given goes with it: a cure of Streamlit, which keeps it until others come, and longer.

A session whose visitor has left is kept for two minutes, for a visitor who comes back. After that Streamlit forgets it
when it next looks something up there, which is when the next visitor leaves; and what it held, such as a file that was
dropped and the run of it, is then garbage that points to itself, and lies there until somebody looks for that.
"""

import asyncio
import ctypes
import gc
import logging
from contextlib import suppress

from streamlit import runtime
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from ui.cures import inside

LOOK_S = 1.0
_LOG = logging.getLogger(__name__)


async def see_off() -> None:
    """End, for as long as the server runs, each session that nobody can come back to any more.

    Where that cannot be done the log says so, once, and Streamlit forgets them as it does by itself.
    """
    try:
        inside.check("ui/cures/departed.py")
        while True:
            await asyncio.sleep(LOOK_S)
            if runtime.exists():
                end(_departed())
    except Exception:
        _LOG.exception("sessions whose visitors have left are no longer ended at once")  # nobody waits for this task


def _departed() -> list[SessionInfo]:
    """The sessions that were kept long enough; none of them is kept any longer."""
    manager = runtime.get_instance()._session_mgr
    assert isinstance(manager, WebsocketSessionManager)
    assert isinstance(manager._session_storage, MemorySessionStorage)
    kept = manager._session_storage._cache
    assert isinstance(kept, TTLCache)
    with manager._storage_lock:
        return [session for _, session in kept.expire()]


def end(sessions: list[SessionInfo]) -> None:
    """Let go of all that these hold, whoever still points to them."""
    for one in sessions:
        try:
            one.session.shutdown()
        except Exception:
            _LOG.exception("a session did not end well")  # the others end all the same
        one.session.session_state.clear()
    if sessions:
        sessions.clear()
        gc.collect()
        _give_back()


def _give_back() -> None:
    """What is free goes back to the system, where its C library can be asked for that: Linux with glibc."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
