"""The page of own models, without a browser: what is dropped, chosen and given to read, and that torch agrees."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from tests.engine.examples import module
from tests.engine.opening.saved import FORMATS, named, npy, pickled, safetensors
from tests.pages.opening import let_every_picture_stand, open_page, steppers
from ui.stepper.payload import unpack

FILE, TABLE, ARRAY, VOCABULARY = (f"own.*file.{name}" for name in ("model", "table", "array", "vocabulary"))


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


def test_the_page_opens_on_an_example_and_torch_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    app = open_page("own_model", {})
    assert not app.exception
    assert "This is an example" in said(app)
    assert "equal to torch.nn.LSTM" in said(app)
    assert len(app.get("vega_lite_chart")) == 4
    assert arrays(app)["hidden"].shape == (60, 8)
    assert "Its answers are read out by **readout\\.weight**" in said(app)
    assert "answer" in rows(app)
    app.selectbox(key="own.loss").set_value("task").run()
    assert not app.exception
    app.selectbox(key="own.readout").set_value(0).run()
    assert "read out" not in said(app)
    assert "answer" not in rows(app)
    assert app.selectbox(key="own.loss").value == "last", "nothing is right or wrong now"


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


@pytest.mark.parametrize("kind", ["safetensors", "PyTorch", "NumPy"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "elman_relu"])
def test_a_dropped_file_is_stepped_through_as_torch_runs_it(cell: str, kind: str) -> None:
    given = module(cell, 3, 5, num_layers=2, bidirectional=True, dtype=torch.float32)
    app = drop(open_page("own_model", {}), FILE, FORMATS[kind](named("model.rnn.", given)), "weights.bin")
    if cell == "elman_relu":
        app.selectbox(key="own.cell").set_value("elman_relu").run()
    app.button_group(key="own.depth").set_value(2).run()
    app.button_group(key="own.side").set_value("backward").run()
    assert not app.exception
    assert not app.warning
    assert app.selectbox(key="own.data").value == "random", "a sine has one number at each step"
    drawn = np.random.default_rng(0).standard_normal((60, 3))  # what the seed on the page says
    expected, _ = given.double()(torch.from_numpy(drawn))
    np.testing.assert_allclose(arrays(app)["hidden"], expected.detach().numpy()[:, 5:], rtol=1e-9, atol=1e-9)
    assert app.query_params["depth"] == "2"


def test_a_table_an_array_and_a_text_are_read() -> None:
    lstm, embedding = module("lstm", 2, 4), torch.nn.Embedding(3, 2)
    saved = safetensors(named("rnn.", lstm) | named("embedding.", embedding))
    app = drop(open_page("own_model", {}), FILE, saved, "m.safetensors")
    app.selectbox(key="own.data").set_value("table").run()
    assert "Please give a CSV file first" in said(app)
    assert arrays(app)["inputs"].shape == (60, 2), "the last picture that could be drawn stays"
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


def test_a_projected_layer_shows_its_weights_and_says_what_it_does_not() -> None:
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", module("lstm", 2, 4, proj_size=2))), "p")
    assert not app.exception
    assert "projects its hidden state to 2 numbers" in said(app)
    assert len(app.get("vega_lite_chart")) == 4
    assert not steppers(app)


def test_a_large_layer_is_shown_for_as_many_steps_as_there_is_room_for() -> None:
    given = module("gru", 1, 500, dtype=torch.float32)
    app = drop(open_page("own_model", {"steps": "1000"}), FILE, safetensors(named("", given)), "large")
    assert not app.exception
    app.number_input(key="own.steps").set_value(1000).run()
    assert "The first 128 of 1000 steps are shown" in said(app)
    assert arrays(app)["hidden"].shape == (128, 500)
    assert "weight_hh" not in arrays(app), "nor do its weights travel"


def test_weights_that_are_no_numbers_are_told() -> None:
    given = module("lstm", 2, 3, dtype=torch.float32)
    with torch.no_grad():
        dict(given.named_parameters())["weight_hh_l0"][0, 0] = torch.nan
    app = drop(open_page("own_model", {}), FILE, safetensors(named("", given)), "nan")
    assert not app.exception
    assert "of its weights are NaN or ∞" in said(app)
