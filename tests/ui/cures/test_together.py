"""A session hears all that its run says, in its order, in fewer turns of the loop, and the end of it at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from ui.cures import inside, together

WORD, END = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SHUTDOWN
NAMES = ("_on_scriptrunner_event", "_call_soon_on_event_loop")


class Session(AppSession):
    """One that keeps what it hears."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._event_loop = loop
        self.heard: list[str] = []

    def _handle_scriptrunner_event_on_event_loop(  # type: ignore[override]
        self, sender: Any, event: ScriptRunnerEvent, forward_msg: ForwardMsg | None = None, **_: Any
    ) -> None:
        if forward_msg is not None and forward_msg.hash == "wrong":
            raise ValueError("wrong")
        self.heard.append(forward_msg.hash if forward_msg is not None else event.value)

    def shutdown(self) -> None:
        """There is nothing to end."""


@pytest.fixture(autouse=True)
def cured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setattr(AppSession, name, getattr(AppSession, name))
    together.hear_together()


def say(session: Session, *words: str) -> None:
    for word in words:
        session._on_scriptrunner_event(None, event=WORD, forward_msg=ForwardMsg(hash=word))


def told(run: Callable[[Session], None], *, waits: float = 0.0) -> tuple[list[str], int]:
    """What a session has heard `waits` seconds after a run in a thread of its own, and how often its loop was called.

    All in a thread: in that of the tests a browser's event loop may be running.
    """

    async def listen() -> tuple[list[str], int]:
        loop = asyncio.get_running_loop()
        session, calls, call = Session(loop), 0, loop.call_soon_threadsafe

        def counted(*given: Any, **named: Any) -> asyncio.Handle:
            nonlocal calls
            calls += 1
            return call(*given, **named)

        with ThreadPoolExecutor(1) as thread:
            loop.call_soon_threadsafe = counted  # type: ignore[method-assign,assignment]
            running = thread.submit(run, session)
            while not running.done():
                await asyncio.sleep(0)
            running.result()
            loop.call_soon_threadsafe = call  # type: ignore[method-assign]
        until = loop.time() + waits
        await asyncio.sleep(0)
        while loop.time() < until and len(session.heard) < 3:
            await asyncio.sleep(0.001)
        return session.heard, calls

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(listen())).result()


MANY = [str(number) for number in range(400)]


def test_all_is_heard_in_its_order_and_the_end_takes_it_along_at_once() -> None:
    def run(session: Session) -> None:
        session._on_scriptrunner_event(None, event=ScriptRunnerEvent.SCRIPT_STARTED)
        say(session, *MANY)
        session._call_soon_on_event_loop(lambda: session.heard.append("a callback"))
        say(session, "after")
        session._on_scriptrunner_event(None, event=END)

    heard, calls = told(run)
    assert heard == [ScriptRunnerEvent.SCRIPT_STARTED.value, *MANY, "a callback", "after", END.value]
    assert calls < len(MANY) / 4


def test_a_word_after_which_nothing_comes_is_heard_too() -> None:
    heard, calls = told(lambda session: say(session, "one", "two", "three"), waits=10)
    assert heard == ["one", "two", "three"]
    assert calls <= 3


def test_words_that_cannot_be_taken_in_cost_no_others(caplog: pytest.LogCaptureFixture) -> None:
    heard, _ = told(lambda session: say(session, "one", "wrong", "two", "three"), waits=10)
    assert heard == ["one", "two", "three"]
    assert "could not take in" in caplog.text


def test_of_a_session_whose_loop_is_closed_nothing_is_asked() -> None:
    loop = asyncio.new_event_loop()
    session = Session(loop)
    loop.close()
    say(session, "nobody hears this")
    session._on_scriptrunner_event(None, event=END)
    assert not session.heard


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        together.hear_together()
