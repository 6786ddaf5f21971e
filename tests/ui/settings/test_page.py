"""The skeleton of a page: what an address brings in, what is kept, what is shown when a picture cannot be had."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui.settings.page import UNDER_WAY
from ui.settings.parameters import Choice, Flag, Whole, parameter


@dataclass(frozen=True, slots=True)
class Example:
    cell: str = parameter("lstm", Choice(("rnn", "lstm")))
    units: int = parameter(8, Whole(2, 64))
    below: bool = parameter(False, Flag())
    t: int = parameter(0, Whole(0, 99), place=True)


def script() -> None:
    """A page with a widget at the top, one that can be left out, one below the picture, and a place."""
    import streamlit as st

    from engine.learning.tasks import InputProblem
    from tests.ui.settings.test_page import Example
    from ui.settings.page import open_page, page_is_whole

    st.session_state["*came_from"] = st.session_state.get("*here")
    st.session_state["*here"] = "example"
    st.session_state.update(st.session_state.pop("of widgets", {}))
    page = open_page("example", Example)
    page.widgets.switch("cell", "Cell", {"rnn": "RNN", "lstm": "LSTM"})
    if st.session_state.get("show units", True):
        page.widgets.whole("units", "Units", on_change=lambda: page.note_place(**st.session_state.get("rests", {})))
    if st.session_state.pop("cut short", False):
        st.stop()
    page.close()
    page.say_problems()

    def build(settings: Example) -> str:
        if settings.units == 13:
            raise InputProblem("Not {units}, please.", units=settings.units)
        return f"{settings.cell} {settings.units} {settings.below} {settings.t}"

    _, built = page.draw(build)
    st.markdown(built)
    page.widgets.check("below", "Below")
    if rest := st.session_state.pop("rest", None):
        page.note_place(t=rest)
    page_is_whole()


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(script, default_timeout=30).run()


def shown(app: AppTest) -> str:
    assert not app.exception
    return str(app.markdown[0].value)


def address(app: AppTest) -> dict[str, Any]:
    return {name: typed if isinstance(typed, str) else typed[0] for name, typed in app.query_params.items()}


def follow(app: AppTest, **query: str) -> AppTest:
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def wait_until_old(app: AppTest) -> None:
    """As if what the page wrote into the address had been there for a while."""
    written = app.session_state["example.*written"]
    app.session_state["example.*written"] = dataclasses.replace(written, at=written.at - 60)


def test_it_opens_as_usual_and_writes_nothing(app: AppTest) -> None:
    assert (shown(app), address(app)) == ("lstm 8 False 0", {})


def test_a_link_brings_its_settings_and_its_place() -> None:
    app = AppTest.from_function(script, default_timeout=30)
    follow(app, units="5", t="7")
    assert (shown(app), address(app)) == ("lstm 5 False 7", {"units": "5", "t": "7"})


def test_a_widget_changes_the_address_above_and_below_the_picture(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    app.checkbox[0].check().run()
    assert (shown(app), address(app)) == ("lstm 5 True 0", {"units": "5", "below": "1"})


def test_the_place_that_the_browser_wrote_is_no_new_link(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    app.session_state["rest"] = 9
    app.run()
    # The browser writes other digits for the same place, and leaves nothing out.
    app.query_params["t"] = "12"
    app.query_params["cell"] = "lstm"
    app.number_input[0].set_value(6).run()
    assert shown(app) == "lstm 6 False 9"


def test_a_widget_that_changes_as_the_browser_comes_to_rest_is_not_put_back(app: AppTest) -> None:
    app.session_state["rests"] = {"t": 9}
    app.segmented_control[0].set_value("rnn")
    app.number_input[0].set_value(6).run()
    assert shown(app) == "rnn 6 False 9"


def test_a_refused_setting_keeps_the_last_picture_and_a_good_one_mends_it(app: AppTest) -> None:
    app.segmented_control[0].set_value("rnn").run()
    app.number_input[0].set_value(13).run()
    assert shown(app) == "rnn 8 False 0"
    assert app.warning[0].value == "Not 13, please."
    assert address(app) == {"cell": "rnn"}
    app.query_params["t"] = "4"  # a step, written by the browser
    app.checkbox[0].check().run()
    assert app.warning[0].value == "Not 13, please."
    app.number_input[0].set_value(12).run()
    assert (shown(app), len(app.warning)) == ("rnn 12 True 0", 0)


def test_going_back_brings_the_settings_before(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    wait_until_old(app)
    assert shown(follow(app)) == "lstm 8 False 0"
    assert app.number_input[0].value == 8


def test_a_click_that_comes_with_the_address_of_before_is_not_lost(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    app.query_params.clear()  # the browser had not yet been told
    app.checkbox[0].check().run()
    assert (shown(app), address(app)) == ("lstm 5 True 0", {"units": "5", "below": "1"})


def test_a_click_is_not_lost_however_late_the_address_of_before_comes_with_it(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    wait_until_old(app)
    app.query_params.clear()
    app.checkbox[0].check().run()
    assert (shown(app), address(app)) == ("lstm 5 True 0", {"units": "5", "below": "1"})


def test_no_click_is_lost_while_the_browser_has_yet_to_be_told_of_several(app: AppTest) -> None:
    for units in (5, 6, 7):
        app.number_input[0].set_value(units).run()
        assert shown(app) == f"lstm {units} False 0"
        wait_until_old(app)
        app.query_params.clear()
    app.checkbox[0].check().run()
    assert (shown(app), address(app)) == ("lstm 7 True 0", {"units": "7", "below": "1"})
    wait_until_old(app)
    assert shown(follow(app, units="7")) == "lstm 7 False 0"  # told of it all, it goes back


def test_what_who_follows_links_only_has_left_behind_is_forgotten_in_the_end(app: AppTest) -> None:
    for units in range(14, 50):  # 13 is refused
        assert shown(follow(app, units=str(units))) == f"lstm {units} False 0"
    assert len(app.session_state["example.*written"].before) == UNDER_WAY


def test_where_one_has_gone_on_from_is_no_address_that_comes_late(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    app.number_input[0].set_value(6).run()  # this came with the address of 5
    assert shown(follow(app)) == "lstm 8 False 0"


def test_the_address_of_before_may_come_once_more_right_after_a_change(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    assert (shown(follow(app)), address(app)) == ("lstm 5 False 0", {"units": "5"})


def test_what_is_not_on_screen_is_kept_and_told_when_it_comes_back(app: AppTest) -> None:
    app.number_input[0].set_value(5).run()
    app.session_state["show units"] = False
    for _ in range(3):
        app.run()
        assert shown(app) == "lstm 5 False 0"
    app.session_state["show units"] = True
    app.run()
    assert shown(app) == "lstm 5 False 0"
    assert app.number_input[0].proto.set_value
    assert app.number_input[0].proto.value == 5


def test_a_widget_whose_run_was_cut_short_is_told_its_value_once_more() -> None:
    """What that run had sent may have been thrown away; a browser that was told nothing shows the least there is."""
    app = AppTest.from_function(script, default_timeout=30)
    app.session_state["cut short"] = True
    follow(app, units="5")
    app.segmented_control[0].set_value("rnn").run()
    assert shown(app) == "rnn 5 False 0"
    assert app.number_input[0].proto.set_value
    assert app.number_input[0].proto.value == 5


def renaming() -> None:
    """A page whose choice is called as the session says."""
    import streamlit as st

    from tests.ui.settings.test_page import Example
    from ui.settings.page import open_page, page_is_whole

    st.session_state["*came_from"] = st.session_state["*here"] = "example"
    page = open_page("example", Example)
    page.widgets.pick("cell", "Cell", {"rnn": "RNN", "lstm": st.session_state.get("called", "LSTM")})
    page.write(page.close())
    page_is_whole()


def test_the_browser_is_told_what_a_choice_is_called_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows a choice by its words only: without that it would go on showing those of before."""
    monkeypatch.setattr("ui.settings.page.STALE", 0.0)  # what was told a moment ago is not told again
    app = AppTest.from_function(renaming).run().run().run()
    assert not app.selectbox(key="example.cell").proto.set_value
    app.session_state["called"] = "Long short-term memory"
    told = app.run().selectbox(key="example.cell")
    assert (told.value, told.proto.set_value, told.proto.raw_value) == ("lstm", True, "Long short-term memory")
    app.selectbox(key="example.cell").set_value("rnn").run()
    assert not app.selectbox(key="example.cell").proto.set_value, "somebody's own choice is not said back"


def test_what_no_widget_of_ours_can_say_is_not_taken_in(app: AppTest) -> None:
    before = shown(app)
    # As a drop-down hands over what the browser knows from another one.
    app.session_state["of widgets"] = {"example.cell": "Peephole LSTM", "example.units": "8 units"}
    app.run()
    assert not app.exception
    assert shown(app) == before
    app.number_input[0].set_value(9).run()
    assert shown(app) == before.replace(" 8 ", " 9 ")


def test_a_bad_address_gets_a_sentence_until_something_else_is_chosen() -> None:
    app = AppTest.from_function(script, default_timeout=30)
    follow(app, units="999", cell="rnn")
    assert shown(app) == "rnn 8 False 0"
    assert "from 2 to 64" in app.warning[0].value
    assert address(app) == {"cell": "rnn"}
    app.number_input[0].set_value(7).run()
    assert (shown(app), len(app.warning)) == ("rnn 7 False 0", 0)


def test_a_language_once_chosen_stays_in_the_address() -> None:
    app = AppTest.from_function(script, default_timeout=30)
    follow(app, lang="en")
    app.query_params.clear()  # the ways from page to page carry nothing
    app.run()
    assert address(app) == {"lang": "en"}
