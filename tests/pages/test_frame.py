"""From page to page through the frame, without a browser."""

from pathlib import Path

import pytest

from tests.pages.opening import open_page
from ui.lessons import LESSONS

PAGES = [Path(lesson.page).stem for lesson in LESSONS]


@pytest.mark.parametrize("lesson", PAGES)
def test_a_lesson_is_found_as_it_was_left_whatever_was_done_elsewhere(lesson: str) -> None:
    app = open_page(lesson, {"units": "7"} if lesson == "vanishing_gradients" else {"network": "fresh", "units": "7"})
    link = dict(app.query_params)
    for other in PAGES:
        if other != lesson:
            app.switch_page(f"../pages/{other}.py")
            app.query_params.clear()  # as the navigation does
            app.run().run()
            assert not app.exception
    app.switch_page(f"../pages/{lesson}.py")
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert dict(app.query_params) == link


def test_going_back_to_another_lesson_brings_at_first_the_address_of_the_one_that_was_left() -> None:
    app = open_page("step_through", {"cell": "gru"})
    app.switch_page("../pages/vanishing_gradients.py")
    app.query_params.clear()
    app.query_params["length"] = "40"
    app.run()
    assert "length" in app.query_params
    app.switch_page("../pages/step_through.py").run()
    assert not app.exception
    assert not app.warning
    assert list(app.query_params) == ["cell"]
