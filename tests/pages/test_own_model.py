"""The page of own models, without a browser: what is dropped, chosen and given to read, and that torch agrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from engine.learning import forecaster, writers
from tests.engine.examples import module
from tests.engine.opening.saved import FORMATS, named, npy, pickled, safetensors
from tests.pages.opening import let_every_picture_stand, open_page, steppers
from tests.pages.own_model import ARRAY, FILE, TABLE, VOCABULARY, arrays, drop, rows, said
from ui.lessons.own.examples import WRITER, WRITTEN


def test_the_page_opens_on_an_example_and_torch_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    app = open_page("own_model", {})
    assert not app.exception
    assert "This is an example" in said(app)
    assert f"root mean squared error is **{forecaster.measured().network}**" in said(app)
    assert "equal to torch.nn.LSTM" in said(app)
    assert len(app.get("vega_lite_chart")) == 4
    assert arrays(app)["hidden"].shape == (98, 8)
    assert steppers(app)[0]["tokens"][47] == "190.2 (1957) → 4.20"
    live, inputs = steppers(app)[0]["panels"][0]["live"], arrays(app)["inputs"]
    ((mean, spread),) = live["scales"]
    assert mean + spread * inputs[47, 0] == pytest.approx(190.2), "the browser can say both"
    assert "Its answers are read out by **out\\.weight**" in said(app)
    assert "answer" in rows(app)
    app.selectbox(key="own.loss").set_value("task").run()
    assert not app.exception
    app.selectbox(key="own.readout").set_value(0).run()
    assert "read out" not in said(app)
    assert "answer" not in rows(app)
    assert app.selectbox(key="own.loss").value == "norm", "nothing is right or wrong now"


def test_the_examples_file_dropped_is_what_the_page_opened_on_and_another_example_is_a_writer() -> None:
    app = open_page("own_model", {})
    shown = arrays(app)
    app = drop(app, FILE, forecaster.PATH.read_bytes(), forecaster.PATH.name)
    assert "sunspots.safetensors" in said(app).replace("\\", "")
    assert "This is an example" not in said(app)
    np.testing.assert_array_equal(arrays(app)["hidden"], shown["hidden"])
    next(button for button in app.button if button.label == "Try with an example").click().run()
    app.button_group(key="own.example").set_value("writer").run()
    assert not app.exception
    assert not app.warning
    assert app.query_params["example"] == "writer"
    assert "Its answers are read out by **readout\\.weight**" in said(app)
    assert steppers(app)[0]["tokens"] == list(WRITTEN.replace(" ", "␣"))
    app = open_page("own_model", {"example": "writer", "look": "influence"})
    assert steppers(app)[0]["tokens"] == list(WRITTEN.replace(" ", "␣"))
    drawn = {element.key for element in (*app.selectbox, *app.get("button_group"))}
    assert not {"own.order", "own.signals"} & drawn, "they do nothing there"
    app = drop(app, FILE, writers.SHELF.path(WRITER).read_bytes(), "mine.safetensors")
    app.selectbox(key="own.data").set_value("text").run()
    assert "give the vocabulary of your model" in said(app), "an example's letters are not those of another model"


def test_a_model_of_letters_answers_with_the_next_one() -> None:
    parts = {"emb.": torch.nn.Embedding(4, 3), "rnn.": torch.nn.GRU(3, 5), "out.": torch.nn.Linear(5, 4)}
    saved = pickled({name: tensor for prefix, part in parts.items() for name, tensor in named(prefix, part).items()})
    app = drop(open_page("own_model", {}), FILE, saved, "letters.pt")
    app.selectbox(key="own.data").set_value("text").run()
    app.text_area(key="own.text").set_value("abca").run()
    app = drop(app, VOCABULARY, b'{"a": 0, "b": 1, "c": 2, " ": 3}', "v.json")
    assert not app.exception
    assert not app.warning
    app.selectbox(key="own.loss").set_value("task").run()
    hidden, _ = parts["rnn."](parts["emb."](torch.tensor([0, 1, 2, 0])))
    loss = torch.nn.functional.cross_entropy(parts["out."](hidden)[:3], torch.tensor([1, 2, 0]), reduction="sum")
    (expected,) = torch.autograd.grad(loss, hidden, retain_graph=True)
    last = arrays(app)["gradient:hidden"][-2:]
    assert not last[1].any(), "after the last letter nothing is asked"
    np.testing.assert_allclose(last[0], expected[2].numpy(), rtol=1e-5, atol=1e-6)
    for name, value in {"signals": "all", "hand": "token*3*4"}.items():  # a hand alone is no other picture
        app.query_params[name] = value
    app.run()
    assert not [*app.exception, *app.warning]
    assert steppers(app)[0]["panels"][0]["live"]["alphabet"] == ["a", "b", "c", "␣"]
    _, (held, _) = app.session_state["own.*made.held"]
    assert held.sequence.targets.tolist() == [1, 2, 2, -1]
    app.selectbox(key="own.loss").set_value("answer").run()
    app.selectbox(key="own.loss_answer").set_value(3).run()
    app.number_input(key="own.loss_step").set_value(2).run()
    assert not app.warning
    of_loss = arrays(app)["gradient:hidden"]
    np.testing.assert_allclose(of_loss[1], named("", parts["out."])["weight"][2].numpy(), rtol=1e-6)
    assert not of_loss[2:].any(), "the loss is at the second step"
    app.selectbox(key="own.loss").set_value("direction").run()
    assert "Please type a direction: 5 numbers" in said(app)
    app.text_input(key="own.loss_direction").set_value("1, 2 −3;4 0").run()
    assert arrays(app)["gradient:hidden"][1].tolist() == [1, 2, -3, 4, 0]
    app.text_input(key="own.loss_direction").set_value("1 2 three").run()
    assert "“three” is no number" in said(app)
    app.text_input(key="own.loss_direction").set_value("1 2").run()
    assert "The direction has 2 numbers, and there are 5 outputs" in said(app)
    assert arrays(app)["gradient:hidden"][1].tolist() == [1, 2, -3, 4, 0], "the last picture stays"
    app.selectbox(key="own.loss").set_value("unit").run()
    app.number_input(key="own.loss_unit").set_value(6).run()
    assert "those of unit 6, and there are 5 outputs" in said(app)
    app.number_input(key="own.loss_unit").set_value(5).run()
    assert arrays(app)["gradient:hidden"][1].tolist() == [0, 0, 0, 0, 1]
    app.number_input(key="own.loss_step").set_value(5).run()
    assert "The loss is put on step 5, and 4 steps are read" in said(app)
    assert (app.query_params["loss_unit"], app.query_params["loss_step"]) == ("5", "5")


@pytest.mark.parametrize("kind", ["safetensors", "PyTorch", "NumPy"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "elman_relu"])
def test_a_dropped_file_is_stepped_through_as_torch_runs_it(cell: str, kind: str) -> None:
    given = module(cell, 3, 5, num_layers=2, bidirectional=True, dtype=torch.float32)
    app = open_page("own_model", {"example": "own", "depth": "2", "data": "random"})  # a link, or the page anew
    assert "no address holds one: please drop its file again" in app.info[0].value
    assert not app.warning
    app = drop(app, FILE, FORMATS[kind](named("model.rnn.", given)), "weights.bin")
    assert not app.info
    if cell == "elman_relu":
        app.selectbox(key="own.cell").set_value("elman_relu").run()
    app.button_group(key="own.side").set_value("backward").run()
    assert not app.exception
    assert not app.warning
    assert "On show: **layer 2 of 2, read backwards**" in said(app)
    assert app.selectbox(key="own.data").value == "random", "a sine has one number at each step"
    drawn = np.random.default_rng(0).standard_normal((60, 3))  # what the seed on the page says
    expected, _ = given.double()(torch.from_numpy(drawn))
    np.testing.assert_allclose(arrays(app)["hidden"], expected.detach().numpy()[:, 5:], rtol=1e-9, atol=1e-9)
    assert (app.query_params["example"], app.query_params["depth"]) == ("own", "2")


def test_a_table_an_array_and_a_text_are_read() -> None:
    lstm, embedding = module("lstm", 2, 4), torch.nn.Embedding(3, 2)
    saved = safetensors(named("rnn.", lstm) | named("embedding.", embedding))
    app = drop(open_page("own_model", {}), FILE, saved, "m.safetensors")
    app.selectbox(key="own.data").set_value("table").run()
    assert "Please give a CSV file first" in said(app)
    assert arrays(app)["inputs"].shape == (60, 2), "the last picture that could be drawn stays"
    app = drop(app, TABLE, b"day,a,b\nMon,,2\nTue,3,4\n", "gaps.csv")
    assert app.multiselect(key="own.*columns").value == ["a", "b"], "there are no others"
    assert "Row 2 of the column “a” is empty" in said(app)
    app = drop(app, TABLE, b"a,b,c\n1,2,9\n3,4,8\n", "t.csv")
    assert not app.warning
    assert arrays(app)["inputs"].tolist() == [[1, 2], [3, 4]]
    app.multiselect(key="own.*columns").set_value(["c", "a"]).run()
    assert arrays(app)["inputs"].tolist() == [[9, 1], [8, 3]]
    app.multiselect(key="own.*columns").set_value(["c"]).run()
    assert "reads 2 numbers at each step, and 1 columns are chosen" in said(app).replace("\\", "")
    app.selectbox(key="own.data").set_value("array").run()
    app = drop(app, ARRAY, npy(np.ones((5, 2))), "x.npy")
    assert arrays(app)["inputs"].tolist() == [[1, 1]] * 5
    app.selectbox(key="own.data").set_value("text").run()
    app.text_area(key="own.text").set_value("cab").run()
    assert "Please give the vocabulary" in said(app)
    app = drop(app, VOCABULARY, b"a\nb\nc\n", "v.txt")
    assert not app.exception
    np.testing.assert_allclose(arrays(app)["inputs"], embedding.weight.detach().numpy()[[2, 0, 1]])


def test_what_cannot_be_opened_is_told_and_what_was_open_stays(tmp_path: Any) -> None:
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", module("gru", 2, 3))), "good.safetensors")
    assert "good" in said(app)
    app = drop(app, FILE, pickled(module("lstm")), "<b>bad</b>.pt")
    assert not app.exception
    assert "torch.nn.modules.rnn.LSTM" in said(app).replace("\\", "")
    assert "good" in said(app)
    assert arrays(app)["hidden"].shape == (60, 3)


def test_a_file_without_a_layer_says_what_is_in_it() -> None:
    app = drop(open_page("own_model", {}), FILE, safetensors({"<b>x</b>": torch.ones(2, 3)}), "x.safetensors")
    assert not app.exception
    assert "No recurrent layer was found" in said(app)
    assert "<b>" not in said(app)
    assert not steppers(app)
    app.button[0].click().run()
    assert "This is an example" in said(app)
    assert steppers(app)


def test_a_projected_layer_is_stepped_through_without_the_cell_that_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    given = module("lstm", 3, 7, num_layers=2, proj_size=4)
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", given)), "p")
    app.button_group(key="own.depth").set_value(2).run()
    assert not [*app.exception, *app.warning]
    drawn = torch.from_numpy(np.random.default_rng(0).standard_normal((60, 3)))
    np.testing.assert_allclose(arrays(app)["projected:hidden"], given(drawn)[0].detach().numpy(), rtol=1e-9, atol=1e-12)
    assert arrays(app)["cell"].shape == (60, 7)
    assert "equal to torch.nn.LSTM" in said(app)
    assert "projects its hidden state: h = W_hr (o ∘ tanh c)" in said(app)
    assert "7 units; h has 4 numbers" in said(app)
    (panel,) = steppers(app)[0]["panels"]
    assert (panel["diagram"], panel["equations"], panel["live"]) == (None, None, None)
    assert rows(app) == ["chain", "inputs", "forget_gate", "input_gate", "cell", "hidden"]
    assert [figure["name"] for figure in steppers(app)[0]["figures"]] == ["column", "moment"]
    for name, value in {"signals": "all", "order": "activity", "hand": "forget_gate*1*3"}.items():
        app.query_params[name] = value
    app.run()
    assert "The picture is shown without it" in said(app)
    assert said(app).count("a cell that projects its hidden state none is drawn") == 2, "why stands below, too"
    assert {"output_gate", "hidden", "unit", "gradient"} < set(rows(app))
    for look, sentence in {"influence": "arrives at step 60", "beside": "not shown unit by unit"}.items():
        app.button_group(key="own.look").set_value(look).run()
        assert not [*app.exception, *app.warning]
        assert sentence in said(app)
    app = drop(app, FILE, safetensors(named("", module("lstm", 3, 200, proj_size=70))), "large")
    app.button_group(key="own.look").set_value("steps").run()
    assert not app.exception
    (column,) = steppers(app)[0]["figures"]
    assert "Each row is 4 of the 200 units, ordered by openness" in column["reads"]
    assert "Of the hidden state a row is 2 of its 70 numbers." in column["reads"]
    assert "drawing" not in column["reads"]


def test_a_large_layer_is_shown_in_bands_and_64_of_its_units_on_demand() -> None:
    given = module("gru", 1, 500, dtype=torch.float32)
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", given)), "large")
    app.selectbox(key="own.data").set_value("random").run()
    app.number_input(key="own.steps").set_value(1000).run()
    assert not app.exception
    drawn = torch.from_numpy(np.random.default_rng(0).standard_normal((1000, 1)))
    expected = given.double()(drawn)[0].detach().numpy()
    order = np.argsort(-np.abs(expected).mean(axis=0), kind="stable") + 1

    (shown,) = steppers(app)
    (panel,) = shown["panels"]
    assert len(shown["values"]) < 5_000_000, "one message carries all of it"
    assert panel["names"] == order[::8].tolist(), "the first unit of each band can be stepped through"
    np.testing.assert_allclose(arrays(app)["hidden"], expected[:, order[::8] - 1], atol=1e-6)
    (column,) = (figure for figure in shown["figures"] if figure["name"] == "column")
    assert "Each row is 8 of the 500 units, ordered by activity" in column["reads"]
    names = [value for path, value in column["fills"].items() if path.endswith("ticktext")]
    assert names
    assert all(called[0] == ", ".join(map(str, order[:8])) for called in names)
    assert "equal to torch" not in said(app), "that takes long, and is asked for"

    app.session_state["own.unit"] = int(order[70])
    app.button_group(key="own.block").set_value(2).run()
    (panel,) = steppers(app)[0]["panels"]
    assert panel["names"] == order[64:128].tolist()
    np.testing.assert_allclose(arrays(app)["hidden"], expected[:, order[64:128] - 1], atol=1e-6)
    assert len(steppers(app)[0]["values"]) < 5_000_000
    app.selectbox(key="own.order").set_value("openness").run()
    assert not app.exception
    assert "in the order of openness: the mean of the update gate" in steppers(app)[0]["figures"][0]["reads"]
    assert app.query_params["block"] == "2"


def test_where_torch_takes_long_it_is_asked_by_a_button(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    monkeypatch.setattr("ui.lessons.own.run.SOON", 0)
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", module("gru", 2, 70))), "large")
    assert "equal to torch" not in said(app)
    next(button for button in app.button if button.label.startswith("Compare with torch")).click().run()
    assert not app.exception
    assert "equal to torch.nn.GRU" in said(app)
    app.run()
    assert "equal to torch.nn.GRU" in said(app)
    assert not [button for button in app.button if button.label.startswith("Compare with torch")]
    assert "what is held moves all 70 units, and the picture has the numbers of 35 of them" in said(app)
    app.button_group(key="own.look").set_value("beside").run()
    assert "Both runs:" not in said(app)
    next(button for button in app.button if button.label.startswith("Compare with torch")).click().run()
    assert not app.exception
    app.run()
    assert "Both runs: :green-background[✓ states, gates and gradients equal to torch.nn.GRU" in said(app)


def test_the_units_of_a_small_layer_stand_in_the_order_that_is_asked_for() -> None:
    app = open_page("own_model", {"order": "activity"})
    order = np.argsort(-np.abs(arrays(app)["hidden"]).mean(axis=0), kind="stable")
    (column,) = (figure for figure in steppers(app)[0]["figures"] if figure["name"] == "column")
    orders = [value for path, value in column["fills"].items() if path.endswith("meta.order")]
    assert orders == [order.tolist()] * 3
    assert steppers(app)[0]["panels"][0]["names"] is None, "their numbers are all there, in their own order"


def test_weights_that_are_no_numbers_are_told() -> None:
    given = module("lstm", 2, 3, dtype=torch.float32)
    with torch.no_grad():
        dict(given.named_parameters())["weight_hh_l0"][0, 0] = torch.nan
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", given)), "nan")
    assert not app.exception
    assert "of W are NaN or ∞" in said(app)
