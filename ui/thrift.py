"""What Streamlit does again and again in every run, though nothing of it changed, is done once: two cures of it.

A widget that looks for its own value finds it. A drop-down, a field or a slider with a key asks whether the session
holds None for it; to answer, Streamlit makes a dictionary of all that the session holds, and for every component of
ours on the page a value whose class is made there and then. Here it gets a mapping that looks up what is asked for.

The theme, of which every run tells the browser, is read out of the configuration once.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import _is_internal_key

from ui import inside

_read_theme = app_session._populate_theme_msg


def save_work() -> None:
    """Cure this process; a second time changes nothing. Raises RuntimeError with another Streamlit."""
    inside.check("ui/thrift.py")
    SafeSessionState.filtered_state = property(Held)  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = _tell_theme


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
