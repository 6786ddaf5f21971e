"""A run's words are handed on together: a cure of Streamlit, which wakes the server's loop for every one of them.

A run speaks from a thread of its own, word by word, and each word was a call of its own on the loop. Waking it is a
call of the system, at which Python changes threads: there and back for half a hundred words of one picture, and the
loop sends none of them before its next five milliseconds are over. Here words wait a few milliseconds for those that
follow. Whatever else a run tells the session, its beginning and its end first of all, takes those before it along.
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

from ui.cures import inside

WAIT_S = 0.004
_WORDS, _IS_WAITING = "_unrolled_words", "_unrolled_is_waiting"
_LOG = logging.getLogger(__name__)
_call = AppSession._call_soon_on_event_loop


def hear_together() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/together.py")
    AppSession._on_scriptrunner_event = _note  # type: ignore[assignment,method-assign]
    AppSession._call_soon_on_event_loop = _note_and_hear  # type: ignore[assignment,method-assign]


def _note(session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, **told: Any) -> None:
    """What `AppSession._on_scriptrunner_event` becomes."""

    def handle() -> None:
        session._handle_scriptrunner_event_on_event_loop(sender, event, **told)

    if event is not ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
        _note_and_hear(session, handle)
        return
    _words(session).append(handle)  # before it is asked whether somebody will come for it
    if not vars(session).get(_IS_WAITING):
        vars(session)[_IS_WAITING] = True
        _call(session, lambda: _hear_later(session))


def _note_and_hear(session: AppSession, callback: Callable[[], None]) -> None:
    """What `AppSession._call_soon_on_event_loop` becomes."""
    _words(session).append(callback)
    _call(session, lambda: _hear(session))


def _words(session: AppSession) -> deque[Callable[[], None]]:
    words: deque[Callable[[], None]] = vars(session).setdefault(_WORDS, deque())
    return words


def _hear_later(session: AppSession) -> None:
    session._event_loop.call_later(WAIT_S, _hear, session)


def _hear(session: AppSession) -> None:
    """On the loop: all that was noted, in its order."""
    vars(session)[_IS_WAITING] = False
    words = _words(session)
    while words:
        try:
            words.popleft()()
        except Exception:
            _LOG.exception("a session could not take in what its run said")  # what follows is heard all the same
