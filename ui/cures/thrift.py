"""What Streamlit does in every run though nothing of it changed, or nobody asked, is not done again: seven cures of it.

A widget that looks for its own value finds it. A drop-down, a field or a slider with a key asks whether the session
holds None for it; to answer, Streamlit makes a dictionary of all that the session holds, and for every component of
ours on the page a value whose class is made there and then. Here it gets a mapping that looks up what is asked for.

The theme, of which every run tells the browser, is read out of the configuration once.

A component with a key is known by that. Its whole data, all numbers of a picture, was made a hash of all the same, and
nobody asked for it.

A fragment notes where on the page it stands, for when it runs alone. What it notes was copied by `copy.deepcopy`, which
asks of every single part what it is; here it is known.

What the arguments of a cached function are called is read out of the function once, not at every call for each.

For what a component holds a class was made each time that somebody looked, a dozen times in a run, so that a page can
also write to it; ours only read it.

Whether somebody asks a run to stop is looked at wherever it says or reads something, some hundreds of times: here with
one look.
"""

import copy
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from streamlit.components.v2.bidi_component import main as component
from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.components.v2.presentation import make_bidi_component_presenter
from streamlit.cursor import Cursor, SparseList
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, fragment
from streamlit.runtime.caching import cache_utils
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState, Value, _is_internal_key

from ui.cures import inside

_read_theme = app_session._populate_theme_msg
_read_name = functools.lru_cache(maxsize=1024)(cache_utils._get_positional_arg_name)
_make_presenter = make_bidi_component_presenter
_heed = ScriptRunner._maybe_handle_execution_control_request
_NOTHING = Value(None)  # what a component that sets things off holds when it has not


def save_work() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/thrift.py")
    SafeSessionState.filtered_state = property(Held)  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = _tell_theme
    BidiComponentMixin._build_bidi_identity_kwargs = _nothing_but_its_key  # type: ignore[assignment,method-assign]
    cache_utils._get_positional_arg_name = _read_name
    fragment.deepcopy = copied  # type: ignore[assignment,attr-defined]
    component.make_bidi_component_presenter = _present_plainly  # type: ignore[assignment,attr-defined]
    ScriptRunner._maybe_handle_execution_control_request = _heed_if_asked  # type: ignore[assignment,method-assign]


class Held(Mapping[str, Any]):
    """What a session holds under the keys that a script knows, each looked up when it is asked for.

    What `SafeSessionState.filtered_state` becomes.
    """

    def __init__(self, session: SafeSessionState) -> None:
        self._session = session

    def __getitem__(self, key: str) -> Any:
        if is_element_id(key) or _is_internal_key(key):
            raise KeyError(key)
        with self._session._lock:
            return self._session._state[key]

    def __iter__(self) -> Iterator[str]:
        with self._session._lock:
            return iter(self._session._state.filtered_state)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


def _tell_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
    """What `_populate_theme_msg` becomes."""
    msg.MergeFrom(_theme(section))


@functools.cache
def _theme(section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    _read_theme(message, section)
    return message


def _nothing_but_its_key(component: BidiComponentMixin, **given: Any) -> dict[str, Any]:
    """What `_build_bidi_identity_kwargs` becomes: `ui.mount` gives a key to every component of ours."""
    return {}


def copied(place: Any) -> Any:
    """What `deepcopy` becomes where a fragment notes its place: containers, one in the other, and cursors in them."""
    match place:
        case DeltaGenerator():
            twin = DeltaGenerator(
                place._root_container, copied(place._cursor), copied(place._parent), place._block_type
            )
            twin._form_data = place._form_data  # a tuple of strings
            twin._creating_fragment_id = place._creating_fragment_id
            return twin
        case Cursor():
            other = object.__new__(type(place))
            vars(other).update(vars(place))
            other._transient_elements = SparseList()
            for index, element in place._transient_elements.items():
                other._transient_elements[index] = element
            return other
        case tuple():
            return tuple(map(copied, place))
        case dict():
            return {name: copied(part) for name, part in place.items()}
        case _:
            return copy.deepcopy(place)


class Kept(dict[str, Any]):
    """What a component keeps in its session, by name or as an attribute."""

    def __getattr__(self, name: str) -> Any:
        return self.get(name)


def _present_plainly(aggregator: str, *more: Any) -> Callable[[Any, SessionState], Any]:
    """What `make_bidi_component_presenter` becomes. Where a person has just set something off, that is added."""
    present = _make_presenter(aggregator, *more)

    def presented(value: Any, state: SessionState) -> Any:
        is_idle = state._new_widget_state.states.get(aggregator) in (None, _NOTHING)
        return Kept(value) if is_idle and isinstance(value, dict) else present(value, state)

    return presented


def _heed_if_asked(runner: ScriptRunner) -> None:
    """What `ScriptRunner._maybe_handle_execution_control_request` becomes: no fragment of ours has its own thread."""
    if runner._requests._state is not ScriptRequestType.CONTINUE:
        _heed(runner)
