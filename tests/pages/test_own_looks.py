"""What else there is to look at in a run of an own model: influence, another beside it, its units, and a hand in it."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

import engine
from tests.engine.examples import module
from tests.engine.opening.saved import named, pickled, safetensors
from tests.pages.opening import let_every_picture_stand, open_page, steppers
from tests.pages.own_model import FILE, OTHER, VOCABULARY, arrays, drop, rows, said
from ui.stepper.values import unpack


def test_the_influence_of_steps_is_shown_where_the_address_says(monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("own_model", {"look": "influence", "data": "sine", "t": "40", "k": "12", "influence": "cell"})
    assert not app.exception
    assert not app.warning
    (shown,) = steppers(app)
    influence = unpack(shown["numbers"]["arrays"], shown["values"])["influence"]
    assert influence.shape == (60, 60)
    assert (influence.diagonal() == 0).all()
    assert "A small change of the state at step 50 arrives at step 60 multiplied by at most" in said(app)
    assert "L, ½ Σ h² of step 60, is most sensitive to the input of step" in said(app)
    assert (shown["step"], shown["unit"]) == (11, 39)
    app.button_group(key="own.influence").set_value("hidden").run()
    (shown,) = steppers(app)
    assert not np.array_equal(unpack(shown["numbers"]["arrays"], shown["values"])["influence"], influence)
    assert "influence" not in app.query_params
    monkeypatch.setattr("ui.lessons.own.influence.reach.PAIRS", 2e-4)  # as if the layer were large
    monkeypatch.setattr("ui.lessons.own.influence.reach.GAPS", 0.0)
    app.number_input(key="own.steps").set_value(50).run()
    assert "With 8 units a second has room for" in said(app)
    app.number_input(key="own.until").set_value(25).run()
    assert not app.exception
    assert "arrives at step 25 multiplied by at most" in said(app)
    assert app.query_params["until"] == "25"


def test_a_model_stands_beside_a_fresh_one_and_beside_another_file(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    after, before = (module("gru", 2, 5, seed=seed) for seed in (1, 2))
    app = drop(open_page("own_model", {}), FILE, safetensors(named("rnn.", after)), "after.safetensors")
    app.button_group(key="own.look").set_value("beside").run()
    assert not app.exception
    assert "one fresh network" in said(app)
    assert "Shaded: 20 fresh networks, seeds 0 to 19" in said(app)
    assert "| update gate |" in said(app)
    assert "Both runs: :green-background[✓ states, gates and gradients equal to torch.nn.GRU" in said(app)
    app.number_input(key="own.fresh_seed").set_value(3).run()
    inputs = torch.from_numpy(np.random.default_rng(0).standard_normal((60, 2)))
    (shown,) = steppers(app)
    panels = dict(zip((after, engine.network("gru", 2, 5, seed=3).to_torch()), shown["panels"], strict=True))
    for given, panel in panels.items():
        hidden = given(inputs)[0].detach().numpy()
        np.testing.assert_allclose(unpack(panel["arrays"], shown["values"])["hidden"], hidden, atol=1e-12)
    assert (app.query_params["look"], app.query_params["fresh_seed"]) == ("beside", "3")

    app.selectbox(key="own.beside").set_value("file").run()
    assert "drop the other file" in app.info[0].value
    assert not steppers(app)
    app = drop(app, OTHER, pickled(module("lstm")), "harm.pt")
    assert "torch.nn.modules.rnn.LSTM" in said(app).replace("\\", "")
    app = drop(app, OTHER, safetensors(named("rnn.", module("gru", 2, 4))), "<b>small</b>")
    assert "This one: GRU, 2 → 5 units" in said(app).replace("\\", "")
    assert "<b>" not in said(app)
    app = drop(app, OTHER, safetensors(named("rnn.", before)), "before.safetensors")
    assert not app.exception
    assert not app.warning
    (shown,) = steppers(app)
    hidden = unpack(shown["panels"][1]["arrays"], shown["values"])["hidden"]
    np.testing.assert_allclose(hidden, before(inputs)[0].detach().numpy(), atol=1e-12)
    assert shown["panels"][1]["title"] == "before.safetensors"

    large = safetensors(named("", module("lstm", 2, 65)))
    app = drop(app, FILE, large, "large.safetensors")
    app.button_group(key="own.look").set_value("beside").run()
    assert not app.exception
    assert "Unit by unit two networks are shown up to 64 units" in said(app)
    (shown,) = steppers(app)
    assert not shown["panels"]
    assert rows(app) == ["inputs", "forget_gate", "input_gate", "output_gate", "gradient"]


def known_units(app: AppTest) -> dict[str, Any]:
    """What the picture of units is given."""
    given = [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]
    found: dict[str, Any] = next(data for data in given if "reading" in data)
    return found


@pytest.mark.parametrize(
    ("more", "why"), [({"bidirectional": True}, "reads both ways"), ({"proj_size": 2}, "projects")]
)
def test_nobody_is_asked_for_letters_that_cannot_help(more: dict[str, Any], why: str) -> None:
    saved = safetensors(named("", module("lstm", 2, 3, **more)))
    app = drop(open_page("own_model", {"example": "own", "look": "units", "data": "random"}), FILE, saved, "m")
    assert why in app.info[0].value
    assert "vocabulary" not in app.info[0].value


def test_of_a_stack_the_units_of_the_chosen_layer_are_asked() -> None:
    parts = {"emb.": torch.nn.Embedding(5, 3), "rnn.": torch.nn.LSTM(3, 4, 2), "out.": torch.nn.Linear(4, 5)}
    saved = pickled({name: tensor for prefix, part in parts.items() for name, tensor in named(prefix, part).items()})
    link = {"example": "own", "data": "text", "look": "units", "depth": "2", "held": "2:0.5", "text": 'ab "ba" ab "b"'}
    app = drop(open_page("own_model", link), FILE, saved, "letters.pt")
    app = drop(app, VOCABULARY, json.dumps([" ", "a", "b", '"', "<unk>"]).encode(), "v.json")
    assert not [*app.exception, *app.info, *app.warning]
    assert "The units are those of **layer 2 of 2**." in said(app)
    top = known_units(app)
    assert (top["model"]["layer"], app.query_params["held"]) == (1, "2:0.5")
    assert {"weight_ih", "weight_hh_l1", "bias_ih_l1"} < set(top["weights"])
    app.button_group(key="own.depth").set_value(1).run()
    bottom = known_units(app)
    assert (bottom["model"]["layer"], app.query_params.get("held")) == (0, None), "that was a unit of the other layer"
    assert bottom["model"]["url"] != top["model"]["url"]
    assert bottom["ranking"]["state"] != top["ranking"]["state"]


def test_what_the_units_of_a_model_of_letters_know() -> None:
    parts = {"emb.": torch.nn.Embedding(6, 3), "rnn.": torch.nn.GRU(3, 5), "out.": torch.nn.Linear(5, 6)}
    saved = pickled({name: tensor for prefix, part in parts.items() for name, tensor in named(prefix, part).items()})
    app = drop(open_page("own_model", {}), FILE, saved, "letters.pt")
    app.button_group(key="own.look").set_value("units").run()
    assert "give the vocabulary of your model" in app.info[0].value
    app.selectbox(key="own.data").set_value("text").run()
    app = drop(app, VOCABULARY, json.dumps(["\n", " ", "a", "b", '"', "<unk>"]).encode(), "v.json")
    assert "There is no text yet" in app.info[0].value
    app = drop(app, "own.*file.prose", b'ab "ba ba" z\n"a" bab ' * 700, "<b>.txt")
    assert not app.exception
    assert not [*app.info, *app.warning]
    found = known_units(app)
    assert found["reading"]["text"].startswith('ab "ba ba" �\n')
    assert "The first 5,000 of 14,700 letters are read" in said(app)
    sent = np.frombuffer(base64.b64decode(found["weights"]["weight_ih"]), "<f4").reshape(15, 6)
    weight_ih, embedding = parts["rnn."].state_dict()["weight_ih_l0"], parts["emb."].state_dict()["weight"]
    expected = (weight_ih @ embedding.T).numpy()
    np.testing.assert_allclose(sent, expected, rtol=1e-5, atol=1e-6)
    assert {len(found["ranking"]["state"]["hidden"]), len(found["ranking"]["shifted"])} == {5, 1}
    assert found["ranking"]["untrained"]
    assert found["ranking"]["steers"] is None
    assert not {"weights", "text.txt"} & set(app.query_params)
    assert found["place"]["state"] == found["usual"]["state"], "the address leaves out what the page begins with"
    before = found["model"]["url"]
    app.checkbox(key="own.anew").set_value(True).run()
    assert known_units(app)["model"]["begins"] == "\n"
    assert known_units(app)["model"]["url"] != before, "the browser has to load it anew"
    app.session_state["own.*made.wanted"] = ""
    app.run()
    assert len(known_units(app)["ranking"]["steers"]) == 5
    app.button_group(key="own.know").set_value("depth").run()
    assert known_units(app)["ranking"] is None, "there is no bracket in the text"
    app.button_group(key="own.look").set_value("steps").run()
    assert not [*app.exception, *app.warning]
    assert arrays(app)["hidden"].shape == (1000, 5), "the same text, as far as it is stepped through"
    app.button[0].click().run()
    assert "own.*made.speaker" not in app.session_state


def in_hand(app: AppTest) -> dict[str, Any]:
    """What the browser is told of a hand in the run."""
    said: list[dict[str, Any]] = [
        json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json
    ]
    (found,) = [one for one in said if "held" in one]
    return found


def test_a_hand_in_the_address_is_in_the_run_on_show_and_torch_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_picture_stand(monkeypatch)
    app = open_page("own_model", {"hand": "forget_gate*1*8-,reset_gate*1*3,input*0.5*9*1", "loss": "task"})
    assert not app.exception
    assert "This cell has no “reset_gate” to hold" in said(app).replace("\\", "")
    assert "with your hand in it: states, gates and gradients equal to torch" in said(app)
    assert in_hand(app)["held"] == "forget_gate*1*8-,input*0.5*9*1"
    live = steppers(app)[0]["panels"][0]["live"]
    assert (live["waits"], live["coding"], live["task"]) == ("", "number", "numbers"), "a browser follows by itself"
    _, (held, _) = app.session_state["own.*made.held"]
    assert held.sequence.targets[7] == 0.5, "the number to be forecast is another one"

    lstm, linear = module("lstm", 2, 3, num_layers=2, bidirectional=True), torch.nn.Linear(6, 1).double()
    app = drop(app, FILE, safetensors(named("rnn.", lstm) | named("out.", linear)), "deep")
    assert in_hand(app)["held"] == "", "another model is nobody's to hold yet"
    assert "own.*made.held" not in app.session_state
    for name, value in {"depth": "2", "side": "backward", "hand": "candidate*0.25*5-*2,weight_hh*2*1*3"}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert not app.warning
    assert "with your hand in it: states, gates and gradients equal to torch" in said(app)
    assert "directions: 2): it answers when your hand lets go" in steppers(app)[0]["panels"][0]["live"]["waits"]
    sent = {name: np.frombuffer(base64.b64decode(text)) for name, text in in_hand(app)["arrays"].items()}
    with torch.no_grad():
        dict(lstm.named_parameters())["weight_hh_l1_reverse"][0, 2] = 2
    hold = engine.Hold("candidate", 0.25, units=[1], steps=slice(4, None), layer=1, direction=1)
    inputs = torch.from_numpy(np.random.default_rng(0).standard_normal((60, 2)))  # what the seed on the page says
    expected = engine.record(lstm, inputs, engine.losses.last_step(), interventions=[hold])
    np.testing.assert_array_equal(sent["hidden"], expected["hidden"][1, 1, :, 0].ravel())
    answers = expected.outputs[:, 0] @ linear.weight.detach().numpy()[0] + linear.bias.item()
    np.testing.assert_allclose(sent["answers"], answers, rtol=1e-12)
    np.testing.assert_array_equal(arrays(app)["hidden"].shape, (60, 3))

    app = drop(app, FILE, safetensors(named("", module("gru", 1, 17))), "long")
    for name, value in {"data": "sine", "steps": "1000", "hand": "update_gate*1*5-"}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert "too large to take hold of: 17 units times 1000 steps are 17,000 numbers" in said(app)
    assert steppers(app)[0]["panels"][0]["live"] is None
    assert "with your hand" not in said(app)
