"""Open a page of the app without a browser, through its frame, as a link would."""

from pathlib import Path

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
