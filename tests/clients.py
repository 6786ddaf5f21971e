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
from urllib.request import Request, urlopen

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
    uploaders: tuple[str, ...]  # what takes files, in order
    downloads: Mapping[str, str]  # label → what is asked for to get the file
    components: tuple[str, ...]  # what components of our own were given, in JSON


class Session:
    """One visitor: `with Session(address) as session: run = session.open("/step?seed=3")`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._name = ""
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

    def drop(self, uploader: str, data: bytes, name: str, path: str) -> Run:
        """Drop a file where a page takes one, and wait until the script has run. The server has no XSRF protection."""
        ask = BackMsg()
        ask.file_urls_request.request_id, ask.file_urls_request.session_id = "drop", self._name
        ask.file_urls_request.file_names.append(name)
        (urls,) = self._answered(ask, "file_urls_response").file_urls_response.file_urls
        body = b'--line\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n%b\r\n--line--\r\n'
        kind = {"Content-Type": "multipart/form-data; boundary=line"}
        with urlopen(Request(self.address + urls.upload_url, body % (name.encode(), data), kind, method="PUT")):
            pass
        place = urlsplit(path)
        state = ClientState(query_string=place.query, page_name=place.path.strip("/"))
        given = state.widget_states.widgets.add(id=uploader).file_uploader_state_value.uploaded_file_info.add()
        given.name, given.size, given.file_id = name, len(data), urls.file_id
        given.file_urls.CopyFrom(urls)
        return self._run(BackMsg(rerun_script=state))

    def save(self, download: str) -> bytes:
        """A file that is made when somebody asks for it, `run.downloads["Save"]`."""
        ask = BackMsg()
        ask.backend_operation_request.request_id, ask.backend_operation_request.session_id = "save", self._name
        ask.backend_operation_request.deferred_file.file_id = download
        answer = self._answered(ask, "backend_operation_response").backend_operation_response
        assert not answer.error_msg, answer.error_msg
        with urlopen(self.address + answer.deferred_file.url) as saved:
            found: bytes = saved.read()
        return found

    def _answered(self, ask: BackMsg, kind: str) -> ForwardMsg:
        deadline = monotonic() + PATIENCE_S
        self._socket.send(ask.SerializeToString())
        while (message := self._heard(deadline)[0]).WhichOneof("type") != kind:
            pass
        return message

    def _heard(self, deadline: float) -> tuple[ForwardMsg, int]:
        """The next message, and its size."""
        received = self._socket.recv(timeout=deadline - monotonic())
        assert isinstance(received, bytes), "the server speaks in protobuf"
        return ForwardMsg.FromString(received), len(received)

    def _run(self, ask: BackMsg) -> Run:
        start, deadline = perf_counter(), monotonic() + PATIENCE_S
        elements, problems, whole = [], [], 0
        buttons, components, uploaders, downloads = {}, [], [], {}
        self._socket.send(ask.SerializeToString())
        while True:
            message, size = self._heard(deadline)
            whole += size
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._name = message.new_session.initialize.session_id
            elif kind == "page_not_found":
                problems.append(f"there is no page {message.page_not_found.page_name!r}")
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                elements.append(element.WhichOneof("type") or "nothing")
                if element.HasField("button"):
                    buttons[element.button.label] = element.button.id
                if element.HasField("file_uploader"):
                    uploaders.append(element.file_uploader.id)
                if element.HasField("download_button") and element.download_button.deferred_file_id:
                    downloads[element.download_button.label] = element.download_button.deferred_file_id
                if element.HasField("bidi_component"):
                    components.append(element.bidi_component.json)
                if element.HasField("exception"):
                    problems.append(f"{element.exception.type}: {element.exception.message}")
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    problems.append("the script does not compile")
                seconds = perf_counter() - start
                return Run(
                    tuple(elements),
                    tuple(problems),
                    whole,
                    seconds,
                    buttons,
                    tuple(uploaders),
                    downloads,
                    tuple(components),
                )

    def close(self) -> None:
        """Leave, as a closed tab does."""
        self._open.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
