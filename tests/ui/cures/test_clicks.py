"""A click that the browser sends with a fragment's report is answered by the page."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import DoubleArray, FileUploaderState, StringArray, UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache

from ui.cures import clicks, inside

SCRIPT = """
import streamlit as st

@st.fragment
def inner():
    st.text(f"inner: {st.checkbox('Inner', key='inner')}")

@st.fragment
def part():
    st.text(f"part: {st.checkbox('Part', key='part')}")
    inner()

part()
if st.button("Put", key="put"):
    st.session_state.letter, st.session_state.several = "c", ("x", "y")
letter = st.radio("Letter", ["a", "b", "c"], key="letter")
number = st.slider("Number", 0, 9, key="number")
files = st.file_uploader("Files", key="files")
several = st.pills("Several", ["x", "y"], selection_mode="multi", key="several")
pressed = st.button("Press", key="press")
if letter == "a":
    st.checkbox("Only with a", key="only")
st.text(f"page: {letter} {number} {files} {list(several)} {pressed}")
"""


class Visit:
    """A session, and what its browser says."""

    def __init__(self, script: Path) -> None:
        files = MemoryUploadedFileManager("")
        self.session = AppSession(ScriptData(str(script)), files, ScriptCache(), lambda: None, {})
        self.words: dict[str, WidgetState] = {}

    def state(self, key: str, **value: object) -> WidgetState:
        """What the widget `key` says."""
        named = self.session.session_state.get_widget_id_from_key(key)
        assert named is not None
        return WidgetState(id=named, **value)  # type: ignore[arg-type]

    def ask(self, *news: WidgetState, part: str = "") -> None:
        """Ask for the fragment of the widget `part`, or for the page, and say what each widget said last."""
        self.words |= {word.id: word for word in news}
        states = self.session.session_state
        widget = states.get_widget_metadata(states.get_widget_id_from_key(part) or "")
        asked = ClientState(fragment_id=(widget and widget.fragment_id) or "")
        asked.widget_states.widgets.extend(self.words.values())
        self.words = {name: word for name, word in self.words.items() if not word.trigger_value}
        self.session.request_rerun(asked)

    async def heard(self) -> list[str]:
        """Who has spoken since this was asked last, once nothing runs."""
        while self.session._scriptrunner is not None:
            await asyncio.sleep(0.001)
        heard = self.session.flush_browser_queue()
        return [one.delta.new_element.text.body for one in heard if one.delta.new_element.text.body]


Story = Callable[[Visit], Awaitable[None]]


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Story], None]:
    """What goes through a story of a visit to a server that is cured, and afterwards is as it was."""
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    clicks.hear_clicks()
    monkeypatch.setattr(runtime, "get_instance", MagicMock())  # a run asks the server to forget its last pictures
    path = tmp_path / "page.py"
    path.write_text(SCRIPT)

    async def begin(story: Story) -> None:
        visit = Visit(path)
        visit.session.request_rerun(None)
        assert len(await visit.heard()) == 3
        await story(visit)
        visit.session.shutdown()

    def run(story: Story) -> None:
        with ThreadPoolExecutor(1) as thread:  # in that of the tests a browser's event loop may be running
            thread.submit(lambda: asyncio.run(begin(story))).result()

    return run


Value = dict[str, object]
MOUNTED: dict[str, Value] = {
    "letter": {"string_value": "a"},
    "number": {"double_array_value": DoubleArray(data=[0])},
    "press": {"trigger_value": False},
    "inner": {"bool_value": False},
    "part": {"bool_value": False},
    "files": {"file_uploader_state_value": FileUploaderState()},
    "several": {"string_array_value": StringArray()},
}
UPLOADED = FileUploaderState(uploaded_file_info=[UploadedFileInfo(file_id="1", name="a.txt", size=1)])
CLICKED: dict[str, tuple[Value, str]] = {
    "letter": ({"string_value": "b"}, "page: b 0 None [] False"),
    "number": ({"double_array_value": DoubleArray(data=[7])}, "page: a 7 None [] False"),
    "press": ({"trigger_value": True}, "page: a 0 None [] True"),
    "several": ({"string_array_value": StringArray(data=["y"])}, "page: a 0 None ['y'] False"),
    "files": ({"file_uploader_state_value": UPLOADED}, "page: a 0 None [] False"),
}


@pytest.mark.parametrize("known", [True, False], ids=["heard of before", "never heard of"])
@pytest.mark.parametrize("clicked", CLICKED)
def test_a_click_in_a_fragments_request_runs_the_page(
    tell: Callable[[Story], None], clicked: str, *, known: bool
) -> None:
    async def story(visit: Visit) -> None:
        if known:
            visit.ask(*(visit.state(key, **value) for key, value in MOUNTED.items()), part="part")
            assert await visit.heard() == ["part: False", "inner: False"]
        value, answer = CLICKED[clicked]
        visit.ask(visit.state("part", bool_value=True), visit.state(clicked, **value), part="part")
        assert await visit.heard() == ["part: True", "inner: False", answer]
        visit.ask(part="part")
        assert await visit.heard() == ["part: True", "inner: False"]  # said already

    tell(story)


def test_a_click_is_heard_though_the_fragment_is_gone(tell: Callable[[Story], None]) -> None:
    async def story(visit: Visit) -> None:
        visit.session._fragment_storage.clear(frozenset())
        visit.ask(visit.state("letter", string_value="b"), part="part")
        assert (await visit.heard())[-1] == "page: b 0 None [] False"

    tell(story)


def test_a_click_in_the_fragment_itself_runs_no_more(tell: Callable[[Story], None]) -> None:
    async def story(visit: Visit) -> None:
        visit.ask(visit.state("part", bool_value=True), part="part")
        assert await visit.heard() == ["part: True", "inner: False"]
        visit.ask(visit.state("inner", bool_value=True), part="part")  # which draws it
        assert await visit.heard() == ["part: True", "inner: True"]

    tell(story)


def test_what_is_no_longer_on_the_page_cannot_be_clicked(tell: Callable[[Story], None]) -> None:
    async def story(visit: Visit) -> None:
        visit.ask(visit.state("letter", string_value="b"))
        await visit.heard()
        visit.ask(visit.state("only", bool_value=True), part="part")
        assert await visit.heard() == ["part: False", "inner: False"]

    tell(story)


def test_a_fragment_around_it_was_clicked(tell: Callable[[Story], None]) -> None:
    async def story(visit: Visit) -> None:
        visit.ask(visit.state("part", bool_value=True), part="inner")
        assert await visit.heard() == ["part: True", "inner: False", "page: a 0 None [] False"]

    tell(story)


def test_what_python_put_is_no_click(tell: Callable[[Story], None]) -> None:
    async def story(visit: Visit) -> None:
        visit.ask(visit.state("letter", string_value="a"), visit.state("put", trigger_value=True))
        assert (await visit.heard())[-1] == "page: c 0 None ['x', 'y'] False"
        visit.ask(part="part")  # before the browser has heard of it
        assert await visit.heard() == ["part: False", "inner: False"]
        visit.ask(visit.state("put", trigger_value=True))
        await visit.heard()
        told = visit.state("several", string_array_value=StringArray(data=["x", "y"]))
        visit.ask(visit.state("letter", string_value="c"), told, part="part")  # and after
        assert await visit.heard() == ["part: False", "inner: False"]

    tell(story)


def test_what_a_run_under_way_takes_in_is_not_said_twice(
    tell: Callable[[Story], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    start, late = ScriptRunner.start, list[ScriptRunner]()

    async def story(visit: Visit) -> None:
        monkeypatch.setattr(ScriptRunner, "start", lambda runner: late.append(runner))
        visit.ask(visit.state("letter", string_value="b"))
        visit.ask(visit.state("part", bool_value=True), part="part")
        (runner,) = late
        start(runner)
        assert (await visit.heard()).count("page: b 0 None [] False") == 1

    tell(story)


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        clicks.hear_clicks()
