"""A page on a server that saves work says what it says on any other, and less is done for it."""

import copy
import threading
from collections.abc import Iterator
from importlib.util import module_from_spec

import pytest
import streamlit as st
from streamlit import type_util
from streamlit.components.v2.bidi_component import main
from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.cursor import Cursor, RunningCursor, SparseList
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.form_utils import FormData
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, fragment
from streamlit.runtime.caching import cache_utils
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.testing.v1 import AppTest

from ui.cures import inside, thrift

THEMES = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")
PRESENTER, AGGREGATOR = "make_bidi_component_presenter", "what is set off"


@pytest.fixture(autouse=True)
def thrifty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that saves work, and afterwards is as it was."""
    monkeypatch.setattr(SafeSessionState, "filtered_state", SafeSessionState.filtered_state)
    monkeypatch.setattr(app_session, "_populate_theme_msg", thrift._read_theme)
    monkeypatch.setattr(
        BidiComponentMixin, "_build_bidi_identity_kwargs", BidiComponentMixin._build_bidi_identity_kwargs
    )
    monkeypatch.setattr(fragment, "deepcopy", copy.deepcopy)
    monkeypatch.setattr(cache_utils, "_get_positional_arg_name", cache_utils._get_positional_arg_name)
    monkeypatch.setattr(main, PRESENTER, thrift._make_presenter)
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", thrift._heed)
    thrift.save_work()
    thrift._theme.cache_clear()
    yield
    thrift._theme.cache_clear()


def widgets() -> None:
    """A page whose widgets hold None, or something."""
    import streamlit as st

    st.session_state.setdefault("chosen", None)
    st.session_state.setdefault("number", None)
    st.selectbox("chosen", ["a", "b"], 1, key="chosen")
    st.number_input("number", 0, 9, 3, key="number")
    st.selectbox("other", ["a", "b"], 1, key="other")
    st.slider("slider", 0, 9, 4, key="slider")
    st.text_input("words", "said", key="words")
    st.text(sorted(st.session_state.items(), key=str))
    st.text(len(st.session_state))


def test_widgets_find_their_values_and_no_other_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    page = AppTest.from_function(widgets).run()
    assert [box.value for box in page.selectbox] == [None, "b"]
    assert page.number_input[0].value is None
    held = [("chosen", None), ("number", None), ("other", "b"), ("slider", 4), ("words", "said")]
    assert [text.value for text in page.text] == [str(held), "5"]
    page.selectbox[0].select("a").run()
    assert [box.value for box in page.selectbox] == ["a", "b"]

    state, made = SessionState(), list[str]()
    state["slider"], state["other"] = 4, "b"
    monkeypatch.setattr(SessionState, "__getitem__", lambda _, key: made.append(key))
    kept = SafeSessionState(state, lambda: None).filtered_state
    assert "slider" in kept
    assert "$$ID-1-words" not in kept
    assert made == ["slider"]


def test_the_theme_is_what_the_configuration_says() -> None:
    for section in THEMES:
        known, told = CustomThemeConfig(), CustomThemeConfig()
        thrift._read_theme(known, section)
        for _ in range(2):
            told.Clear()
            app_session._populate_theme_msg(told, section)
            assert told == known
    whole = CustomThemeConfig()
    app_session._populate_theme_msg(whole.light, "theme.light")
    app_session._populate_theme_msg(whole)
    assert whole.light.primary_color  # what stands in it stays


def component() -> None:
    """A page with a component of ours, which is given many numbers."""
    import streamlit as st

    from ui.mount import component

    component("example", "stepper/browser/reporter.js")(key="example", data=bytes(st.session_state.get("numbers", 9)))


def test_a_component_is_known_by_its_key_and_no_numbers_are_made_a_hash_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def name(page: AppTest) -> str:
        (element,) = page.main.children.values()
        return str(element.proto.id)

    def counted(numbers: object) -> str:
        made.append(numbers)
        return "hash"

    page, made = AppTest.from_function(component), list[object]()
    monkeypatch.setattr(main, "calc_hash", counted)
    thrifty = name(page.run())
    page.session_state["numbers"] = 10
    assert name(page.run()) == thrifty
    assert not made
    # Who has imported the door has cured this process: what there was before is in the file.
    found = main.__spec__
    assert found
    assert found.loader
    uncured = module_from_spec(found)
    found.loader.exec_module(uncured)
    monkeypatch.setattr(uncured, "calc_hash", counted)
    identity = uncured.BidiComponentMixin._build_bidi_identity_kwargs
    monkeypatch.setattr(BidiComponentMixin, "_build_bidi_identity_kwargs", identity)
    assert name(page.run()) == thrifty
    assert made == [bytes(10)], "nobody makes it by itself: there is nothing left to cure"


def test_what_arguments_are_called_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read, seen = type_util.get_func_parameters, list[object]()
    monkeypatch.setattr(type_util, "get_func_parameters", lambda of: seen.append(of) or read(of))  # type: ignore[func-returns-value]

    @st.cache_resource
    def made(one: int, _other: int) -> list[int]:
        return [one]

    assert made(1, 2) is made(1, 3)
    assert made(1, 2) is not made(2, 2)
    assert len(seen) == 2


def nested() -> tuple[DeltaGenerator, ...]:
    """Containers as a page nests them."""
    top = DeltaGenerator(0, RunningCursor(0))
    column = DeltaGenerator(0, RunningCursor(0, (1,)), top, "column")
    column._form_data, column._creating_fragment_id = FormData("form"), "fragment"
    assert column._cursor is not None
    column._cursor.get_transient_cursor().transient_elements[2] = Element()
    locked = DeltaGenerator(0, column._cursor.lock_element(), column)
    assert column._cursor is not None
    column._cursor.transient_elements[3] = Element()
    return top, column, locked


def parts(place: object) -> object:
    """All that there is in it, down to its last part."""
    match place:
        case DeltaGenerator() | Cursor():
            return type(place), {name: parts(part) for name, part in vars(place).items()}
        case tuple() if not isinstance(place, FormData):
            return [parts(part) for part in place]
        case dict():
            return {name: parts(part) for name, part in place.items()}
        case SparseList():
            return list(place.items())
    return place


def test_what_a_fragment_notes_of_its_place_stays_as_it_was() -> None:
    there = (nested(), {0: RunningCursor(0), 1: RunningCursor(1, (2, 3))})
    noted, usual = thrift.copied(there), copy.deepcopy(there)
    before = parts(usual)
    assert parts(noted) == before
    for one in there[0]:
        assert one._cursor is not None
        one._cursor.transient_elements[7] = Element()
        if not one._cursor.is_locked:
            one._cursor.lock_element()
    there[1][1].open_block()
    assert parts(there) != before
    assert parts(noted) == before


def held_by_a_session(payload: object) -> SessionState:
    """A session whose component has set this off, or nothing: None."""
    state = SessionState()
    state._new_widget_state.set_widget_metadata(
        WidgetMetadata(AGGREGATOR, lambda value: value, lambda value: value, "json_trigger_value")
    )
    state._new_widget_state.set_from_value(AGGREGATOR, payload)
    return state


@pytest.mark.parametrize("payload", [None, [], [{"event": "gap", "value": 7}], {"event": "gap", "value": 0}])
def test_what_a_component_holds_is_what_it_held_before(payload: object) -> None:
    plain = vars(main)[PRESENTER](AGGREGATOR)
    usual = thrift._make_presenter(AGGREGATOR)
    assert plain is not usual
    base = {"place": {"step": 3}, "gap": None}
    shown, expected = (how(base, held_by_a_session(payload)) for how in (plain, usual))
    assert shown == expected
    assert [getattr(shown, name) for name in ("place", "gap", "other")] == [base["place"], expected["gap"], None]
    assert base == {"place": {"step": 3}, "gap": None}


def test_for_what_a_component_holds_no_class_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, state = vars(main)[PRESENTER](AGGREGATOR), held_by_a_session(None)
    assert type(plain({"a": 1}, state)) is type(plain({"a": 2}, state))
    usual = thrift._make_presenter(AGGREGATOR)
    one, other = usual({"a": 1}, state), usual({"a": 2}, state)
    assert type(one) is not type(other), "Streamlit makes none by itself: there is nothing left to cure"


def again() -> None:
    """A page that asks once to run again."""
    import streamlit as st

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] == 1:
        st.rerun()
    st.text(st.session_state["runs"])


@pytest.mark.parametrize("asked", [ScriptRequestType.RERUN, ScriptRequestType.STOP])
def test_a_run_that_is_asked_to_stop_does(asked: ScriptRequestType) -> None:
    (shown,) = AppTest.from_function(again).run().text
    assert shown.value == "2"
    runner = object.__new__(ScriptRunner)
    runner._requests, runner._execing = ScriptRequests(), True
    runner._script_thread = threading.current_thread()
    runner._maybe_handle_execution_control_request()  # nobody asks
    if asked is ScriptRequestType.RERUN:
        runner._requests.request_rerun(RerunData())
    else:
        runner._requests.request_stop()
    with pytest.raises(RerunException if asked is ScriptRequestType.RERUN else StopException):
        runner._maybe_handle_execution_control_request()


def test_with_another_streamlit_the_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "READ_IN", "1.66.0")
    with pytest.raises(RuntimeError, match="read it again"):
        thrift.save_work()
