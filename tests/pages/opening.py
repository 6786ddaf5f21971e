"""Open a page of the app without a browser, through its frame, as a link would."""

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

FRAME = str(Path(__file__).parents[2] / "ui" / "frame.py")


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
    said = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    places = {data["name"]: data for data in said if "steps" not in data}
    return [data | {axis: places[data["name"]][axis] for axis in ("step", "unit")} for data in said if "steps" in data]
