"""The step page without a browser: its settings, its sentences, and what it hands to the stepper."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page, steppers
from ui.lessons.learning.settings import LearningSettings, usual_of
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import TASKS, StepSettings
from ui.lessons.step.view import badge
from ui.look.cells import CELLS
from ui.runs.networks import trained_on
from ui.settings.parameters import read


def opened(theme: str = "light", **query: str) -> AppTest:
    return open_page("step_through", query, theme)


def payload(app: AppTest) -> dict[str, Any]:
    return steppers(app)[0]


def ways_to_learn(app: AppTest) -> list[str]:
    """The queries of the links in the sidebar to where a network learns."""
    return [link.proto.query_string for link in app.sidebar.get("page_link") if link.proto.page == "learn"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_opens_on_a_trained_lstm_at_a_raised_flag(theme: str) -> None:
    app = opened(theme)
    assert not app.exception
    assert not app.warning
    shown = payload(app)
    assert shown["panels"][0]["cell"] == "lstm"
    assert shown["notes"][shown["step"]] == "The flag is up"


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("sequence", [*TASKS, "text", "series"])
def test_every_cell_on_every_sequence(cell: str, sequence: str) -> None:
    app = opened(cell=cell, sequence=sequence, signals="all")
    assert not app.exception
    assert not app.warning
    assert {figure["name"] for figure in payload(app)["figures"]} == {"column", "moment"}


@pytest.mark.parametrize("text", ["hello world", "so & on? 100 %\n日本 👩‍🚀"])
def test_who_types_a_text_is_shown_the_way_to_where_one_is_learned(text: str) -> None:
    (link,) = ways_to_learn(opened(sequence="text", text=text))
    asked, problems = read(LearningSettings, dict(parse_qsl(link, strict_parsing=True)))
    assert (asked, problems) == (usual_of("text", LearningSettings(text=text)), ())


@pytest.mark.parametrize("query", [{"sequence": "text", "text": "aaaa"}, {"sequence": "text", "text": ""}, {}])
def test_what_cannot_be_learned_by_heart_is_not_offered(query: dict[str, str]) -> None:
    assert ways_to_learn(opened(**query)) == []


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell not in ("rnn", "lstm", "gru")])
def test_a_cell_that_was_not_trained_on_a_task_is_shown_fresh_and_says_so(cell: str) -> None:
    assert "hello" not in trained_on(cell)
    app = opened(cell=cell, sequence="hello")
    assert not app.exception
    assert not app.warning
    assert payload(app)["panels"][0]["cell"] == CELLS[cell].engine
    assert any(f"No {CELLS[cell].title} was trained on this task." in text.value for text in app.markdown)
    assert any("was not trained on this task" in caption.value for caption in app.caption)


def test_a_family_is_one_click_and_a_kind_of_it_another() -> None:
    app = opened(cell="skip", network="fresh")
    family, kinds = app.pills(key="step.*family"), app.selectbox(key="step.cell")
    assert (family.value, kinds.value, kinds.options) == ("rnn", "skip", ["RNN", "RNN with a skip"])
    family.set_value("gru").run()
    assert payload(app)["panels"][0]["cell"] == "gru"
    assert app.query_params["cell"] == "gru"
    app.selectbox(key="step.cell").set_value("gru_before").run()
    assert payload(app)["panels"][0]["cell"] == "gru_reset_before"
    assert app.pills(key="step.*family").value == "gru"


def drawn(app: AppTest) -> list[str]:
    """The rows below those of the sequence and the chain."""
    rows: list[str] = json.loads(payload(app)["figures"][0]["skeleton"])["layout"]["meta"]["rows"]
    return [row for row in rows if row not in ("inputs", "answer", "chain")]


@pytest.mark.parametrize(
    ("cell", "main"),
    [
        ("lstm", ["forget_gate", "input_gate", "cell"]),
        ("gru", ["update_gate", "candidate", "hidden"]),
        ("rnn", ["hidden"]),
    ],
)
def test_a_first_visit_sees_the_main_signals_and_asks_for_the_rest(cell: str, main: list[str]) -> None:
    app = opened(cell=cell)
    few = payload(app)
    assert drawn(app) == main
    assert "signals" not in app.query_params
    next(button for button in app.button if button.label == "All signals").click().run()
    assert set(drawn(app)) > set(main)
    assert len(payload(app)["figures"]) == 2
    assert app.query_params["signals"] == "all"
    assert payload(app)["panels"] == few["panels"], "every number was there before"
    assert not [button for button in app.button if button.label == "All signals"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"sequence": "text", "text": ""}, "The text is empty"),
        ({"sequence": "series", "series": "3 apples"}, "apples"),
        ({"sequence": "series", "series": "1 nan 2"}, "nan"),
        ({"sequence": "series", "series": "1 inf 2"}, "inf"),
        ({"units": "-5"}, "from 1 to 128"),
        ({"units": "1e99"}, "whole number"),
        ({"training": "-1"}, "from 0 to 10000"),
        ({"training": "half"}, "from 0 to 10000"),
        ({"cell": "perceptron"}, "lstm"),
        ({"colour": "red"}, "no setting called"),
        ({"network": "fresh", "init": "identity", "cell": "lstm"}, "identity"),
        ({"loss": "step", "loss_step": "150"}, "only 30 steps"),
        ({"text": "x" * 10_000}, "at most 200"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_standing_picture(query: dict[str, str], says: str) -> None:
    app = opened(**query)
    assert not app.exception
    assert any(says in warning.value for warning in app.warning)
    assert payload(app)["steps"] == 30


def test_ten_thousand_characters_in_the_box_keep_the_last_good_picture() -> None:
    app = opened(sequence="text", text="hello")
    app.text_area(key="step.text").set_value("x" * 10_000).run()
    assert not app.exception
    assert any("at most 200" in warning.value for warning in app.warning)
    assert payload(app)["tokens"] == list("hello")


@pytest.mark.parametrize("typed", ["aaaaaaa", "🙂🙃🙂", "שלום עולם", "<script>alert(1)</script>", "{x} %{y} \\ ` *"])
def test_any_text_is_stepped_through_as_it_is(typed: str) -> None:
    app = opened(sequence="text", text=typed)
    assert not app.exception
    assert payload(app)["steps"] == len(typed)


def test_a_link_gives_the_same_picture_to_the_digit() -> None:
    query = {"cell": "gru", "network": "fresh", "units": "5", "seed": "7", "length": "20", "t": "4", "unit": "2"}
    first, second = payload(opened(**query)), payload(opened(**query))
    assert first == second
    assert (first["step"], first["unit"]) == (3, 1)


def test_a_link_says_how_much_of_its_training_a_network_has_behind_it() -> None:
    app = opened(training="100", t="5")
    assert not app.exception
    assert not app.warning
    assert any(
        "This LSTM (units: 2) after 100 of 2000 updates: right in 95% of new" in text.value for text in app.markdown
    )
    shown, finished = payload(app), payload(opened(t="5"))
    assert (shown["training"]["at"], finished["training"]["at"]) == (7, 14)
    assert shown["training"]["url"] == finished["training"]["url"]
    assert shown["training"]["words"] == finished["training"]["words"]
    assert shown["values"] != finished["values"]
    assert app.query_params["training"] == "100"
    app.button_group(key="step.network").set_value("fresh").run()  # a network of one's own has none
    assert payload(app)["training"] is None
    assert app.query_params["network"] == "fresh"


def test_a_changed_setting_is_in_the_link() -> None:
    app = opened()
    app.selectbox(key="step.sequence").set_value("sine").run()
    assert app.query_params["sequence"] == "sine"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "states, gates and gradients equal to torch.nn.LSTM to"),
        ({"cell": "rnn"}, "states and gradients equal to torch.nn.RNN to"),
        (
            {"cell": "rnn", "sequence": "text", "activation": "leaky_relu"},
            "states and gradients equal to torch, step by step to",
        ),
    ],
)
def test_the_badge_says_what_was_checked_against_what(query: dict[str, str], said: str) -> None:
    assert said in badge(make_run(read(StepSettings, query)[0]))


def test_torch_is_not_on_the_way_to_the_picture() -> None:
    app = opened()
    assert any("torch is computing" in text.value for text in app.markdown)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_word_that_was_trained_on_is_no_new_case(cell: str) -> None:
    app = opened(cell=cell, sequence="hello")
    assert not any("new cases" in text.value for text in app.markdown)
    assert any("right at 4 of 4 letters of the word it was trained on" in text.value for text in app.markdown)


def test_a_choice_that_no_longer_applies_gives_way() -> None:
    app = opened(loss="last")
    app.selectbox(key="step.sequence").set_value("text").run()
    assert not app.exception
    assert app.selectbox(key="step.loss").value == "task"


def test_a_text_that_was_off_screen_is_there_again() -> None:
    app = opened(sequence="text", text="again")
    app.selectbox(key="step.sequence").set_value("latch").run()
    for seed in (4, 5):
        app.number_input(key="step.data_seed").set_value(seed).run()
    app.selectbox(key="step.sequence").set_value("text").run()
    assert not app.exception
    assert payload(app)["tokens"] == list("again")
    assert app.text_area(key="step.text").proto.set_value
