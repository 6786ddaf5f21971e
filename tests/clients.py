"""Visitors without a browser: they speak to a server over its websocket, as Streamlit's frontend does.

What a page draws is not looked at, only what the server sends: good for many sessions at once, for benchmarks and for
memory. A session is one thread's.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic, perf_counter
from types import TracebackType
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

PATIENCE_S = 120.0  # a busy machine is no failure


@dataclass(frozen=True)
class Run:
    """What one run of a page's script sent."""

    elements: tuple[str, ...]  # the kind of every element, in order: "markdown", "bidi_component", "exception" …
    problems: tuple[str, ...]  # what went wrong: exceptions on the page, a page that is not there
    size: int  # bytes of all messages
    seconds: float
    buttons: Mapping[str, str]  # label → what presses it
    components: tuple[str, ...]  # what components of our own were given, in JSON


class Session:
    """One visitor: `with Session(address) as session: run = session.open("/step?seed=3")`."""

    def __init__(self, address: str) -> None:
        self.address = address
        websocket = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(websocket, subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=PATIENCE_S)
        )

    def open(self, path: str) -> Run:
        """Go to a page, or to other settings of the same one, and wait until its script has run to the end."""
        place = urlsplit(path)
        state = ClientState(
            query_string=place.query,
            page_name=place.path.strip("/"),
            context_info=ContextInfo(url=self.address + path, locale="en-GB", timezone="UTC", color_scheme="light"),
        )
        return self._run(BackMsg(rerun_script=state))

    def press(self, button: str, path: str) -> Run:
        """Press a button that a run of a page has drawn, `run.buttons["Train"]`, and wait until the script has run."""
        place = urlsplit(path)
        state = ClientState(query_string=place.query, page_name=place.path.strip("/"))
        state.widget_states.widgets.add(id=button, trigger_value=True)
        return self._run(BackMsg(rerun_script=state))

    def _run(self, ask: BackMsg) -> Run:
        start, deadline = perf_counter(), monotonic() + PATIENCE_S
        elements, problems, size = [], [], 0
        buttons, components = {}, []
        self._socket.send(ask.SerializeToString())
        while True:
            received = self._socket.recv(timeout=deadline - monotonic())
            assert isinstance(received, bytes), "the server speaks in protobuf"
            size += len(received)
            message = ForwardMsg.FromString(received)
            kind = message.WhichOneof("type")
            if kind == "page_not_found":
                problems.append(f"there is no page {message.page_not_found.page_name!r}")
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                elements.append(element.WhichOneof("type") or "nothing")
                if element.HasField("button"):
                    buttons[element.button.label] = element.button.id
                if element.HasField("bidi_component"):
                    components.append(element.bidi_component.json)
                if element.HasField("exception"):
                    problems.append(f"{element.exception.type}: {element.exception.message}")
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    problems.append("the script does not compile")
                seconds = perf_counter() - start
                return Run(tuple(elements), tuple(problems), size, seconds, buttons, tuple(components))

    def close(self) -> None:
        """Leave, as a closed tab does."""
        self._open.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
