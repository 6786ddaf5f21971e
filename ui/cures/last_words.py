"""No run of a page loses what it said last: a cure of Streamlit, where a fragment's request meets the end of a run.

A run's messages reach the session through its event loop. A request for a fragment goes to the thread that runs the
page; where that has just ended, the session makes a new one at once, and from then on heeds no message of the old one,
though some have not reached it yet (`AppSession.request_rerun` of Streamlit tells it in a comment). On a busy server
they are many: a person has clicked, and nothing ever comes of it.

Here such a request waits until the session has heard the old thread out, which ends with its farewell. A request for
the whole page waits for nobody, as before: it says everything anew, and what waited goes with it.
"""

from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.scriptrunner import RerunData

from ui.cures import inside

AGAIN_S = 0.002
_WAITING = "_unrolled_waiting"
_start = AppSession._create_scriptrunner


def hear_runs_out() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/last_words.py")
    AppSession._create_scriptrunner = _start_after_the_last_word  # type: ignore[assignment,method-assign]


def _start_after_the_last_word(session: AppSession, asked: RerunData) -> None:
    """What `AppSession._create_scriptrunner` becomes. A thread that a session has here is one that takes no more."""
    waiting: list[RerunData] = vars(session).setdefault(_WAITING, [])
    if session._scriptrunner is None:
        waiting.clear()
        _start(session, asked)
        return
    waiting.append(asked)
    if len(waiting) == 1:
        _wait(session)


def _wait(session: AppSession) -> None:
    loop = session._event_loop
    loop.call_soon_threadsafe(loop.call_later, AGAIN_S, _go_on, session)


def _go_on(session: AppSession) -> None:
    waiting: list[RerunData] = vars(session)[_WAITING]
    if not waiting or session._state == AppSessionState.SHUTDOWN_REQUESTED:
        return
    if session._scriptrunner is not None:
        _wait(session)
        return
    first, *others = waiting
    waiting.clear()
    _start(session, first)
    for other in others:
        if session._scriptrunner is None or not session._scriptrunner.request_rerun(other):
            _start_after_the_last_word(session, other)
