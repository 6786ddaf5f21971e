"""The page of own models as its tests use it: a file is dropped, and what is on show is read."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.opening import steppers
from ui.stepper.values import unpack

FILE, TABLE, ARRAY, VOCABULARY, OTHER = (
    f"own.*file.{name}" for name in ("model", "table", "array", "vocabulary", "other")
)


def drop(app: AppTest, key: str, data: bytes, name: str) -> AppTest:
    """A file is dropped."""
    return app.file_uploader(key=key).set_value((name, data, "application/octet-stream")).run()


def arrays(app: AppTest) -> dict[str, Any]:
    """Every number of the cell on show, by name."""
    (shown,) = steppers(app)
    return unpack(shown["panels"][0]["arrays"], shown["values"])


def rows(app: AppTest) -> list[str]:
    """What the rows of the time column show."""
    (shown,) = steppers(app)
    column = next(figure for figure in shown["figures"] if figure["name"] == "column")
    names: list[str] = json.loads(column["skeleton"])["layout"]["meta"]["rows"]
    return names


def said(app: AppTest) -> str:
    """All that the page says in words."""
    return "\n".join(element.value for kind in (app.markdown, app.warning, app.caption) for element in kind)
