"""Open a page of the app without a browser, through its frame, as a link would."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.stepper import component
from ui.stepper.values import unbundle

FRAME = str(Path(__file__).parents[2] / "ui" / "frame.py")


def let_every_picture_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a browser that has drawn every picture by the time it is asked: what waits for one comes at once."""

    def drawn(*, data: dict[str, Any], **_: Any) -> SimpleNamespace:
        return SimpleNamespace(drawn=data["content"])

    monkeypatch.setattr(component, "_observer", drawn)


def open_page(page: str, query: dict[str, str], theme: str = "light") -> AppTest:
    """The page `pages/<page>.py` with a query, run once."""
    app = AppTest.from_file(FRAME, default_timeout=90)
    app.context = {"theme": theme, "locale": "en-GB"}
    app.run()
    app.switch_page(f"../pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def steppers(app: AppTest) -> list[dict[str, Any]]:
    """What each stepper of the page shows, in their order, and where it is to stand."""
    said = [element.proto for element in app.get("bidi_component")]
    places = {
        place["name"]: place for place in (json.loads(proto.json) for proto in said if proto.json) if "step" in place
    }
    shown = [unbundle(proto.bytes) for proto in said if proto.bytes]
    return [data | {axis: places[data["name"]][axis] for axis in ("step", "unit")} for data in shown]


def filled(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure of a stepper with everything that JSON says of it; the arrays stay out."""
    whole: dict[str, Any] = json.loads(figure["skeleton"])
    notes = figure["fills"].pop("notes", [])
    for path, value in figure["fills"].items():
        *names, last = path.split(".")
        part: Any = whole
        for name in names:
            part = part[int(name)] if isinstance(part, list) else part[name]
        part[last] = value
    whole["layout"]["annotations"] = [*whole["layout"].get("annotations", []), *notes]
    return whole
