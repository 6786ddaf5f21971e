"""The compare page without a browser: its settings, its sentences, and what it hands to the stepper."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page, steppers


def opened(**query: str) -> AppTest:
    return open_page("compare_cells", query)


def payload(app: AppTest) -> dict[str, Any]:
    return steppers(app)[0]


def captions(app: AppTest) -> str:
    return " ".join(text.value for text in app.caption)


def said(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def test_it_opens_on_three_trained_cells_of_which_the_rnn_guesses() -> None:
    app = opened(bands="all")
    assert not app.exception
    assert not app.warning
    shown = payload(app)
    assert [panel["cell"] for panel in shown["panels"]] == ["lstm", "gru", "elman"]
    assert (shown["steps"], shown["step"]) == (81, 0)
    assert "That of RNN is guessing" in said(app)
    assert "the opposite" not in said(app)
    assert "b_f = 3" in said(app)
    assert "b_z = 3" in said(app)


def test_the_switch_to_the_usual_start_goes_to_the_gap_that_only_the_rnn_learns() -> None:
    app = opened()
    app.segmented_control(key="compare.start").set_value("plain").run()
    assert not app.exception
    assert payload(app)["steps"] == 41
    assert app.query_params["start"] == "plain"
    assert app.query_params["gap"] == "40"
    assert "That of LSTM and GRU is guessing" in said(app)
    assert "and RNN answers the opposite" in said(app)
    app.segmented_control(key="compare.start").set_value("open").run()
    assert payload(app)["steps"] == 81


@pytest.mark.parametrize("cells", ["all", "gates", "lstm-rnn", "gru-rnn"])
@pytest.mark.parametrize("sequence", ["first", "latch", "text", "series"])
def test_every_set_of_cells_on_every_sequence(cells: str, sequence: str) -> None:
    app = opened(cells=cells, sequence=sequence, gap="20", bands="all")
    assert not app.exception
    assert not app.warning
    assert len(payload(app)["panels"]) == (3 if cells == "all" else 2)


@pytest.mark.parametrize(
    "query",
    [
        {"network": "fresh", "match": "parameters", "units": "4"},
        {"network": "fresh", "units": "1", "gap": "1"},
        {"network": "fresh", "start": "plain", "units": "32", "gap": "199"},
        {"order": "similarity", "bands": "gru", "gap": "40"},
        {"order": "own", "diagrams": "1", "gap": "5"},
        {"sequence": "text", "text": "aaaa", "cells": "gru-rnn"},
        {"sequence": "text", "text": "x"},
        {"sequence": "series", "series": "4 4 4"},
    ],
)
def test_corners_stand(query: dict[str, str]) -> None:
    app = opened(**query)
    assert not app.exception
    assert not app.warning
    assert payload(app)["figures"][0]["name"] == "column"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"sequence": "text", "text": ""}, "The text is empty"),
        ({"sequence": "series", "series": "1 nan 2"}, "nan"),
        ({"units": "99"}, "from 1 to 32"),
        ({"gap": "0"}, "from 1 to 199"),
        ({"gap": "1e9"}, "whole number"),
        ({"cells": "perceptron"}, "all, gates"),
        ({"convention": "sideways"}, "keeps, writes, before"),
        ({"tab": "tea"}, "gates, conventions, memory"),
        ({"bands": "rnn"}, "lstm, gru, all"),
        ({"t": "0"}, "from 1 to 200"),
        ({"gap": "20", "change": "150"}, "only 21 steps"),
        ({"colour": "red"}, "no setting called"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_standing_picture(query: dict[str, str], says: str) -> None:
    app = opened(**query)
    assert not app.exception
    assert any(says in warning.value for warning in app.warning)
    assert payload(app)["steps"] in (21, 81)


def test_a_link_gives_its_picture_at_its_place() -> None:
    shown = payload(opened(sequence="text", text="hello", seed="7", units="5", t="4", unit="2"))
    assert shown["steps"] == 5
    assert (shown["step"], shown["unit"]) == (3, 1)


def test_only_the_chosen_idea_is_drawn() -> None:
    titles = {
        "gates": "gate ever closes",
        "conventions": "it is another network",
        "memory": "How long does a change",
        "costs": "multiply-adds",
        "match": "training sequences the cells get",
    }
    app = opened()
    for tab in (*titles, "gates"):
        app.pills(key="compare.tab").set_value(tab).run()
        assert not app.exception
        assert app.query_params.get("tab", "gates") == tab or tab == "gates"
        assert [name for name, title in titles.items() if title in said(app)] == [tab]
        assert len(steppers(app)) == (tab == "gates")


def test_bands_are_of_the_chosen_cell_or_of_all() -> None:
    app = opened(gap="9", bands="gru")
    assert [panel["cell"] for panel in payload(app)["panels"]] == ["gru"]
    assert "Update gates alone" in said(app)
    app.segmented_control(key="compare.bands").set_value("all").run()
    assert [panel["cell"] for panel in payload(app)["panels"]] == ["lstm", "gru", "elman"]
    assert "Update gates alone" in said(app)
    assert "Forget gates alone" in said(app)
    without = opened(gap="9", cells="gru-rnn")  # the usual cell is not on show
    assert [panel["cell"] for panel in payload(without)["panels"]] == ["gru"]


def test_time_is_measured_on_request_beside_what_a_lecture_says() -> None:
    app = opened(tab="costs", network="fresh", units="4", gap="9")
    assert "20–50 % faster" in said(app)
    assert "| — |" in said(app)
    ask = next(button for button in app.button if "Measure the time" in button.label)
    ask.click().run()
    assert not app.exception
    assert "| — |" not in said(app)
    assert "| **RNN**, 4 |" in said(app)
    assert "Here, in `torch.nn`" in said(app)
    assert not [button for button in app.button if "Measure the time" in button.label]


def test_little_data_and_much_are_said_for_either_match() -> None:
    app = opened(tab="match", gap="9")
    assert "With 8 training sequences" in said(app)
    assert "not the networks that race above" in captions(app)
    assert "GRU 16 units" in captions(app)
    app.segmented_control(key="compare.equal").set_value("parameters").run()
    assert not app.exception
    assert app.query_params["equal"] == "parameters"
    assert "GRU 19 units" in captions(app)


def test_memory_is_measured_where_it_is_changed() -> None:
    app = opened(tab="memory", gap="20", change="15", scale="linear", order="similarity")
    assert not app.exception
    assert "(of 6 that follow it)" in captions(app)
    app.number_input(key="compare.change").set_value(1).run()
    assert "(of 20 that follow it)" in captions(app)


def test_one_convention_is_proven_equal_and_the_other_measured() -> None:
    writes = said(opened(tab="conventions", convention="writes"))
    assert "the same states" in writes
    largest = float(writes.split("steps and 8 units is **")[1].split("**")[0])
    assert largest <= 1e-12
    before = said(opened(tab="conventions", convention="before"))
    assert "a different network" in before
    assert float(before.split("differ by at most **")[1].split("**")[0]) > 1e-3


def test_equal_parameters_are_counted_and_shown() -> None:
    app = opened(tab="costs", network="fresh", units="16", gap="10")
    units, parameters = (text.value for text in app.markdown if "multiply-adds" in text.value)
    assert "| **LSTM**, 16 | 1,536 |" in units
    assert "| **RNN**, 16 | 384 |" in units
    assert "| **RNN**, 35 |" in parameters


@pytest.mark.parametrize(
    ("gap", "says"), [("4", "At a gap of 5"), ("5", "Every cell learns it"), ("160", "At a gap of 160")]
)
def test_the_verdict_of_the_study_is_on_its_gap_nearest_to_that_of_the_race(gap: str, says: str) -> None:
    assert says in said(opened(gap=gap))


def test_the_three_are_trained_on_request() -> None:
    app = opened(gap="5")
    app.button(key="compare.*train").click().run()
    assert not app.exception
    trained = said(app)
    assert "Trained here" in trained
    assert trained.count("100 % correct after") == 3
