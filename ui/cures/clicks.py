"""No click is lost in a fragment's request: a cure of Streamlit, where several speak at once in the browser.

What is said before the browser's next timer fires goes to the session as one request, which runs one fragment: that of
the first who named one. A person's click on a radio of the page that falls between a fragment's report and its timer
is in that request, and the page does not run: nothing comes of the click until something else happens. Our own
components take turns (`ui/stepper/browser/turns.js`); Streamlit's widgets know of no turns.

Here such a request runs the whole page, its fragments too. It is one in which a widget that does not stand in that
fragment was changed by a person: it says something else than in the request before, and than what the session holds,
so neither a value that Python has just told the browser counts, nor one that a run under way has yet to take in.
"""

from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import _TRIGGER_PROTO_FIELDS, _has_active_trigger_value
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, SessionState

from ui.cures import inside

_SAID = "_unrolled_said"
_request = AppSession.request_rerun


def hear_clicks() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/cures/clicks.py")
    AppSession.request_rerun = _request_what_is_said  # type: ignore[assignment,method-assign]


def _request_what_is_said(session: AppSession, client_state: ClientState | None) -> None:
    """What `AppSession.request_rerun` becomes."""
    asked = client_state
    if asked is not None and asked.HasField("widget_states"):
        before: dict[str, WidgetState] = vars(session).get(_SAID, {})
        now = {state.id: state for state in asked.widget_states.widgets}
        vars(session)[_SAID] = now
        news = [state for state in now.values() if state != before.get(state.id)]
        if asked.fragment_id and any(_was_clicked_outside(session, asked.fragment_id, state) for state in news):
            whole = ClientState()
            whole.CopyFrom(asked)
            whole.ClearField("fragment_id")
            asked = whole
    _request(session, asked)


def _was_clicked_outside(session: AppSession, fragment: str, said: WidgetState) -> bool:
    """Whether a widget that this fragment does not draw says something new to the session."""
    state = session._session_state
    widget = state.get_widget_metadata(said.id)
    if widget is None:
        return False
    home = widget.fragment_id
    if home is not None and (home == fragment or session._fragment_storage.has_ancestor_in(home, {fragment})):
        return False
    if said.WhichOneof("value") in _TRIGGER_PROTO_FIELDS:
        return _has_active_trigger_value(said)
    return _differs(said, widget, state)


def _differs(said: WidgetState, widget: WidgetMetadata[Any], state: SessionState) -> bool:
    """Whether the session holds a value of the widget, and another than is said.

    It is looked at, and left as it is: `SessionState` itself would unpack it, and outside a run an upload unpacks to
    nothing.
    """
    key = state._key_id_mapper.id_key_mapping.get(said.id)
    held = state._new_widget_state.states.get(said.id)
    if key in state._new_session_state:
        value = state._new_session_state[key]
    elif isinstance(held, Serialized):
        return held.value != said
    elif held is not None:
        value = held.value
    elif said.id in state._old_state:
        value = state._old_state[said.id]
    else:
        return False  # it has just been mounted
    if said.HasField("file_uploader_state_value"):
        return bool(widget.serializer(value) != said.file_uploader_state_value)
    new = widget.deserializer(unpack_widget_state_value(said))
    return bool(new != (list(value) if isinstance(value, tuple) and isinstance(new, list) else value))
