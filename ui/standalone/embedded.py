"""The app in somebody's page, by `?embed=true`: the lesson alone."""

from ui.mount import component

_component = component("embedded", "standalone/browser/embedded.js", "standalone/browser/embedded.css", lasts=False)


def alone() -> None:
    """Leave nothing of the frame on screen: no bar, no settings, no margins."""
    _component(key="embedded", data={})
